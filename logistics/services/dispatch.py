"""The parcel leaves: the number is taken down and the goods leave the books, in one transaction."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from inventory.services.dispatches import consume_reservation
from logistics.errors import CarrierNotActive, WaybillTaken
from logistics.events import ShipmentDispatched
from logistics.models import Carrier, Parcel, Shipment
from logistics.services.shipments import move_shipment
from logistics.waybills import clean_waybill
from shop.common.actors import Actor
from shop.common.events import publish

_FIRST_QUERY = timedelta(seconds=30)


@transaction.atomic
def dispatch_shipment(
    *,
    shipment_id: int,
    carrier_id: int,
    waybill: str,
    actor: Actor,
    phone_tail: str = "",
    at: datetime | None = None,
) -> Shipment:
    """Send a shipment off with a carrier and a number; its stock leaves the books with it.

    Raises WaybillNotValid, WaybillTaken, CarrierNotActive, TransitionRefused (already sent,
    cancelled), and inventory's NotReserved.
    """
    now = at or timezone.now()
    number = clean_waybill(waybill)
    shipment = Shipment.objects.lock(shipment_id)
    carrier = Carrier.objects.active().filter(pk=carrier_id).first()
    if carrier is None:
        raise CarrierNotActive
    move_shipment(
        shipment=shipment,
        to=Shipment.State.DISPATCHED,
        actor=actor,
        reason=number,
        at=now,
        dispatched_at=now,
    )
    _add_parcel(shipment, carrier, number, phone_tail=phone_tail, at=now)
    consume_reservation(
        reference=shipment.reference,
        line_quantities={
            line.line_id: line.quantity for line in shipment.lines.filter(quantity__gt=0)
        },
        warehouse_id=shipment.warehouse_id,
        actor=actor,
        at=now,
    )
    publish(
        ShipmentDispatched(
            reference=shipment.reference,
            shipment_id=shipment.pk,
            carrier=carrier.name,
            waybill=number,
            query_url=carrier.query_url.replace("{number}", number),
            dispatched_at=now,
        ),
        at=now,
    )
    return shipment


def _add_parcel(
    shipment: Shipment, carrier: Carrier, number: str, *, phone_tail: str, at: datetime
) -> None:
    try:
        with transaction.atomic():
            Parcel.objects.create(
                shipment=shipment,
                carrier=carrier,
                waybill=number,
                phone_tail=phone_tail[-4:],
                created_at=at,
                next_query_at=at + _FIRST_QUERY,
            )
    except IntegrityError as taken:
        raise WaybillTaken from taken
