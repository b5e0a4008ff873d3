"""The figures of one day, from the books; computed as often as wanted."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from analytics.models import DailyFigures
from analytics.selectors.figures import figures_of_days
from analytics.selectors.first_day import first_day_of_business

_FRESH_DAYS = 3
_LOOK_BACK = 62


@transaction.atomic
def compute_day(*, day: date) -> DailyFigures:
    """Compute and keep the figures of a day, past or present; late facts are taken in.

    Safe to repeat and to run in parallel: the later reading stands. Only the traffic of days whose
    page views were dropped stays what it was.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"analytics day {day}"])
    columns = asdict(figures_of_days(day, day)) | {"computed_at": timezone.now()}
    row, _created = DailyFigures.objects.update_or_create(day=day, defaults=columns)
    return row


def compute_days(*, days: Iterable[date]) -> int:
    """Compute several days, each in its own transaction, and return how many."""
    return len([compute_day(day=day) for day in sorted(set(days))])


def days_to_compute(*, at: datetime | None = None) -> list[date]:
    """Return the last days, which late facts still change, and those that were never computed."""
    today = timezone.localtime(at).date()
    first = max(first_day_of_business(today), today - timedelta(days=_LOOK_BACK))
    all_days = {first + timedelta(days=n) for n in range((today - first).days)}
    known = set(DailyFigures.objects.filter(day__gte=first).values_list("day", flat=True))
    fresh = {today - timedelta(days=n + 1) for n in range(_FRESH_DAYS)}
    return sorted((all_days - known) | (fresh & all_days))
