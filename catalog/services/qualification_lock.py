"""The lock between listing goods and what may leave them without a document that they need.

Whoever lists holds it shared; whoever ends a document or moves a category takes it alone. Always
after the tree's lock and before any product's.
"""

from django.db import connection

_QUALIFICATIONS = 0x6B616903


def lock_qualifications() -> None:
    """Let nobody list goods until the transaction ends; waits for those who are listing."""
    _take("pg_advisory_xact_lock")


def hold_qualifications() -> None:
    """Let nobody end a document until the transaction ends."""
    _take("pg_advisory_xact_lock_shared")


def _take(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_QUALIFICATIONS])
