"""Refunded pieces that have not left stay in the house: nothing ships whose money goes back."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from inventory.selectors.allocation import reservations_of
from inventory.services.reservations import release_pieces
from inventory.types import PlacedPiece
from logistics.models import Shipment
from logistics.services.shipments import take_out_pieces
from orders.models import LineRefund, Order, OrderLine
from orders.selectors.refundable import refunds_to_follow
from orders.services.cancellation import cancel_order
from orders.services.shipping import record_delivery
from orders.services.waves import follow_shipments
from shop.common.actors import Actor

_UNTOUCHED = (Shipment.State.READY, Shipment.State.PICKING, Shipment.State.PACKED)


@transaction.atomic
def keep_back_refunded(*, reference: str, actor: Actor, at: datetime | None = None) -> None:
    """Take the pieces of approved refunds out of what is to be shipped. Safe to repeat.

    Pieces that have not left go first; what has left is not stopped. Their stock is free again, a
    shipment with nothing left is cancelled, and so is an order of which nothing is to leave. A
    refund that fails later changes nothing here: finance pays it another way.
    """
    now = at or timezone.now()
    order = Order.objects.select_for_update(of=("self",)).filter(number=reference).first()
    if order is None:
        return
    lines = list(order.lines.order_by("pk"))
    pieces = _note(order, lines)
    if not any(pieces.values()):
        return
    if order.is_cancellable and not any(line.to_ship for line in lines):
        reason = Order.CancelReason.REFUNDED
        cancel_order(order_id=order.pk, reason=reason, actor=actor, at=now)
        return
    placed = _places(order, pieces)
    take_out_pieces(reference=reference, pieces=placed, actor=actor, at=now)
    release_pieces(reference=reference, pieces=placed, actor=actor, at=now)
    if order.fulfilment in Order.LEFT_THE_HOUSE:
        record_delivery(reference=reference, actor=actor, at=now)
    else:
        follow_shipments(orders=[order], actor=actor, at=now)


def _note(order: Order, lines: list[OrderLine]) -> Mapping[int, int]:
    """Write down how many pieces of each refund stay, and return them by line."""
    known = {line.pk: line for line in lines}
    pieces: dict[int, int] = defaultdict(int)
    rows = list(refunds_to_follow(order).order_by("pk"))
    for row in rows:
        line = known[row.line_id]
        row.kept_back = min(row.pieces, line.to_ship) if order.state == Order.State.OPEN else 0
        line.kept_back_quantity += row.kept_back
        pieces[line.pk] += row.kept_back
    LineRefund.objects.bulk_update(rows, ["kept_back"])
    OrderLine.objects.bulk_update(lines, ["kept_back_quantity"])
    return pieces


def _places(order: Order, pieces: Mapping[int, int]) -> list[PlacedPiece]:
    """Choose the warehouses they are taken from: where least is done, and least is left over."""
    shipments = Shipment.objects.of(order.number).filter(state__in=_UNTOUCHED)
    states = dict(shipments.values_list("warehouse", "state"))
    done = {place: _UNTOUCHED.index(Shipment.State(state)) for place, state in states.items()}
    held = reservations_of(order.number)
    missing, placed = dict(pieces), []
    for piece in sorted(held, key=lambda row: (done.get(row.warehouse_id, 0), row.quantity)):
        count = min(piece.quantity, missing.get(piece.line_id, 0))
        if count:
            missing[piece.line_id] -= count
            placed.append(
                PlacedPiece(line_id=piece.line_id, warehouse_id=piece.warehouse_id, quantity=count)
            )
    return placed
