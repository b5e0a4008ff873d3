"""The lock over the category tree: treebeard's paths are not safe when two writers meet."""

from django.db import connection

_CATEGORY_TREE = 0x6B616902


def lock_tree() -> None:
    """Let nobody else write the tree, or hang goods on it, until the transaction ends."""
    _take("pg_advisory_xact_lock")


def hold_tree() -> None:
    """Let nobody change the tree until the transaction ends; taken before any product is locked."""
    _take("pg_advisory_xact_lock_shared")


def _take(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_CATEGORY_TREE])
