"""Whether the code runs inside a transaction; the one that wraps a test does not count."""

from django.db import connection


def in_transaction() -> bool:
    # Django marks the blocks that its TestCase opened; `durable=True` discounts them the same way.
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
