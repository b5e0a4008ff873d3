"""Counting what a page or an operation asks of the database, transaction statements left out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "SET CONSTRAINTS")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL that ran inside the block."""
    made: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield made
    made += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].upper().startswith(TRANSACTION)
    ]
