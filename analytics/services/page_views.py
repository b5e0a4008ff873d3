"""Page views go from the buffer into the table: none lost, none twice, whoever dies when."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from analytics import buffer
from analytics.models import PageView
from analytics.services.partitions import ensure_partitions
from analytics.types import SeenPage
from catalog.models import Product, Sku
from catalog.models.missed_word import LONGEST_MISSED_WORD
from catalog.services.missed_words import count_missed_words

# A page pushed a moment ago is stored within seconds; a worker may have been down for a weekend.
_OLDEST = timedelta(days=4)
_AHEAD = timedelta(minutes=5)
_BATCH = 1000
_LENGTHS = {
    "visitor": 32, "session": 32, "path": 200, "page": 40, "source": 40, "campaign": 60,
    "product_number": 20, "region_code": 6, "device": 10, "missed": LONGEST_MISSED_WORD,
}  # fmt: skip
_NEEDED = ("visitor", "session", "page")
_LARGEST_KEY = 2**63 - 1


def flush_buffer(*, at: datetime | None = None) -> int:
    """Store what waits in the buffer and what a dead worker left; return how many were read.

    Safe to repeat and to run in parallel: a view has an identity, and is stored once.
    """
    now = at or timezone.now()
    count = sum(_store_list(name, now) for name in buffer.abandoned())
    taken = buffer.take()
    return count + (_store_list(taken, now) if taken else 0)


def record_page_views(*, views: Iterable[SeenPage]) -> int:
    """Store page views of any past day in bulk, and make the partitions they need.

    Safe to repeat with the same event ids. Returns how many were handed in.
    """
    count, batch = 0, list[SeenPage]()
    for view in views:
        batch.append(view)
        if len(batch) == _BATCH:
            count += _store(batch)
            batch = []
    return count + _store(batch)


def _store_list(name: str, now: datetime) -> int:
    count = 0
    for chunk in buffer.chunks(name):
        _store([view for view in (_read(raw, now) for raw in chunk) if view is not None])
        count += len(chunk)
    buffer.forget(name)
    return count


def _store(views: Sequence[SeenPage]) -> int:
    if not views:
        return 0
    ensure_partitions(days={timezone.localtime(view.at).date() for view in views})
    numbers = {view.product_number for view in views if view.product_number}
    products = dict(Product.objects.filter(number__in=numbers).values_list("number", "pk"))
    skus = {view.sku_id for view in views if view.sku_id}
    parents = dict(Sku.objects.filter(pk__in=skus).values_list("pk", "product_id")) if skus else {}
    with transaction.atomic():
        count_missed_words(searches=_new_searches(views))
        PageView.objects.bulk_create(
            [_row(view, products, parents) for view in views],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
    return len(views)


def _new_searches(views: Sequence[SeenPage]) -> list[tuple[str, datetime, str]]:
    """Return the searches without a find that were not counted before a worker died."""
    missed = {view.event_id: view for view in views if view.missed}
    if not missed:
        return []
    days = {timezone.localtime(view.at).date() for view in missed.values()}
    stored = PageView.objects.filter(day__in=days, event_id__in=missed)
    counted = set(stored.values_list("event_id", flat=True))
    return [
        (view.missed, view.at, view.visitor) for key, view in missed.items() if key not in counted
    ]


def _row(view: SeenPage, products: dict[str, int], parents: dict[int, int]) -> PageView:
    return PageView(
        day=timezone.localtime(view.at).date(),
        event_id=view.event_id,
        at=view.at,
        visitor=view.visitor,
        session=view.session,
        user_id=view.user_id,
        path=view.path,
        page=view.page,
        source=view.source,
        campaign=view.campaign,
        product_id=view.product_id
        or products.get(view.product_number)
        or parents.get(view.sku_id or 0),
        region_code=view.region_code,
        device=view.device,
    )


def _read(raw: bytes, now: datetime) -> SeenPage | None:
    """Read one entry of the buffer; what no page of ours wrote is skipped."""
    try:
        told = json.loads(raw)
        at = datetime.fromisoformat(told["at"])
        event_id = UUID(told["event_id"])
        words: dict[str, Any] = {
            name: _word(told.get(name, ""), most) for name, most in _LENGTHS.items()
        }
        is_in_time = now - _OLDEST <= at <= now + _AHEAD
        keys: dict[str, Any] = {name: _key(told.get(name)) for name in ("user_id", "sku_id")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not is_in_time or not all(words[name] for name in _NEEDED):
        return None
    return SeenPage(event_id=event_id, at=at, **keys, **words)


def _word(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise ValueError("not one of our words")
    value.encode()  # half a surrogate pair is no text
    return value


def _key(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LARGEST_KEY:
        raise ValueError("not a key")
    return value
