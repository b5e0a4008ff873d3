"""Shipments that left have a parcel."""

from collections.abc import Iterator

from logistics.models import Shipment
from shop.common.audit import Breach, register_audit

_OUTSIDE = (Shipment.State.DISPATCHED, Shipment.State.DELIVERED, Shipment.State.RETURNED)


def audit_dispatches() -> Iterator[Breach]:
    """Find shipments that left without a parcel or a time."""
    without_parcel = Shipment.objects.filter(state__in=_OUTSIDE, parcels=None)
    without_time = Shipment.objects.filter(state__in=_OUTSIDE, dispatched_at=None)
    for number in without_parcel.values_list("number", flat=True):
        yield Breach(law=6, subject=number, message="left without a parcel")
    for number in without_time.values_list("number", flat=True):
        yield Breach(law=6, subject=number, message="left without a time")


register_audit("logistics: dispatches", audit_dispatches)
