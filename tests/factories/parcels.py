"""Shipments and parcels under way."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from inventory.models import Warehouse
from logistics.models import Carrier, Parcel, Shipment


class WarehouseAtHomeFactory(DjangoModelFactory):
    class Meta:
        model = Warehouse
        django_get_or_create = ("code",)

    code = "north"
    name = "华北仓"
    district_id = "110101"


class CarrierFactory(DjangoModelFactory):
    class Meta:
        model = Carrier
        django_get_or_create = ("code",)

    code = "YTO"
    name = "圆通速递"
    kuaidi100_code = "yuantong"
    query_url = "https://example.com/?n={number}"


class ShipmentFactory(DjangoModelFactory):
    class Meta:
        model = Shipment

    reference = factory.Sequence(lambda n: f"DD{n}")
    warehouse = factory.SubFactory(WarehouseAtHomeFactory)


class ParcelFactory(DjangoModelFactory):
    """A parcel that has just left, due to be asked about."""

    class Meta:
        model = Parcel

    shipment = factory.SubFactory(
        ShipmentFactory,
        state=Shipment.State.DISPATCHED,
        dispatched_at=factory.LazyFunction(timezone.now),
    )
    carrier = factory.SubFactory(CarrierFactory)
    waybill = factory.Sequence(lambda n: f"YT{n:013d}")
    next_query_at = factory.LazyFunction(timezone.now)
