"""Shipments and parcels by what somebody has in hand: a number of them, of the order, a waybill.

Each part of a union has an index of its own; "or" over two tables has none. All these numbers are
stored in capitals.
"""

from django.db.models import QuerySet

from logistics.models import Parcel, Shipment


def found_shipments(shipments: QuerySet[Shipment], term: str) -> QuerySet[Shipment]:
    """Narrow shipments to those whose shipment, order or waybill number begins like this."""
    code = _code(term)
    parts = _by_own_numbers(code)
    by_parcel = Parcel.objects.filter(waybill__startswith=code).values("shipment")
    return shipments.filter(pk__in=by_parcel.union(*(part.values("pk") for part in parts)))


def found_parcels(parcels: QuerySet[Parcel], term: str) -> QuerySet[Parcel]:
    """Narrow parcels to those whose waybill, order or shipment number begins like this."""
    code = _code(term)
    by_shipment = [
        Parcel.objects.filter(shipment__in=part.values("pk")) for part in _by_own_numbers(code)
    ]
    by_waybill = Parcel.objects.filter(waybill__startswith=code).values("pk")
    return parcels.filter(pk__in=by_waybill.union(*(part.values("pk") for part in by_shipment)))


def _by_own_numbers(code: str) -> list[QuerySet[Shipment]]:
    return [
        Shipment.objects.filter(number__startswith=code),
        Shipment.objects.filter(reference__startswith=code),
    ]


def _code(term: str) -> str:
    return "".join(term.split()).upper()
