"""The parcels of an order, as its customer follows them."""

from dataclasses import dataclass
from datetime import datetime

from logistics.models import Parcel
from logistics.selectors.shipments import shipments_of
from orders.models import Order

_TONES = {
    Parcel.State.DELIVERED.value: "good",
    Parcel.State.READY_FOR_PICKUP.value: "act",
    Parcel.State.EXCEPTION.value: "late",
}


@dataclass(frozen=True, kw_only=True)
class Node:
    text: str
    at: datetime
    place: str


@dataclass(frozen=True, kw_only=True)
class TravellingParcel:
    carrier: str
    waybill: str
    query_url: str
    state_label: str
    tone: str
    nodes: list[Node]


def parcels_of(order: Order) -> list[TravellingParcel]:
    """Return the parcels of an order with their ways, the newest node first."""
    if order.shipped_at is None:
        return []
    return [
        TravellingParcel(
            carrier=parcel.carrier,
            waybill=parcel.waybill,
            query_url=parcel.query_url,
            state_label=parcel.state_label,
            tone=_TONES.get(parcel.state, "run"),
            nodes=[Node(text=step.text, at=step.at, place=step.location) for step in parcel.steps],
        )
        for shipment in shipments_of([order.number]).get(order.number, [])
        for parcel in shipment.parcels
    ]
