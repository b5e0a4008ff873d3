"""The prices that listing rows show, and rows whose planned price began a moment ago.

A row follows a planned price by a task, seconds after its moment. Whoever reads the row in these
seconds is given the prices that hold, so that lists never differ from the product's own page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from catalog.models import Listing, Sku, SkuPrice
from catalog.selectors.prices import current_prices
from catalog.types import SkuPriceView
from shop.common.freshness import holds_until


def at_present(rows: Iterable[Listing], at: datetime | None = None) -> list[Listing]:
    """Return the rows with the prices of this moment; asks the database only when one is behind."""
    shown, now = list(rows), at or timezone.now()
    behind = [row for row in shown if row.prices_change_at and row.prices_change_at <= now]
    prices = price_columns(_active_skus([row.pk for row in behind]), now) if behind else {}
    for row in behind:
        for name, value in prices[row.pk].items():
            setattr(row, name, value)
    holds_until(*(row.prices_change_at for row in shown))
    return shown


def price_columns(skus: Mapping[int, Sequence[int]], at: datetime) -> dict[int, dict[str, Any]]:
    """Return the columns that prices decide, for products with the ids of their active SKUs."""
    sku_ids = [sku_id for ids in skus.values() for sku_id in ids]
    prices, changes = current_prices(sku_ids, at), _next_changes(sku_ids, at)
    return {product_id: _columns(ids, prices, changes) for product_id, ids in skus.items()}


def _active_skus(product_ids: Sequence[int]) -> dict[int, list[int]]:
    skus: dict[int, list[int]] = {product_id: [] for product_id in product_ids}
    rows = Sku.objects.active().filter(product_id__among=product_ids).order_by("pk")
    for sku_id, product_id in rows.values_list("pk", "product_id"):
        skus[product_id].append(sku_id)
    return skus


def _columns(
    sku_ids: Sequence[int], prices: dict[int, SkuPriceView], changes: dict[int, datetime]
) -> dict[str, Any]:
    priced = [prices[sku_id] for sku_id in sku_ids if sku_id in prices]
    ahead = [changes[sku_id] for sku_id in sku_ids if sku_id in changes]
    cheapest = min(priced, key=_by_price) if priced else None
    return {
        "lowest_price": cheapest.sale if cheapest else None,
        "highest_price": max(price.sale for price in priced) if priced else None,
        **_struck(cheapest),
        "price_valid_to": cheapest.valid_to if cheapest else None,
        "prices_change_at": min(ahead, default=None),
    }


def _struck(price: SkuPriceView | None) -> dict[str, Any]:
    """Return the list price with its own period; nothing where none is struck through."""
    if price is None or price.list_price is None:
        return {"list_price": None, "list_price_from": None, "list_price_to": None}
    return {
        "list_price": price.list_price,
        "list_price_from": price.listed_from,
        "list_price_to": price.listed_to,
    }


def _by_price(price: SkuPriceView) -> Decimal:
    return price.sale


def _next_changes(sku_ids: Sequence[int], at: datetime) -> dict[int, datetime]:
    ahead: dict[int, datetime] = {}
    planned = SkuPrice.objects.filter(sku_id__among=sku_ids).filter(
        Q(valid_from__gt=at) | Q(valid_to__gt=at)
    )
    for sku_id, starts, ends in planned.values_list("sku_id", "valid_from", "valid_to"):
        moments = [moment for moment in (starts, ends, ahead.get(sku_id)) if moment and moment > at]
        ahead[sku_id] = min(moments)
    return ahead


NO_PRICE = _columns((), {}, {})
