"""What the people who pack and hand over look at."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery

from inventory.models import Warehouse
from logistics.models import Carrier, Shipment
from orders.models import Order

State = Shipment.State
ON_THE_DESK = (State.PACKED, State.PICKING, State.READY)
_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class DeskLine:
    title: str
    sku_name: str
    quantity: int
    to_take_out: int


@dataclass(frozen=True, kw_only=True)
class DeskShipment:
    """A shipment that waits for its number; `goods` are what must be in the box."""

    id: int
    number: str
    reference: str
    state: str
    state_label: str
    wave: str
    basket: int | None
    region: str
    ship_by: datetime | None
    is_late: bool
    pieces: int
    to_take_out: int
    goods: list[DeskLine]


def carrier_choices() -> list[tuple[int, str]]:
    """Return the carriers in use, as a form offers them."""
    return list(Carrier.objects.active().values_list("pk", "name"))


def carrier_of(carrier_id: int) -> Carrier | None:
    """Return a carrier that is in use."""
    return Carrier.objects.active().filter(pk=carrier_id).first()


def shipment_reference(shipment_id: int) -> str | None:
    """Return the number of the order that a shipment belongs to."""
    rows = Shipment.objects.filter(pk=shipment_id)
    return rows.values_list("reference", flat=True).first()


def warehouse_names() -> list[tuple[int, str]]:
    """Return the active warehouses."""
    return list(Warehouse.objects.active().order_by("pk").values_list("pk", "name"))


def warehouse_choices() -> list[tuple[int, str]]:
    """Return the active warehouses, with how many shipments wait to be picked in each."""
    ready = Count("shipments", filter=Q(shipments__state=State.READY))
    rows = Warehouse.objects.active().annotate(ready=ready).order_by("pk")
    return [
        (pk, f"{name} ({count})") for pk, name, count in rows.values_list("pk", "name", "ready")
    ]


def busiest_warehouse() -> int | None:
    """Return the active warehouse in which most shipments wait to be picked."""
    ready = Count("shipments", filter=Q(shipments__state=State.READY))
    rows = Warehouse.objects.active().annotate(ready=ready).order_by("-ready", "pk")
    return rows.values_list("pk", flat=True).first()


def desk_counts() -> dict[int, int]:
    """Count what is packed or being picked, by warehouse."""
    rows = Shipment.objects.filter(state__in=[State.PACKED, State.PICKING])
    return dict(rows.values_list("warehouse").annotate(count=Count("pk")))


def desk_shipments(
    *, warehouse_id: int, term: str, at: datetime, limit: int = _SHOWN
) -> list[DeskShipment]:
    """Return what waits to be handed over, in three queries; the most urgent first.

    With a term (order or shipment number, as on the delivery note) only that one, in any state
    before dispatch; without, what is packed or being picked in the warehouse.
    """
    orders = Order.objects.filter(number=OuterRef("reference"))
    rows = Shipment.objects.select_related("wave_entry__wave").annotate(
        ship_by=Subquery(orders.values("ship_by")[:1]),
        region=Subquery(orders.values("receiver__region")[:1]),
    )
    if term:
        code = term.strip().upper()
        rows = rows.filter(Q(reference=code) | Q(number=code), state__in=ON_THE_DESK)
    else:
        rows = rows.filter(warehouse_id=warehouse_id, state__in=[State.PACKED, State.PICKING])
    urgent = rows.order_by(F("ship_by").asc(nulls_last=True), "pk").prefetch_related("lines")
    return [_shipment(row, at) for row in urgent[:limit]]


def is_cancelled(term: str) -> bool:
    """Say whether a scanned order or shipment has nothing to send because it was cancelled."""
    code = term.strip().upper()
    rows = Shipment.objects.filter(Q(reference=code) | Q(number=code))
    states = set(rows.values_list("state", flat=True))
    return states == {State.CANCELLED}


def _shipment(row: Shipment, at: datetime) -> DeskShipment:
    entry = getattr(row, "wave_entry", None)
    ship_by: datetime | None = getattr(row, "ship_by", None)
    lines = sorted(row.lines.all(), key=lambda line: line.line_id)
    return DeskShipment(
        id=row.pk,
        number=row.number,
        reference=row.reference,
        state=row.state,
        state_label=row.get_state_display(),
        wave=entry.wave.number if entry else "",
        basket=entry.basket if entry else None,
        region=getattr(row, "region", "") or "",
        ship_by=ship_by,
        is_late=ship_by is not None and ship_by < at,
        pieces=sum(line.quantity for line in lines),
        to_take_out=sum(line.to_take_out for line in lines),
        goods=[
            DeskLine(
                title=line.title,
                sku_name=line.sku_name,
                quantity=line.quantity,
                to_take_out=line.to_take_out,
            )
            for line in lines
        ],
    )
