"""Reviews of one product shown at once: the rating counts every one of them."""

from functools import partial

import pytest

from catalog.models import Listing
from catalog.models.product import ProductQuerySet
from marketing.audits import ratings_agree
from marketing.errors import ReviewAlreadyWritten
from marketing.models import Review
from marketing.services.reviews import show_review, write_review
from shop.common.actors import person
from tests.factories.catalog import ProductFactory
from tests.factories.customers import UserFactory
from tests.factories.marketing import TESTS, draft, make_review
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.req("CAT-40")]

MANY = 8


@pytest.fixture
def shirt():
    return ProductFactory(listed=True, price="59.00")


def show_all_at_once(product):
    waiting = [make_review(product, shown=False, stars=n % 5 + 1) for n in range(MANY)]
    return run_together(
        [partial(show_review, review_id=review.pk, actor=TESTS) for review in waiting]
    )


def test_reviews_shown_at_once_all_count(shirt):
    outcomes = show_all_at_once(shirt)

    assert [outcome.error for outcome in outcomes] == [None] * MANY
    assert Listing.objects.get(pk=shirt.pk).rating_count == MANY
    assert list(ratings_agree()) == []


def test_without_the_lock_some_would_not_count(shirt, monkeypatch):
    """The control: what the lock is there for does happen without it."""
    monkeypatch.setattr(ProductQuerySet, "lock", lambda self, product_id: None)

    for _round in range(20):
        show_all_at_once(shirt)
        if list(ratings_agree()):
            return
    pytest.fail("twenty rounds without the lock counted right")


def test_one_line_reviewed_twice_at_once_has_one_review(shirt):
    author = UserFactory()
    wanted = draft(shirt, author, order_line="A1-1")

    outcomes = run_together([partial(write_review, draft=wanted, actor=person(author.pk))] * 5)

    assert Review.objects.count() == 1
    assert [type(outcome.error) for outcome in outcomes if outcome.error] == [
        ReviewAlreadyWritten
    ] * 4
