"""Values at marketing's border: a basket goes in, a quote that explains itself comes out."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    """So many pieces of a SKU at a price; `key` is the caller's name for the line."""

    key: int
    sku_id: int
    product_id: int
    quantity: int
    unit_price: Decimal
    list_price: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True, kw_only=True)
class Basket:
    lines: tuple[BasketLine, ...]
    at: datetime
    customer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteStep:
    """One rule that was looked at: what it took off (or adds), or why it did not apply."""

    kind: str
    label: Text
    amount: Decimal
    applied: bool = True
    reason: Text = ""


@dataclass(frozen=True, kw_only=True)
class QuoteShare:
    """What one source (promotion, coupon, points) takes off one line; always ≥ 0."""

    line_key: int
    source: str
    source_key: str
    source_version: int
    label: Text
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class QuoteLine:
    key: int
    amount: Decimal
    discount: Decimal

    @property
    def payable(self) -> Decimal:
        return self.amount - self.discount


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The price of a basket without freight; `discount_total` is the sum of the shares."""

    lines: tuple[QuoteLine, ...]
    goods_total: Decimal
    discount_total: Decimal
    steps: tuple[QuoteStep, ...]
    shares: tuple[QuoteShare, ...]

    @property
    def payable(self) -> Decimal:
        return self.goods_total - self.discount_total


@dataclass(frozen=True, kw_only=True)
class ReviewDraft:
    """What a buyer says about one order line; `pictures` are names of stored files."""

    order_line: str
    product_id: int
    sku_name: str
    author_id: int
    author_name: str
    stars: int
    text: str
    is_anonymous: bool
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Together:
    """So many orders held both goods; the first place is the strongest companion."""

    product_id: int
    companion_id: int
    order_count: int
    position: int


@dataclass(frozen=True, kw_only=True)
class KeptFavourite:
    """What is needed to put a favourite back as it was."""

    product_id: int
    price: Decimal | None
    created_at: datetime
