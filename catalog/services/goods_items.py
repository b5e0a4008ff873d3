"""What an import says of one product and its SKUs: worked out by the plan, then written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from catalog.types import SalesArea
from shop.common.importers import Row


@dataclass(frozen=True, kw_only=True)
class SkuItem:
    """One row's SKU. `sku_id` when it is there already; `values` by id of attribute and name."""

    row: int
    key: int  # of its own: a row of a foreign format may hold several SKUs
    sku_id: int | None
    code: str
    values: tuple[tuple[int, str], ...] | None
    fields: Mapping[str, Any]
    prices: Mapping[str, Decimal | None]  # by kind; None ends it


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What is said under one attribute; chosen values by name."""

    text: str = ""
    number: Decimal | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProductItem:
    """One product with those of its SKUs that the rows name."""

    rows: tuple[int, ...]
    product_id: int | None
    product_type_id: int
    fields: Mapping[str, Any]
    brand: str | None = None  # by name: it may have to be made
    tag_ids: tuple[int, ...] | None = None
    sold: SalesArea | None = None
    sayings: Mapping[int, Saying] = field(default_factory=dict)
    skus: tuple[SkuItem, ...] = ()


def struck_below_selling(*, row: Row) -> bool:
    """Tell whether a row's struck price is below what it asks."""
    selling, struck = row.values.get("sale_price"), row.values.get("list_price")
    return selling is not None and struck is not None and struck < selling
