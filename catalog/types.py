"""Values of catalog that cross its border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class SkuPriceView:
    """What a SKU costs at a moment, and from when to when the selling price is valid.

    `list_price` is there only when it is above the selling price.
    """

    sale: Decimal
    list_price: Decimal | None
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, kw_only=True)
class SkuCard:
    """What carts, orders and shipments show of a SKU and copy from it."""

    sku_id: int
    product_id: int
    product_number: str
    code: str
    title: str
    name: str
    picture: str
    url: str
    weight_grams: int
    volume_cm3: int
    is_on_sale: bool
    owner_id: int | None
    return_days: int


@dataclass(frozen=True, kw_only=True)
class ListingQuery:
    """What a shopper asked a list for. `values` are chosen attribute values by attribute."""

    text: str = ""
    category_path: str = ""
    brand_ids: tuple[int, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    in_stock: bool = False
    tags: tuple[str, ...] = ()
    values: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """The texts of a product that searches look at, in falling order of weight."""

    title: str
    brand: str
    categories: str
    selling_points: str
    tags: str
