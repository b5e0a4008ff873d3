"""Partitions of the page views: one a day, made ahead and on demand, dropped when old."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from analytics.models import DailyFigures, PageView
from analytics.policies import AnalyticsPolicies
from analytics.selectors.partitions import existing_partitions, partition_name
from analytics.services.daily import compute_day
from analytics.types import midnight
from shop.common.policies import policies

TABLE = "analytics_page_view"
DAYS_AHEAD = 7

# Made beside the table, then attached; what fell into the default part moves along.
_MAKE = """
CREATE TABLE {part} (LIKE analytics_page_view INCLUDING ALL);
WITH moved AS (DELETE FROM analytics_page_view_default WHERE day = '{day}' RETURNING *)
INSERT INTO {part} SELECT * FROM moved;
ALTER TABLE analytics_page_view ATTACH PARTITION {part} FOR VALUES FROM ('{day}') TO ('{next}');
"""


def ensure_partitions(*, days: Iterable[date]) -> int:
    """Make the partitions that these days lack and return how many. Safe to repeat, in parallel."""
    missing = sorted(set(days) - set(existing_partitions()))
    return sum(_make(day) for day in missing)


def make_partitions_ahead(*, at: datetime | None = None) -> int:
    """Make the partitions of the coming days."""
    today = timezone.localtime(at).date()
    return ensure_partitions(days=[today + timedelta(days=n) for n in range(DAYS_AHEAD + 1)])


def drop_old_partitions(*, at: datetime | None = None) -> int:
    """Drop the page views that are older than the policy keeps, once their figures are stored."""
    first_kept = timezone.localtime(at).date() - timedelta(
        days=policies(AnalyticsPolicies).page_view_days
    )
    old = sorted(day for day in existing_partitions() if day < first_kept)
    for day in old:
        _keep_figures(day)
        with _locked() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {partition_name(day)}")
    PageView.objects.filter(day__lt=first_kept, at__lt=midnight(first_kept)).delete()
    return len(old)


def _keep_figures(day: date) -> None:
    if not DailyFigures.objects.filter(day=day).exists():
        compute_day(day=day)


@contextmanager
def _locked() -> Iterator[CursorWrapper]:
    """Let one process at a time change the parts; a busy table is left for the next run."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [TABLE])
        yield cursor


def _make(day: date) -> bool:
    with _locked() as cursor:
        if day in existing_partitions():  # another made it while we waited
            return False
        cursor.execute(
            _MAKE.format(part=partition_name(day), day=day, next=day + timedelta(days=1))
        )
    return True
