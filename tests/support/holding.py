"""Have others wait at rows that this thread holds, so that a race is surely run."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, models, transaction

from tests.support.sandbox import wait_until
from tests.support.together import Outcome, run_together

_WAITING = """
    SELECT count(*) FROM pg_stat_clear_snapshot(), pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def run_into(rows: models.QuerySet[Any], calls: Sequence[Callable[[], Any]]) -> Iterable[Outcome]:
    """Lock rows, start all calls, let go when every one of them waits, return their outcomes."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert list(rows.order_by("pk").select_for_update())
            asked = pool.submit(run_together, calls)
            wait_until(lambda: count_waiting() == len(calls), f"{len(calls)} to wait for the rows")
        return asked.result()


def count_waiting() -> int:
    """Count the connections of this database that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        (count,) = cursor.fetchone()
        return int(count)
