"""How often the things have changed that shoppers see: what an exact cache asks before it answers.

Triggers count (`shop.common.watching`), so that no way of writing is forgotten, and they count in
the writer's transaction: whoever reads the new state reads the new count, and nobody before.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

SITE = "site"  # what stands on every page: settings, categories, brands
SHELF = "shelf"  # what lists of goods show

# Written out: composing it costs more than asking it, and every kept page asks it.
_COUNT = """
    SELECT topic, sum(count)::bigint FROM common_change WHERE topic = ANY(%s) GROUP BY topic
"""
_COMPACT = """
    WITH many AS (
        SELECT topic FROM common_change GROUP BY topic HAVING count(*) > 1
    ), gone AS (
        DELETE FROM common_change USING many WHERE common_change.topic = many.topic
        RETURNING common_change.topic, common_change.count
    )
    INSERT INTO common_change (topic, count) SELECT topic, sum(count) FROM gone GROUP BY topic
"""


@dataclass
class Reading:
    """What is known of a page while it is made: until when what was read for it holds."""

    until: datetime | None = None


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)
_counts: ContextVar[Mapping[str, int]] = ContextVar("counts", default={})  # noqa: B039  never changed


def changes_of(topics: Iterable[str]) -> dict[str, int]:
    """Count the changes of each topic in one query; equal counts mean that nothing is new."""
    wanted = list(topics)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [wanted])
        return dict.fromkeys(wanted, 0) | dict(cursor.fetchall())


@contextmanager
def reading_at(counts: dict[str, int]) -> Iterator["Reading"]:
    """Have `count_of` name the state of the topics that were counted, while a page is made.

    Yields what those who read for the page say of it by `holds_until`.
    """
    reading = Reading()
    tokens = _counts.set(counts), _reading.set(reading)
    try:
        yield reading
    finally:
        _counts.reset(tokens[0])
        _reading.reset(tokens[1])


def holds_until(*moments: datetime | None) -> None:
    """Say of what was read for a page when the clock changes it next; None is never."""
    reading = _reading.get()
    if reading is not None:
        reading.until = min((one for one in (*moments, reading.until) if one), default=None)


def site_count() -> int | None:
    """Return the count of the site that a page is made at; None outside `reading_at`."""
    return count_of(SITE)


def count_of(*topics: str) -> int | None:
    """Return the changes of topics that a page is made at; None where one was not counted.

    Counts only grow, so that their sum is the same only while each of them is.
    """
    counts = _counts.get()
    if any(topic not in counts for topic in topics):
        return None
    return sum(counts[topic] for topic in topics)


def compact_changes() -> None:
    """Sum up the rows of each topic. Readers see the same sums before and after."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT)
