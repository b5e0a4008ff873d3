"""Baskets that staff make up to try the freight rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.models import Product, Sku
from catalog.selectors.prices import current_prices
from catalog.types import SkuPriceView
from logistics.types import FreightLine


@dataclass(frozen=True, kw_only=True)
class TrialLine:
    line: FreightLine
    code: str
    title: str


def trial_lines(basket: Mapping[str, int], at: datetime) -> list[TrialLine]:
    """Return the lines of the SKU codes that exist, at their present price."""
    skus = list(Sku.objects.filter(code__in=basket).select_related("product").order_by("pk"))
    prices = current_prices([sku.pk for sku in skus], at)
    return [
        TrialLine(
            line=FreightLine(
                line_key=sku.pk,
                product_id=sku.product_id,
                quantity=basket[sku.code],
                amount=_price(prices, sku.pk) * basket[sku.code],
                weight_grams=sku.weight_grams,
                volume_cm3=sku.volume_cm3,
            ),
            code=sku.code,
            title=f"{sku.product.title} {sku.name}".strip(),
        )
        for sku in skus
    ]


def products_by_number(numbers: list[str]) -> dict[str, int]:
    """Return the products with these numbers."""
    rows = Product.objects.not_deleted().filter(number__in=numbers)
    return dict(rows.values_list("number", "pk"))


def _price(prices: Mapping[int, SkuPriceView], sku_id: int) -> Decimal:
    return prices[sku_id].sale if sku_id in prices else Decimal(0)
