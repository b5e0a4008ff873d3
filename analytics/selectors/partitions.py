"""Which parts the table of page views has."""

from datetime import date, datetime

from django.db import connection

_PREFIX = "analytics_page_view_"
_PARTS = """
SELECT part.relname FROM pg_inherits
JOIN pg_class part ON part.oid = inhrelid
WHERE inhparent = 'analytics_page_view'::regclass
"""


def partition_name(day: date) -> str:
    return f"{_PREFIX}{day:%Y%m%d}"


def existing_partitions() -> list[date]:
    """Return the days that have a part of their own."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS)
        names = [name.removeprefix(_PREFIX) for (name,) in cursor.fetchall()]
    return [datetime.strptime(name, "%Y%m%d").date() for name in names if name.isdecimal()]  # noqa: DTZ007 - a day, not a moment
