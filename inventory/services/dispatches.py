"""Promised goods that leave the warehouse."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from inventory.errors import NotReserved
from inventory.models import Reservation, StockMovement
from inventory.services.level_writes import Booking, book
from shop.common.actors import Actor

State = Reservation.State


@transaction.atomic
def consume_reservation(
    *,
    reference: str,
    line_quantities: Mapping[int, int],
    warehouse_id: int,
    actor: Actor,
    at: datetime | None = None,
) -> list[StockMovement]:
    """Book pieces of an order's lines out of a warehouse, all or none; the rest may follow later.

    Not safe to repeat by itself: the dispatch that calls it happens once. Raises NotReserved when a
    line has fewer confirmed pieces there.
    """
    rows = {
        row.line_id: row
        for row in Reservation.objects.lock(reference)
        if row.state == State.CONFIRMED and row.level.warehouse_id == warehouse_id
    }
    leaving: dict[int, int] = defaultdict(int)
    for line_id, quantity in line_quantities.items():
        row = rows.get(line_id)
        if row is None or not 0 < quantity <= row.remaining:
            raise NotReserved
        row.consumed += quantity
        leaving[row.level_id] += quantity
    _save([rows[line_id] for line_id in line_quantities], at or timezone.now())
    movements, _changes = book(bookings=_bookings(leaving, reference), actor=actor, at=at)
    return movements


def _save(rows: list[Reservation], at: datetime) -> None:
    for row in rows:
        if not row.remaining:
            row.state, row.closed_at = State.CONSUMED, at
    Reservation.objects.bulk_update(rows, ["consumed", "state", "closed_at"])


def _bookings(leaving: Mapping[int, int], reference: str) -> list[Booking]:
    return [
        Booking(
            level_id=level_id,
            kind=StockMovement.Kind.DISPATCH,
            quantity=-pieces,
            reference=reference,
            unreserve=pieces,
        )
        for level_id, pieces in leaving.items()
    ]
