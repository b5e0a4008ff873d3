"""Loading a shop takes seconds: a file of tests shares one, inside a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction


@contextmanager
def _rolled_back() -> Iterator[None]:
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase marks its own
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def shared_transaction(django_db_setup, django_db_blocker):
    """Let the tests of a file see what one fixture wrote, and the next file nothing of it."""
    with django_db_blocker.unblock(), _rolled_back():
        yield
