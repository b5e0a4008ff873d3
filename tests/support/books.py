"""The books after an accident: nothing may be wrong with them."""

from collections.abc import Iterator

import pytest

from shop.common.audit import run_audits


def breaches() -> list[str]:
    return [f"{name}: {breach}" for name, found in run_audits().items() for breach in found]


def assert_books_agree() -> None:
    """Run every audit of the shop and fail with what it found."""
    found = breaches()
    assert found == [], "\n".join(found[:20])


@pytest.fixture
def books_stay_right(db: None) -> Iterator[None]:
    """Run every audit of the shop when the test has ended."""
    yield
    assert_books_agree()
