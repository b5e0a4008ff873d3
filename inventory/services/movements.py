"""Booking what comes, goes or was wrong: every change is a movement with cause and author."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from inventory.errors import BinElsewhere, InitialStockEntered, MovementNotValid
from inventory.models import Bin, StockLevel, StockMovement
from inventory.services.crossings import changed_skus, settle_changes
from inventory.services.level_writes import Booking, book, ensure_levels
from inventory.services.stock_entry import note_stock_entered
from shop.common.actors import Actor

Kind = StockMovement.Kind

_LARGEST = 10_000_000  # pieces in one movement; more is a slip of the scanner


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change of one SKU in one warehouse; `quantity` is negative when goods leave."""

    sku_id: int
    warehouse_id: int
    kind: Kind
    quantity: int
    cause: str = ""
    reference: str = ""
    batch: str = ""
    bin_id: int | None = None


def book_movement(
    *,
    sku_id: int,
    warehouse_id: int,
    kind: Kind,
    quantity: int,
    cause: str,
    reference: str = "",
    actor: Actor,
    at: datetime | None = None,
    bin_id: int | None = None,
) -> StockMovement:
    """Book one change, as `book_movements` does."""
    entry = Entry(
        sku_id=sku_id,
        warehouse_id=warehouse_id,
        kind=kind,
        quantity=quantity,
        cause=cause,
        reference=reference,
        bin_id=bin_id,
    )
    (movement,) = book_movements(entries=[entry], actor=actor, at=at)
    return movement


@transaction.atomic
def book_movements(
    *, entries: Sequence[Entry], actor: Actor, at: datetime | None = None
) -> list[StockMovement]:
    """Book several changes, all or none, in a fixed number of statements.

    Two who enter the initial stock of one level at once: the second waits, and is told.

    Raises MovementNotValid, NotEnoughOnHand, InitialStockEntered or BinElsewhere.
    """
    for entry in entries:
        _check_quantity(entry)
    _check_bins(entries)
    levels = ensure_levels(places=[(entry.sku_id, entry.warehouse_id) for entry in entries])
    bookings = [_booking(entry, levels[entry.sku_id, entry.warehouse_id]) for entry in entries]
    _check_initial(bookings)
    movements, changes = book(bookings=bookings, actor=actor, at=at)
    settle_changes(changes=changes, tell_of=changed_skus(changes=changes), at=at)
    if arrived := [entry.sku_id for entry in entries if entry.kind in StockMovement.INWARD]:
        note_stock_entered(sku_ids=arrived, actor=actor, at=at)
    return movements


def _check_quantity(entry: Entry) -> None:
    wrong_way = (entry.kind in StockMovement.INWARD and entry.quantity < 0) or (
        entry.kind in StockMovement.OUTWARD and entry.quantity > 0
    )
    if wrong_way or not 0 < abs(entry.quantity) <= _LARGEST:
        raise MovementNotValid


def _check_bins(entries: Iterable[Entry]) -> None:
    wanted = {(entry.bin_id, entry.warehouse_id) for entry in entries if entry.bin_id}
    rows = Bin.objects.filter(pk__in=[bin_id for bin_id, _ in wanted])
    if wanted - set(rows.values_list("pk", "warehouse_id")):
        raise BinElsewhere


def _check_initial(bookings: Sequence[Booking]) -> None:
    levels = [booking.level_id for booking in bookings if booking.kind == Kind.INITIAL]
    if levels:
        StockLevel.objects.lock(booking.level_id for booking in bookings)  # all, in their order
    entered = StockMovement.objects.filter(level_id__in=levels, kind=Kind.INITIAL)
    if len(levels) != len(set(levels)) or (levels and entered.exists()):
        raise InitialStockEntered


def _booking(entry: Entry, level_id: int) -> Booking:
    return Booking(
        level_id=level_id,
        kind=entry.kind,
        quantity=entry.quantity,
        cause=entry.cause,
        reference=entry.reference,
        batch=entry.batch,
        bin_id=entry.bin_id,
    )
