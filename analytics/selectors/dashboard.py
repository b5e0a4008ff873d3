"""Everything the dashboard shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils import timezone

from analytics.measures import MEASURES, Value, measure_values
from analytics.selectors.figures import WHOLE, figures_of, stored_days
from analytics.selectors.sales import DaySales, best_sellers, sales, sales_by_day
from analytics.selectors.traffic import Interest, interest
from analytics.selectors.work import WaitingWork, waiting_work
from analytics.types import BestSeller, Figures, Scope, Span, midnight
from catalog.models import Category

SPARK_DAYS = 14
_LONGEST_TREND = 30
_BEST_SELLERS = 6
_DEEPEST_CATEGORY = 2
_WEEK = 7


class Period(Enum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "7"
    MONTH = "30"


class Comparison(Enum):
    BEFORE = "before"
    LAST_WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the manager asked for."""

    period: Period = Period.TODAY
    comparison: Comparison = Comparison.BEFORE
    scope: Scope = WHOLE

    def span(self, at: datetime) -> Span:
        today = timezone.localtime(at).date()
        if self.period is Period.YESTERDAY:
            yesterday = today - timedelta(days=1)
            return Span.of_days(yesterday, yesterday)
        first = today - timedelta(days=self.days - 1)
        return Span(start=midnight(first), end=at, known_at=at)

    @property
    def days(self) -> int:
        return int(self.period.value) if self.period.value.isdecimal() else 1

    @property
    def days_back(self) -> int:
        """How much earlier the compared time is: it never overlaps, and keeps the hour."""
        if self.comparison is Comparison.LAST_WEEK:
            return max(_WEEK, -(-self.days // _WEEK) * _WEEK)
        return self.days


@dataclass(frozen=True, kw_only=True)
class SeriesDay:
    day: date
    values: dict[str, Value]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    span: Span
    before_span: Span
    now: Figures
    before: Figures
    series: list[SeriesDay]  # twice the longest trend, up to today
    interest: Interest
    ordering_customers: int
    sellers: list[BestSeller]
    work: list[WaitingWork]


@dataclass(frozen=True, kw_only=True)
class CategoryChoice:
    pk: int
    label: str
    path: str


def dashboard(question: Question, at: datetime) -> Dashboard:
    """Read the books for one look at the shop."""
    span, scope = question.span(at), question.scope
    before_span = span.moved_back(question.days_back)
    sold = sales(span, scope)
    now = figures_of(span, scope, sold)
    return Dashboard(
        span=span,
        before_span=before_span,
        now=now,
        before=figures_of(before_span, scope),
        series=_series(question, now, at),
        interest=interest(span, scope),
        ordering_customers=sold.ordering_customers,
        sellers=best_sellers(span, scope, _BEST_SELLERS),
        work=waiting_work(at),
    )


def category_choices() -> list[CategoryChoice]:
    """Return the upper two levels of the tree, in its order."""
    nodes = Category.objects.filter(depth__lte=_DEEPEST_CATEGORY).order_by("path")
    return [
        CategoryChoice(pk=pk, label=name if depth == 1 else f"　{name}", path=path)
        for pk, name, depth, path in nodes.values_list("pk", "name", "depth", "path")
    ]


def _series(question: Question, now: Figures, at: datetime) -> list[SeriesDay]:
    today = timezone.localtime(at).date()
    first = today - timedelta(days=2 * _LONGEST_TREND - 1)
    days = [first + timedelta(days=n) for n in range(2 * _LONGEST_TREND)]
    if question.scope.is_whole:
        return _whole_series(days, question, now, at)
    found = sales_by_day(Span(start=midnight(first), end=at), question.scope)
    return [SeriesDay(day=day, values=_day_values(found.get(day))) for day in days]


def _whole_series(
    days: Sequence[date], question: Question, now: Figures, at: datetime
) -> list[SeriesDay]:
    """Take finished days as they are stored, and today from the books."""
    stored = stored_days(days[0], days[-1])
    if question.period is Period.TODAY:
        stored[days[-1]] = now
    else:
        stored[days[-1]] = figures_of(Span(start=midnight(days[-1]), end=at))
    unknown: dict[str, Value] = dict.fromkeys(MEASURES)
    return [
        SeriesDay(day=day, values=measure_values(stored[day]) if day in stored else unknown)
        for day in days
    ]


def _day_values(found: DaySales | None) -> dict[str, Value]:
    figures = Figures(
        visitors=None,
        page_views=None,
        sessions=None,
        bounced_sessions=None,
        refunded_amount=None,
        new_users=None,
        orders_paid=found.orders_paid if found else 0,
        paying_customers=found.paying_customers if found else 0,
        paid_amount=found.paid_amount if found else Figures.paid_amount,
        gmv=found.gmv if found else Figures.gmv,
    )
    return measure_values(figures)
