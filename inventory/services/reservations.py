"""Promising stock to orders: the one way in which `reserved` rises.

Never oversold: one conditional UPDATE decides, whatever was read before. Free of deadlocks: open
reservations of an order are locked before levels, each by primary key, levels by one statement.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from inventory.errors import InsufficientStock, NotReserved, ReservationReleased
from inventory.models import Reservation, StockAlert, StockLevel
from inventory.selectors.allocation import level_supplies
from inventory.services.crossings import changed_skus, settle_changes
from inventory.services.level_writes import LevelChange, shift_reserved
from inventory.services.warehouse_choice import choose_levels, shortages
from inventory.types import LevelSupply, Piece, PlacedPiece, Wanted
from shop.common.actors import Actor
from shop.common.atomicity import in_transaction

logger = logging.getLogger(__name__)

State = Reservation.State

_HOPEFUL_PLANS = 2  # plans made without locks; the one after them locks what it plans with


class ReservedOutsideTransaction(RuntimeError):
    """Stock is promised in the transaction that writes the order, or not at all."""


def reserve_stock(
    *,
    reference: str,
    wanted: Sequence[Wanted],
    province_code: str,
    expires_at: datetime,
    actor: Actor,
    at: datetime | None = None,
) -> list[Reservation]:
    """Promise stock to all lines of a new order or to none; the caller's last step before commit.

    Levels stay locked until that commit, so nothing slow may follow. Raises InsufficientStock with
    what is possible per line; then nothing is reserved and nothing is locked.
    """
    if not in_transaction():
        raise ReservedOutsideTransaction(reference)
    skus = {line.sku_id for line in wanted}
    for attempt in range(_HOPEFUL_PLANS + 1):
        before_plan = transaction.savepoint()
        supplies = _supplies(skus, province_code, lock=attempt == _HOPEFUL_PLANS)
        pieces = choose_levels(wanted=wanted, supplies=supplies)
        if not pieces:
            transaction.savepoint_rollback(before_plan)
            raise InsufficientStock(shortages=shortages(wanted=wanted, supplies=supplies))
        # The rows go first: between the lock of a hot level and the commit stands one statement.
        promised = _promise(pieces, reference=reference, expires_at=expires_at, at=at)
        changes = shift_reserved(pieces_by_level=_pieces_by_level(promised))
        if len(changes) == len({piece.level_id for piece in pieces}):
            settle_changes(changes=changes, tell_of=_falling_short(supplies, changes), at=at)
            return promised
        transaction.savepoint_rollback(before_plan)
    raise AssertionError("a plan made under locks was not kept")


@transaction.atomic
def confirm_reservation(*, reference: str) -> None:
    """Keep a paid order's stock beyond its deadline. Safe to repeat.

    Raises ReservationReleased when the stock was given back before.
    """
    rows = Reservation.objects.lock(reference)
    if not rows and not _was_dispatched(reference):
        raise ReservationReleased
    held = [row.pk for row in rows if row.state == State.HELD]
    Reservation.objects.filter(pk__in=held).update(state=State.CONFIRMED, expires_at=None)


@transaction.atomic
def hold_reservation_until(*, reference: str, expires_at: datetime) -> None:
    """Say anew how long an order's stock is held; what is confirmed or given back stays as it is.

    Nothing is set free here, at an earlier moment neither: whoever closes the order does that.
    """
    rows = Reservation.objects.lock(reference)
    held = [row.pk for row in rows if row.state == State.HELD]
    Reservation.objects.filter(pk__in=held).update(expires_at=expires_at)


@transaction.atomic
def release_reservation(*, reference: str, actor: Actor, at: datetime | None = None) -> int:
    """Give back what is still promised to an order; return the pieces, 0 the second time."""
    rows = Reservation.objects.lock(reference)
    if not rows:
        return 0
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.RELEASED, closed_at=at or timezone.now()
    )
    pieces = _pieces_by_level(rows)
    changes = shift_reserved(pieces_by_level={level: -count for level, count in pieces.items()})
    settle_changes(changes=changes, tell_of=_with_open_alert(changes), at=at)
    count = sum(pieces.values())
    logger.info(
        "Reserved stock was released",
        extra={"order": reference, "pieces": count, "actor": actor.key},
    )
    return count


@transaction.atomic
def release_pieces(
    *, reference: str, pieces: Iterable[PlacedPiece], actor: Actor, at: datetime | None = None
) -> None:
    """Give back some of the pieces that are promised to an order, all or none.

    Raises NotReserved when a line has fewer in the warehouse.
    """
    rows = {
        (row.line_id, row.level.warehouse_id): row for row in Reservation.objects.lock(reference)
    }
    freed: dict[int, int] = defaultdict(int)
    for piece in pieces:
        row = rows.get((piece.line_id, piece.warehouse_id))
        if row is None or not 0 < piece.quantity <= row.remaining:
            raise NotReserved
        row.give_up(piece.quantity, at=at or timezone.now())
        freed[row.level_id] -= piece.quantity
    changes = shift_reserved(pieces_by_level=freed)
    settle_changes(changes=changes, tell_of=_with_open_alert(changes), at=at)
    logger.info(
        "Pieces of an order were released",
        extra={"order": reference, "pieces": -sum(freed.values()), "actor": actor.key},
    )


def _supplies(skus: set[int], province_code: str, *, lock: bool) -> list[LevelSupply]:
    supplies = level_supplies(skus, province_code)
    if not lock:
        return supplies
    StockLevel.objects.lock(supply.level_id for supply in supplies)
    return level_supplies(skus, province_code)


def _promise(
    pieces: Iterable[Piece], *, reference: str, expires_at: datetime, at: datetime | None
) -> list[Reservation]:
    created_at = at or timezone.now()
    return Reservation.objects.bulk_create(
        Reservation(
            reference=reference,
            line_id=piece.line_id,
            level_id=piece.level_id,
            quantity=piece.quantity,
            expires_at=expires_at,
            created_at=created_at,
        )
        for piece in pieces
    )


def _pieces_by_level(rows: Iterable[Reservation]) -> dict[int, int]:
    pieces: dict[int, int] = defaultdict(int)
    for row in rows:
        pieces[row.level_id] += row.remaining
    return dict(pieces)


def _falling_short(supplies: Iterable[LevelSupply], changes: Iterable[LevelChange]) -> set[int]:
    """Return the SKUs that come under their threshold without an open alert, by what was read."""
    left: dict[int, int] = defaultdict(int)
    thresholds: dict[int, int] = {}
    for supply in supplies:
        left[supply.sku_id] += supply.available
        thresholds[supply.sku_id] = supply.warn_below
    for change in changes:
        left[change.sku_id] -= change.before - change.after
    return {sku_id for sku_id, threshold in thresholds.items() if left[sku_id] < threshold}


def _with_open_alert(changes: Iterable[LevelChange]) -> set[int]:
    rows = StockAlert.objects.open().filter(sku_id__in=changed_skus(changes=changes))
    return set(rows.values_list("sku_id", flat=True))


def _was_dispatched(reference: str) -> bool:
    return Reservation.objects.filter(reference=reference, state=State.CONSUMED).exists()
