"""Reports of a day, a week or a month, by the same code, kept as they were made."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from analytics.errors import PeriodNotBegun
from analytics.measures import REPORT, Value, measure_values
from analytics.models import Report
from analytics.periods import days_between, period_around, period_before
from analytics.policies import AnalyticsPolicies
from analytics.selectors.figures import figures_of_days, figures_of_row
from analytics.selectors.first_day import first_day_of_business
from analytics.selectors.sales import best_sellers
from analytics.services.daily import compute_day
from analytics.types import Figures, Scope, Span, midnight
from customers.models import User
from shop.common.policies import policies

_BEST_SELLERS = 10
_LOOK_BACK = 62

Frozen = dict[str, object]


@transaction.atomic
def make_report(
    *,
    period: str,
    first_day: date,
    owner_id: int | None = None,
    again: bool = False,
    at: datetime | None = None,
) -> Report:
    """Make the report of the day, week or month that a day lies in, or return the one that is kept.

    A report made after its time was over stays as it is; `again` reads the books anew and, when
    late facts changed something, keeps the result as a further version. Raises PeriodNotBegun.
    """
    now = at or timezone.now()
    first, last = period_around(period, first_day)
    if midnight(first) > now:
        raise PeriodNotBegun
    _lock(period, first)
    kept = _newest(period, first)
    if kept and kept.is_final and not again:
        return kept
    figures = _frozen_figures(period, first, last, today=timezone.localtime(now).date())
    if kept and kept.figures == figures and kept.is_final:
        return kept
    return Report.objects.create(
        period=period,
        first_day=first,
        last_day=last,
        version=kept.version + 1 if kept else 1,
        owner_id=owner_id,
        figures=figures,
        made_at=now,
    )


def reports_due(*, at: datetime | None = None) -> list[tuple[str, date]]:
    """Return the reports of finished days, weeks and months that nobody made yet."""
    today = timezone.localtime(at).date()
    first = max(first_day_of_business(today), today - timedelta(days=_LOOK_BACK))
    due: list[tuple[str, date]] = []
    for period in Report.Period.values:
        over = _finished(period, first, today)
        made = Report.objects.filter(period=period, first_day__in=over)
        final = {report.first_day for report in made if report.is_final}
        due += [(period, day) for day in over if day not in final]
    return due


def report_owner_id() -> int | None:
    """Return who is responsible for automatic reports, if the operators named somebody."""
    number = policies(AnalyticsPolicies).report_owner
    found = User.objects.staff().filter(number=number).values_list("pk", flat=True)
    return found.first() if number else None


def _finished(period: str, first: date, today: date) -> list[date]:
    spans = {period_around(period, day) for day in days_between(first, today)}
    return sorted(begin for begin, end in spans if end < today)


def _lock(period: str, first_day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"analytics {period} {first_day}"]
        )


def _newest(period: str, first_day: date) -> Report | None:
    known = Report.objects.filter(period=period, first_day=first_day)
    return known.order_by("-version").first()


def _frozen_figures(period: str, first_day: date, last_day: date, *, today: date) -> Frozen:
    days = [
        {"day": str(day), "measures": _measures(figures_of_row(compute_day(day=day)))}
        for day in days_between(first_day, min(last_day, today))
    ]
    span = Span.of_days(first_day, last_day)
    figures = figures_of_days(first_day, last_day)
    return {
        "sums": _plain(asdict(figures)),
        "measures": _measures(figures),
        "before": _measures(figures_of_days(*period_before(period, first_day))),
        "days": days if len(days) > 1 else [],
        "best_sellers": [
            asdict(seller) | {"amount": str(seller.amount)}
            for seller in best_sellers(span, Scope(), _BEST_SELLERS)
        ],
    }


def _measures(figures: Figures) -> Frozen:
    values = measure_values(figures)
    return _plain({key: values[key] for key in REPORT})


def _plain(values: Mapping[str, Value]) -> Frozen:
    """Keep amounts and shares as texts: exact, and read back as they were."""
    return {key: str(v) if isinstance(v, Decimal) else v for key, v in values.items()}
