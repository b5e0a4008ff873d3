"""Every measure, defined once: formula, unit and edge cases in words, shown wherever it appears.

The money of one day can be told in two ways. GMV follows the day on which an order was placed, the
paid amount the day on which its payment was complete: an order placed at 23:50 and paid at 00:10 is
in the GMV of the first day and in the paid amount of the second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from analytics.types import Figures
from shop.common.money import quantize

Value = Decimal | int | None

NOTHING = "—"
_SHARE = Decimal("0.0001")
_TENTH = Decimal("0.1")


class Unit(Enum):
    COUNT = "count"
    YUAN = "yuan"
    SHARE = "share"


@dataclass(frozen=True, kw_only=True)
class Measure:
    key: str
    label: StrOrPromise
    unit: Unit
    definition: StrOrPromise
    value: Callable[[Figures], Value]
    more_is_better: bool = True


def ratio(part: Decimal | int | None, whole: int | None) -> Decimal | None:
    """Divide; nothing comes of a missing part or of a whole of zero."""
    if part is None or not whole:
        return None
    return Decimal(part) / whole


def share(part: int | None, whole: int | None) -> Decimal | None:
    """Divide and round to hundredths of a percent, half up."""
    exact = ratio(part, whole)
    return None if exact is None else exact.quantize(_SHARE, rounding=ROUND_HALF_UP)


def _average_order_value(figures: Figures) -> Decimal | None:
    exact = ratio(figures.paid_amount, figures.orders_paid)
    return None if exact is None else quantize(exact)


_ALL = (
    Measure(
        key="visitors",
        label=_("UV"),
        unit=Unit.COUNT,
        definition=_(
            "Unique visitors: different browsers that saw at least one page of the shop. Over"
            " several days each counts once. Staff and robots do not count."
        ),
        value=lambda figures: figures.visitors,
    ),
    Measure(
        key="page_views",
        label=_("PV"),
        unit=Unit.COUNT,
        definition=_(
            "Page views: full pages of the shop that were shown. Parts of pages, staff, robots and"
            " failed pages do not count."
        ),
        value=lambda figures: figures.page_views,
    ),
    Measure(
        key="bounce_rate",
        label=_("bounce rate"),
        unit=Unit.SHARE,
        definition=_(
            "Sessions with a single page view / all sessions. A session ends after 30 minutes"
            " without a page view, and at midnight."
        ),
        value=lambda figures: share(figures.bounced_sessions, figures.sessions),
        more_is_better=False,
    ),
    Measure(
        key="gmv",
        label=_("GMV"),
        unit=Unit.YUAN,
        definition=_(
            "Gross merchandise value: totals of the orders placed in this time and paid since,"
            " refunded and suspected ones included. An order paid later raises the day on which it"
            " was placed."
        ),
        value=lambda figures: figures.gmv,
    ),
    Measure(
        key="gmv_clean",
        label=_("clean GMV"),
        unit=Unit.YUAN,
        definition=_(
            "GMV without orders marked as suspected fakes. Refunds are not taken off: they"
            " stand apart."
        ),
        value=lambda figures: figures.gmv_clean,
    ),
    Measure(
        key="orders_placed",
        label=_("orders placed"),
        unit=Unit.COUNT,
        definition=_("Orders placed in this time, paid or not."),
        value=lambda figures: figures.orders_placed,
    ),
    Measure(
        key="orders_paid",
        label=_("paid orders"),
        unit=Unit.COUNT,
        definition=_("Orders whose payment was complete in this time, whenever they were placed."),
        value=lambda figures: figures.orders_paid,
    ),
    Measure(
        key="paid_amount",
        label=_("sales"),
        unit=Unit.YUAN,
        definition=_(
            "Paid amount: totals of the paid orders. Refunds are not taken off; money that was paid"
            " twice or too late does not count."
        ),
        value=lambda figures: figures.paid_amount,
    ),
    Measure(
        key="refunded_amount",
        label=_("refunds"),
        unit=Unit.YUAN,
        definition=_(
            "Money that went back to customers in this time, whenever they had paid it. Money"
            " that was paid twice or too late is left out on both sides."
        ),
        value=lambda figures: figures.refunded_amount,
        more_is_better=False,
    ),
    Measure(
        key="average_order_value",
        label=_("average order value"),
        unit=Unit.YUAN,
        definition=_("Sales / paid orders. Counts orders, not buyers. — without a paid order."),
        value=_average_order_value,
    ),
    Measure(
        key="conversion_rate",
        label=_("conversion rate"),
        unit=Unit.SHARE,
        definition=_(
            "Visitor conversion: different customers who paid / UV. Counts buyers, not orders, so"
            " it is not paid orders / UV. — without a visitor."
        ),
        value=lambda figures: share(figures.paying_customers, figures.visitors),
    ),
    Measure(
        key="new_users",
        label=_("new users"),
        unit=Unit.COUNT,
        definition=_("Customers who registered in this time. Staff do not count."),
        value=lambda figures: figures.new_users,
    ),
)

MEASURES = {measure.key: measure for measure in _ALL}

# What one screen shows, in reading order.
DASHBOARD = (
    "paid_amount", "orders_paid", "gmv", "average_order_value",
    "conversion_rate", "visitors", "new_users", "refunded_amount",
)  # fmt: skip
# The daily report: the printed columns first, then what explains them.
REPORT = (
    "visitors", "page_views", "bounce_rate", "gmv", "average_order_value", "conversion_rate",
    "new_users", "orders_placed", "orders_paid", "paid_amount", "refunded_amount", "gmv_clean",
)  # fmt: skip


def measure_values(figures: Figures) -> dict[str, Value]:
    """Return every measure of the figures by key."""
    return {key: measure.value(figures) for key, measure in MEASURES.items()}


def shown(unit: Unit, value: Value) -> str:
    """Write a value for people: ¥1,234.50, 3.5%, 12,000, or — for what is not known."""
    if value is None:
        return NOTHING
    if unit is Unit.YUAN:
        sign = "−" if value < 0 else ""
        return f"{sign}¥{abs(value):,.2f}"
    if unit is Unit.SHARE:
        return f"{(Decimal(value) * 100).quantize(_TENTH, rounding=ROUND_HALF_UP)}%"
    return f"{value:,}"


def change(now: Value, before: Value) -> Decimal | None:
    """Return by what share a value grew; nothing when there was none before."""
    if now is None or not before:
        return None
    return ((Decimal(now) - before) / before).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
