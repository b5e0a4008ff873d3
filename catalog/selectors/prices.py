"""Prices as they are at a moment."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from catalog.models import SkuPrice
from catalog.types import SkuPriceView

Kind = SkuPrice.Kind


class _Interval(NamedTuple):
    amount: Decimal
    valid_from: datetime
    valid_to: datetime | None


def current_prices(sku_ids: Iterable[int], at: datetime) -> dict[int, SkuPriceView]:
    """Return the price of each SKU at a moment; one without a selling price is left out."""
    rows: dict[int, dict[str, _Interval]] = {}
    wanted = SkuPrice.objects.filter(sku_id__among=set(sku_ids), kind__in=[Kind.SALE, Kind.LIST])
    columns = ("sku_id", "kind", "amount", "valid_from", "valid_to")
    for sku_id, kind, *interval in wanted.effective(at).values_list(*columns):
        rows.setdefault(sku_id, {})[kind] = _Interval(*interval)
    return {
        sku_id: _view(prices[Kind.SALE], prices.get(Kind.LIST))
        for sku_id, prices in rows.items()
        if Kind.SALE in prices
    }


def current_amounts(sku_ids: Iterable[int], at: datetime) -> dict[int, dict[str, Decimal]]:
    """Return every kind of price that holds at a moment, as it is kept, by SKU."""
    amounts: dict[int, dict[str, Decimal]] = {}
    for price in SkuPrice.objects.filter(sku_id__among=set(sku_ids)).effective(at):
        amounts.setdefault(price.sku_id, {})[price.kind] = price.amount
    return amounts


def _view(sale: _Interval, listed: _Interval | None) -> SkuPriceView:
    is_reduced = listed is not None and listed.amount > sale.amount
    return SkuPriceView(
        sale=sale.amount,
        list_price=listed.amount if listed is not None and is_reduced else None,
        valid_from=sale.valid_from,
        valid_to=sale.valid_to,
        listed_from=listed.valid_from if listed else None,
        listed_to=listed.valid_to if listed else None,
    )
