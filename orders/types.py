"""Values that cross the border of orders, and those its pages show."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.functional import Promise

from catalog.types import SkuCard
from marketing.types import QuoteShare, QuoteStep

Text = str | Promise

MAX_QUANTITY = 999
SCARCE = 10  # fewer pieces than this are told of


@dataclass(frozen=True, kw_only=True)
class CartOwner:
    """Whose cart: a customer's, or a guest's known by the token in a signed cookie."""

    user_id: int | None = None
    token: str = ""

    @property
    def is_known(self) -> bool:
        return self.user_id is not None or bool(self.token)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """From where somebody orders: IP address, cookie that knows a device again, kind of browser."""

    ip: str = field(default="", repr=False)
    device: str = field(default="", repr=False)
    browser: str = field(default="", repr=False)


UNKNOWN_VISIT = Visit()


@dataclass(frozen=True, kw_only=True)
class WantedSku:
    sku_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class RemovedLine:
    """What left a cart, so that it can be put back."""

    sku_id: int
    quantity: int
    is_selected: bool


class ProblemKind(TextChoices):
    GONE = "gone"  # taken down, or without a price
    SOLD_OUT = "sold_out"
    SHORT = "short"
    NOT_SERVED = "not_served"
    NOT_SOLD = "not_sold"  # where it should go

    @classmethod
    def blocking(cls) -> tuple["ProblemKind", ...]:
        return (cls.SHORT, cls.NOT_SERVED, cls.NOT_SOLD)


@dataclass(frozen=True, kw_only=True)
class LineProblem:
    """Why a line cannot be ordered as it is; `possible` pieces could be."""

    sku_id: int
    kind: ProblemKind
    message: Text
    possible: int = 0


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    """A line with its price; `amount` is before discounts."""

    card: SkuCard
    quantity: int
    unit_price: Decimal
    list_price: Decimal | None
    discount: Decimal

    @property
    def sku_id(self) -> int:
        return self.card.sku_id

    @property
    def amount(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True, kw_only=True)
class OrderQuote:
    """What the lines cost with everything, why, and how discounts and freight spread over them.

    Shares name their line by SKU; a freight share is what the line adds.
    """

    lines: tuple[QuotedLine, ...]
    problems: tuple[LineProblem, ...]
    goods_total: Decimal
    discount_total: Decimal
    freight_total: Decimal
    has_freight: bool
    steps: tuple[QuoteStep, ...]
    shares: tuple[QuoteShare, ...]

    @property
    def total(self) -> Decimal:
        return self.goods_total - self.discount_total + self.freight_total

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def blocking(self) -> tuple[LineProblem, ...]:
        """Return what the customer must settle first; what is gone or sold out is just left out."""
        return tuple(problem for problem in self.problems if problem.kind in ProblemKind.blocking())


@dataclass(frozen=True, kw_only=True)
class CartLineView:
    """One line as the cart shows it; `problem` says in words what is wrong with it."""

    line_id: int
    card: SkuCard
    quantity: int
    is_selected: bool
    unit_price: Decimal | None
    list_price: Decimal | None
    available: int
    problem: LineProblem | None
    added_at: datetime

    @property
    def key(self) -> str:
        return str(self.line_id)

    @property
    def most(self) -> int:
        """Return how many pieces the line could have."""
        return max(min(self.available, MAX_QUANTITY), 1)

    @property
    def is_scarce(self) -> bool:
        return self.available < SCARCE

    @property
    def amount(self) -> Decimal | None:
        return None if self.unit_price is None else self.unit_price * self.quantity


@dataclass(frozen=True, kw_only=True)
class CartView:
    """A cart as its page shows it: what can be ordered, what cannot, what the selection costs."""

    version: int
    lines: tuple[CartLineView, ...]
    invalid_lines: tuple[CartLineView, ...]
    quote: OrderQuote
    pieces: int

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.invalid_lines

    @property
    def all_selected(self) -> bool:
        return bool(self.lines) and all(line.is_selected for line in self.lines)

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.quote.lines) and not self.has_short_lines

    @property
    def has_short_lines(self) -> bool:
        return any(problem.kind == ProblemKind.SHORT for problem in self.quote.problems)


@dataclass(frozen=True, kw_only=True)
class ReviewWords:
    """What a buyer says of what was received."""

    stars: int
    text: str
    is_anonymous: bool = False
