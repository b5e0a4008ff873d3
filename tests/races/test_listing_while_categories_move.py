"""Listing goods while their category moves under one that needs a document."""

import time
from functools import partial

import pytest
from django.utils import timezone

from catalog.errors import MoveNeedsDocuments, QualificationMissing
from catalog.models import Product, QualificationKind
from catalog.selectors.qualifications import unqualified_products
from catalog.services import categories, publishing, readiness
from tests.factories.catalog import TESTS, CategoryFactory, complete_product
from tests.support.together import run_together

pytestmark = [
    pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.req("CAT-24"),
]  # fmt: skip

ROUNDS = 3


def _round():
    """List a product while its category moves; return what lies there without its document."""
    product = complete_product(Product.Status.APPROVED)
    needy = CategoryFactory()
    kind = QualificationKind.objects.create(name=f"许可证{product.pk}")
    kind.categories.add(needy)
    outcomes = run_together(
        [
            partial(publishing.list_product, product_id=product.pk, actor=TESTS),
            partial(_move_a_little_later, product.category_id, needy.pk),
        ]
    )
    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert all(isinstance(error, (MoveNeedsDocuments, QualificationMissing)) for error in errors)
    left = unqualified_products(timezone.localdate())
    kind.categories.clear()  # the next round begins anew
    return left


def _move_a_little_later(category_id, target_id):
    time.sleep(0.1)
    categories.move_category(
        category_id=category_id, target_id=target_id, position="last-child", actor=TESTS
    )


@pytest.fixture(autouse=True)
def slow_listings(monkeypatch):
    """Let a listing think for a moment between looking at the documents and moving on."""
    refuse = readiness.refuse_unready

    def slowly(**arguments):
        refuse(**arguments)
        time.sleep(0.4)

    monkeypatch.setattr(publishing, "refuse_unready", slowly)


def test_nothing_is_on_sale_without_the_document_of_its_new_place():
    assert [_round() for _ in range(ROUNDS)] == [[]] * ROUNDS


def test_without_the_lock_something_is(monkeypatch):
    monkeypatch.setattr(categories, "lock_qualifications", lambda: None)

    assert any(_round() for _ in range(ROUNDS))
