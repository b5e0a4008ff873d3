"""The figures of any span, read from the books: one code for hours, days, weeks and months."""

from dataclasses import asdict
from datetime import date

from analytics.models import DailyFigures
from analytics.selectors.partitions import existing_partitions
from analytics.selectors.sales import Sales, as_columns, refunded_amount, sales
from analytics.selectors.traffic import kept_traffic, traffic
from analytics.types import Figures, Scope, Span
from customers.models import User

WHOLE = Scope()
COLUMNS = tuple(Figures.__dataclass_fields__)


def figures_of(span: Span, scope: Scope = WHOLE, sold: Sales | None = None) -> Figures:
    """Return the sums of a span. `sold` spares a second look at orders that were just read."""
    return Figures(
        **asdict(traffic(span, scope)),
        **as_columns(sold or sales(span, scope)),
        refunded_amount=refunded_amount(span, scope),
        new_users=_new_users(span) if scope.is_whole else None,
    )


def figures_of_days(first_day: date, last_day: date) -> Figures:
    """Return the sums of whole days; traffic from what was kept where page views are gone."""
    span = Span.of_days(first_day, last_day)
    found = figures_of(span)
    if not _lost_views(first_day, last_day):
        return found
    return Figures(**(asdict(found) | asdict(kept_traffic(span))))


def stored_days(first_day: date, last_day: date) -> dict[date, Figures]:
    """Return the stored figures of each day that has any."""
    rows = DailyFigures.objects.filter(day__range=(first_day, last_day))
    return {row.day: figures_of_row(row) for row in rows}


def figures_of_row(row: DailyFigures) -> Figures:
    return Figures(**{name: getattr(row, name) for name in COLUMNS})


def _lost_views(first_day: date, last_day: date) -> bool:
    """Tell whether a day had page views by its figures and has no part of the table any more."""
    seen = DailyFigures.objects.filter(day__range=(first_day, last_day), page_views__gt=0)
    days = set(seen.values_list("day", flat=True))
    return bool(days) and not days <= set(existing_partitions())


def _new_users(span: Span) -> int:
    people = User.objects.customers().filter(joined_at__gte=span.start, joined_at__lt=span.end)
    return people.count()
