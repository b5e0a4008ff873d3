"""Shipments before they leave: planned, picked, packed, cancelled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from inventory.types import PlacedPiece
from logistics.errors import ShipmentNotCancellable
from logistics.models import Shipment, ShipmentHistory, ShipmentLine
from logistics.types import PlannedPiece
from shop.common.actors import Actor
from shop.common.transitions import record, step

State = Shipment.State
_INSIDE = (State.READY, State.PICKING, State.PACKED)


@transaction.atomic
def plan_shipments(
    *, reference: str, pieces: Sequence[PlannedPiece], actor: Actor, at: datetime | None = None
) -> list[Shipment]:
    """Plan one shipment per warehouse; when some are planned already, those are returned."""
    planned = list(Shipment.objects.of(reference).order_by("pk"))
    if planned:
        return planned
    by_warehouse = sorted(pieces, key=lambda piece: (piece.warehouse_id, piece.line_id))
    return [
        _plan(reference, warehouse_id, list(group), actor=actor, at=at or timezone.now())
        for warehouse_id, group in groupby(by_warehouse, key=lambda piece: piece.warehouse_id)
    ]


@transaction.atomic
def start_picking(
    *, shipment_ids: Iterable[int], actor: Actor, at: datetime | None = None
) -> list[Shipment]:
    """Hand shipments to a picker. Raises TransitionRefused when one is in another state."""
    return _move_all(shipment_ids, State.PICKING, actor=actor, at=at)


@transaction.atomic
def stop_picking(
    *, shipment_ids: Iterable[int], actor: Actor, at: datetime | None = None
) -> list[Shipment]:
    """Put shipments back among those to be picked; what was in their baskets goes to the shelf."""
    ids = list(shipment_ids)
    ShipmentLine.objects.filter(shipment__in=ids).update(to_take_out=0)
    return _move_all(ids, State.READY, actor=actor, at=at)


@transaction.atomic
def mark_packed(
    *, shipment_ids: Iterable[int], actor: Actor, at: datetime | None = None
) -> list[Shipment]:
    """Note that shipments are packed and wait for the carrier."""
    return _move_all(shipment_ids, State.PACKED, actor=actor, at=at)


@transaction.atomic
def cancel_shipments(
    *, reference: str, actor: Actor, reason: str = "", at: datetime | None = None
) -> list[Shipment]:
    """Cancel what is inside for an order. Raises ShipmentNotCancellable when something left."""
    shipments = list(Shipment.objects.of(reference).order_by("pk").select_for_update())
    if any(shipment.state not in _INSIDE for shipment in shipments):
        raise ShipmentNotCancellable
    for shipment in shipments:
        move_shipment(shipment=shipment, to=State.CANCELLED, actor=actor, reason=reason, at=at)
    return shipments


@transaction.atomic
def take_out_pieces(
    *, reference: str, pieces: Iterable[PlacedPiece], actor: Actor, at: datetime | None = None
) -> None:
    """Take pieces out of an order's shipments that are inside; one with nothing left is cancelled.

    What may have been picked is kept as `to_take_out`, for the person who closes the parcel.
    """
    leaving: dict[int, dict[int, int]] = defaultdict(dict)
    for piece in pieces:
        leaving[piece.warehouse_id][piece.line_id] = piece.quantity
    inside = Shipment.objects.of(reference).filter(state__in=_INSIDE, warehouse__in=leaving)
    for shipment in inside.order_by("pk").select_for_update(of=("self",)):
        _take_out(shipment, leaving[shipment.warehouse_id], actor=actor, at=at)


def move_shipment(
    *,
    shipment: Shipment,
    to: Shipment.State,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    **also: object,
) -> None:
    """Move a locked shipment by its transition table, with history."""
    step(
        shipment,
        axis="state",
        to=to,
        table=Shipment.TRANSITIONS,
        history=ShipmentHistory,
        owner="shipment",
        actor=actor,
        reason=reason,
        at=at,
        also=also,
    )


def _take_out(
    shipment: Shipment, leaving: Mapping[int, int], *, actor: Actor, at: datetime | None
) -> None:
    lines = list(shipment.lines.order_by("pk"))
    if all(line.quantity == leaving.get(line.line_id, 0) for line in lines):
        move_shipment(shipment=shipment, to=State.CANCELLED, actor=actor, at=at)
        return
    for line in lines:
        count = leaving.get(line.line_id, 0)
        line.quantity -= count
        if shipment.state != State.READY:
            line.to_take_out += count
    ShipmentLine.objects.bulk_update(lines, ["quantity", "to_take_out"])


def _plan(
    reference: str,
    warehouse_id: int,
    pieces: list[PlannedPiece],
    *,
    actor: Actor,
    at: datetime,
) -> Shipment:
    shipment = Shipment.objects.create(
        reference=reference, warehouse_id=warehouse_id, created_at=at
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(
            shipment=shipment,
            line_id=piece.line_id,
            sku_id=piece.sku_id,
            title=piece.title[:160],
            sku_name=piece.sku_name,
            quantity=piece.quantity,
        )
        for piece in pieces
    )
    record(
        shipment,
        history=ShipmentHistory,
        owner="shipment",
        axis="state",
        to_state=shipment.state,
        actor=actor,
        at=at,
    )
    return shipment


def _move_all(
    shipment_ids: Iterable[int], to: Shipment.State, *, actor: Actor, at: datetime | None
) -> list[Shipment]:
    wanted = Shipment.objects.filter(pk__in=list(shipment_ids)).order_by("pk")
    shipments = list(wanted.select_for_update(of=("self",)))
    for shipment in shipments:
        if shipment.state != to:
            move_shipment(shipment=shipment, to=to, actor=actor, at=at)
    return shipments
