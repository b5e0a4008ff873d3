"""The only module that writes stock levels, always locked in the order of their primary keys.

`reserved` moves by one conditional UPDATE; `on_hand` moves under the lock, with a movement.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from inventory.errors import NotEnoughOnHand
from inventory.models import StockLevel, StockMovement
from shop.common.actors import Actor

# The subquery locks the rows in the order of their keys and hands each to the UPDATE, which judges
# the newest version of the row: no prior read can be stale here.
_SHIFT_RESERVED = """
UPDATE inventory_stocklevel AS level
SET reserved = level.reserved + locked.pieces
FROM (
    SELECT row.id, change.pieces
    FROM inventory_stocklevel AS row
    JOIN unnest(%(level_ids)s::bigint[], %(pieces)s::integer[]) AS change (level_id, pieces)
        ON change.level_id = row.id
    ORDER BY row.id
    FOR NO KEY UPDATE OF row
) AS locked
WHERE level.id = locked.id
  AND (
    locked.pieces <= 0
    OR level.on_hand - level.reserved - level.frozen - level.safety_stock >= locked.pieces
  )
RETURNING level.id, level.sku_id, locked.pieces,
    level.on_hand - level.reserved - level.frozen - level.safety_stock
"""


@dataclass(frozen=True, kw_only=True)
class LevelChange:
    """Saleable pieces of a level before and after; below zero when safety stock is touched."""

    level_id: int
    sku_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A change of what lies in a level; `unreserve` of the pieces were promised and now leave."""

    level_id: int
    kind: StockMovement.Kind
    quantity: int
    cause: str = ""
    reference: str = ""
    batch: str = ""
    bin_id: int | None = None
    unreserve: int = 0


def shift_reserved(*, pieces_by_level: Mapping[int, int]) -> list[LevelChange]:
    """Promise pieces of levels (or give back, when negative) and return the levels that had enough.

    One statement. Fewer changes than asked for means sold out: the caller must roll all of it back.
    """
    changes = {"level_ids": list(pieces_by_level), "pieces": list(pieces_by_level.values())}
    with connection.cursor() as cursor:
        cursor.execute(_SHIFT_RESERVED, changes)
        rows = cursor.fetchall()
    return [
        LevelChange(level_id=level_id, sku_id=sku_id, before=after + pieces, after=after)
        for level_id, sku_id, pieces, after in rows
    ]


def ensure_levels(*, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the level of each (SKU, warehouse), creating empty ones; locks nothing that exists."""
    wanted = sorted(set(places))
    known = _levels_at(wanted)
    missing = [place for place in wanted if place not in known]
    if missing:
        StockLevel.objects.bulk_create(
            (StockLevel(sku_id=sku_id, warehouse_id=place) for sku_id, place in missing),
            ignore_conflicts=True,
        )
        known = _levels_at(wanted)
    return known


def book(
    *, bookings: Sequence[Booking], actor: Actor, at: datetime | None = None
) -> tuple[list[StockMovement], list[LevelChange]]:
    """Lock the levels, move their goods and write the ledger. Raises NotEnoughOnHand."""
    levels = {level.pk: level for level in StockLevel.objects.lock({b.level_id for b in bookings})}
    before = {level.pk: level.free - level.safety_stock for level in levels.values()}
    when = at or timezone.now()
    movements = [_move(levels[b.level_id], b, actor, when) for b in bookings]
    StockLevel.objects.bulk_update(levels.values(), ["on_hand", "reserved"])
    StockMovement.objects.bulk_create(movements)
    return movements, [_change(level, before[level.pk]) for level in levels.values()]


def hold_back(
    *, level_id: int, frozen: int | None = None, safety_stock: int | None = None
) -> LevelChange:
    """Set how many pieces are frozen or never sold. Raises NotEnoughOnHand."""
    (level,) = StockLevel.objects.lock([level_id])
    before = level.free - level.safety_stock
    if frozen is not None and frozen > level.on_hand - level.reserved:
        raise NotEnoughOnHand(free=level.on_hand - level.reserved)
    level.frozen = level.frozen if frozen is None else frozen
    level.safety_stock = level.safety_stock if safety_stock is None else safety_stock
    level.save(update_fields=["frozen", "safety_stock"])
    return _change(level, before)


def place_in_bin(*, level_ids: Iterable[int], bin_id: int | None) -> None:
    """Note where the goods of levels lie."""
    locked = StockLevel.objects.lock(level_ids)
    StockLevel.objects.filter(pk__in=[level.pk for level in locked]).update(bin_id=bin_id)


def _move(level: StockLevel, booking: Booking, actor: Actor, at: datetime) -> StockMovement:
    before = level.on_hand
    level.on_hand += booking.quantity
    level.reserved -= booking.unreserve
    if booking.quantity < 0 and level.free < 0:
        raise NotEnoughOnHand(free=level.free - booking.quantity)
    return StockMovement(
        level=level,
        kind=booking.kind,
        quantity=booking.quantity,
        before=before,
        after=level.on_hand,
        cause=booking.cause,
        reference=booking.reference,
        batch=booking.batch,
        bin_id=booking.bin_id,
        actor_user_id=actor.user_id,
        actor_process=actor.process,
        at=at,
    )


def _levels_at(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    rows = StockLevel.objects.filter(
        sku_id__in={sku_id for sku_id, _ in places},
        warehouse_id__in={warehouse_id for _, warehouse_id in places},
    )
    known = {
        (sku_id, place): pk
        for pk, sku_id, place in rows.values_list("pk", "sku_id", "warehouse_id")
    }
    return {place: known[place] for place in places if place in known}


def _change(level: StockLevel, before: int) -> LevelChange:
    return LevelChange(
        level_id=level.pk,
        sku_id=level.sku_id,
        before=before,
        after=level.free - level.safety_stock,
    )
