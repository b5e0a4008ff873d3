"""Prices of many SKUs at once, by the same rules as one."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from catalog.events import PriceChanged
from catalog.models import Sku, SkuPrice
from catalog.services.content_changes import price_change
from catalog.services.listing import refresh_listing
from catalog.services.price_intervals import make_room
from catalog.services.prices import refuse_impossible
from shop.common.actors import Actor
from shop.common.copying import copy_rows
from shop.common.events import publish_all

_CURRENCY = "CNY"
_END = """
    UPDATE catalog_skuprice AS price SET valid_to = ends.moment
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS ends (id, moment) WHERE price.id = ends.id
"""


@dataclass(frozen=True, kw_only=True)
class PriceEntry:
    """A price to be set from `begin` (now), for good or until a moment; without amount it ends."""

    sku_id: int
    kind: str
    amount: Decimal | None
    begin: datetime | None = None
    until: datetime | None = None


class NewPrice(NamedTuple):
    """A row to be written."""

    sku_id: int
    kind: str
    amount: Decimal
    valid_from: datetime
    valid_to: datetime | None


@dataclass(kw_only=True)
class _Changes:
    ends: dict[int, datetime] = field(default_factory=dict)
    dropped: list[int] = field(default_factory=list)
    fresh: list[NewPrice] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)  # SKUs that were written
    told: set[int] = field(default_factory=set)  # SKUs whose present price changes


@transaction.atomic
def set_prices(
    *, entries: Sequence[PriceEntry], actor: Actor, at: datetime | None = None
) -> set[int]:
    """Set many prices, all or none; return the SKUs that had another price before.

    At most one entry per SKU and kind. Raises PriceNotPossible.
    """
    skus = Sku.objects.filter(pk__among={entry.sku_id for entry in entries})
    product_ids = set(skus.values_list("product_id", flat=True))
    # The intervals are the history; who imported them stands on the import.
    with price_change(product_ids=product_ids, actor=actor, at=at):
        changed = write_prices(entries=entries, at=at)
        if changed:
            refresh_listing(product_ids=product_ids)
    return changed


def write_prices(
    *,
    entries: Sequence[PriceEntry],
    at: datetime | None = None,
    new_sku_ids: Set[int] = frozenset(),
) -> set[int]:
    """Write prices of SKUs whose products are locked; the caller refreshes the listing rows.

    New SKUs are not asked for the prices they had.
    """
    now = at or timezone.now()
    known = _known([entry for entry in entries if entry.sku_id not in new_sku_ids], now)
    changes = _Changes()
    for entry in entries:
        _work_out(entry, known.get((entry.sku_id, entry.kind), []), now, changes)
    _apply(changes)
    publish_all([PriceChanged(sku_id=sku_id) for sku_id in sorted(changes.told)])
    return changes.changed


def _by_kind(price: NewPrice) -> str:
    return price.kind


def _known(entries: Sequence[PriceEntry], now: datetime) -> dict[tuple[int, str], list[SkuPrice]]:
    if not entries:
        return {}
    earliest = min(entry.begin or now for entry in entries)
    rows = SkuPrice.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=min(earliest, now)),
        sku_id__among={entry.sku_id for entry in entries},
    )
    known: dict[tuple[int, str], list[SkuPrice]] = {}
    for price in rows.order_by("valid_from"):
        known.setdefault((price.sku_id, price.kind), []).append(price)
    return known


def _work_out(entry: PriceEntry, known: list[SkuPrice], now: datetime, changes: _Changes) -> None:
    begin = entry.begin or now
    present = _effective(known, begin)
    if entry.amount is not None:
        refuse_impossible(amount=entry.amount)
        if present and (present.amount, present.valid_to) == (entry.amount, entry.until):
            return
    elif not known:
        return
    room = make_room(prices=known, begin=begin, until=entry.until, now=now)
    changes.ends |= room.ends
    changes.dropped += [price.pk for price in room.dropped]
    changes.fresh += [_copy_of(price) for price in room.returning]
    if entry.amount is not None:
        changes.fresh.append(NewPrice(entry.sku_id, entry.kind, entry.amount, begin, entry.until))
    changes.changed.add(entry.sku_id)
    was = _effective(known, now)
    if begin <= now and (was.amount if was else None) != entry.amount:
        changes.told.add(entry.sku_id)


def _apply(changes: _Changes) -> None:
    if changes.ends:
        with connection.cursor() as cursor:
            cursor.execute(_END, [list(changes.ends), list(changes.ends.values())])
    if changes.dropped:
        SkuPrice.objects.filter(pk__in=changes.dropped).delete()
    # Kind by kind: the guard against overlaps, a tree, takes them a third quicker so.
    fresh = sorted(changes.fresh, key=_by_kind)
    copy_rows(
        SkuPrice,
        ("sku", "kind", "amount", "currency", "valid_from", "valid_to"),
        (
            (price.sku_id, price.kind, price.amount, _CURRENCY, price.valid_from, price.valid_to)
            for price in fresh
        ),
    )


def _effective(prices: Iterable[SkuPrice], at: datetime) -> SkuPrice | None:
    for price in prices:
        if price.valid_from <= at and (price.valid_to is None or price.valid_to > at):
            return price
    return None


def _copy_of(price: SkuPrice) -> NewPrice:
    return NewPrice(price.sku_id, price.kind, price.amount, price.valid_from, price.valid_to)
