"""Two moderators press the same button: the product leaves the shelf once."""

from functools import partial

import pytest

from catalog.events import ProductTakenDown
from catalog.models import Product, QualityComplaint
from marketing.services.review_complaints import complain_by_review
from shop.common.actors import person
from tests.factories.catalog import complete_product
from tests.factories.customers import UserFactory
from tests.factories.marketing import make_review
from tests.support.events import published
from tests.support.holding import run_into

pytestmark = [
    pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.req("CAT-25"),
]  # fmt: skip


@pytest.mark.parametrize("reviews", [1, 2], ids=["the same review", "two reviews"])
def test_two_moderators_take_a_product_down_once(reviews):
    product = complete_product(Product.Status.LISTED)
    told = [make_review(product, shown=False).pk for _ in range(reviews)]
    calls = [
        partial(complain_by_review, review_id=review_id, reason="开线", actor=moderator)
        for review_id, moderator in zip(told * 2, _moderators(), strict=False)
    ]

    outcomes = run_into(Product.objects.filter(pk=product.pk), calls)

    product.refresh_from_db()
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert product.status == Product.Status.TAKEN_DOWN
    assert product.history.filter(to_state="taken_down").count() == 1
    assert len(published(ProductTakenDown)) == 1
    assert QualityComplaint.objects.count() == reviews


def _moderators():
    return [person(UserFactory(staff=True).pk) for _ in range(2)]
