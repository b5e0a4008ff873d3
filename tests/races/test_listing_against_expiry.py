"""Listing goods while the document that they need is withdrawn or runs out."""

from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from catalog.models import Product, QualificationKind
from catalog.selectors.qualifications import unqualified_products
from catalog.services import publishing, qualifications, readiness
from catalog.services.take_down import take_down
from tests.factories.catalog import TESTS, QualificationFactory, complete_product
from tests.support.holding import count_waiting
from tests.support.sandbox import wait_until
from tests.support.together import run_together

pytestmark = [
    pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.req("CAT-25"),
]  # fmt: skip

ROUNDS = 6
PATIENCE = 3.0


def _round(end, *, goods=3):
    """List several products while their document ends; return what lies there without one."""
    products = [complete_product(Product.Status.APPROVED) for _ in range(goods)]
    kind = QualificationKind.objects.create(name=f"许可证{products[0].pk}")
    kind.categories.add(products[0].category)
    row = QualificationFactory(kind=kind)
    list_one = publishing.list_product
    calls = [partial(list_one, product_id=one.pk, actor=TESTS) for one in products]
    run_together([*calls[:1], partial(end, row), *calls[1:]])
    left = unqualified_products(timezone.localdate())
    kind.categories.clear()  # the next round begins anew
    return left


def _withdraw(row):
    qualifications.withdraw_qualification(qualification_id=row.pk, reason="吊销", actor=TESTS)


def _run_out(row):
    row.valid_until = timezone.localdate() - timedelta(days=1)
    row.valid_from = row.valid_until
    row.save()
    qualifications.enforce_qualifications(actor=TESTS)


@pytest.mark.parametrize("end", [_withdraw, _run_out], ids=["withdrawn", "run out"])
def test_nothing_stays_on_the_shelf_without_its_document(end):
    assert [_round(end) for _ in range(ROUNDS)] == [[]] * ROUNDS


def test_without_the_lock_something_does(monkeypatch):
    monkeypatch.setattr(publishing, "hold_qualifications", lambda: None)

    assert _listed_while_withdrawn(monkeypatch)


def test_with_the_lock_a_slow_listing_leaves_nothing(monkeypatch):
    assert not _listed_while_withdrawn(monkeypatch)


def _listed_while_withdrawn(monkeypatch):
    """Withdraw the document after the listing has looked at it; return what lies there without.

    The lock has the withdrawal wait for the listing: then this one gives up waiting for it.
    """
    looked, withdrawn = Event(), Event()
    refuse = readiness.refuse_unready

    def look_and_wait(**arguments):
        refuse(**arguments)
        looked.set()
        withdrawn.wait(PATIENCE)

    def withdraw(row):
        assert looked.wait(60)
        _withdraw(row)
        withdrawn.set()

    monkeypatch.setattr(publishing, "refuse_unready", look_and_wait)
    return _round(withdraw, goods=1)


def test_a_document_ends_although_a_colleague_takes_one_of_its_goods_down_meanwhile():
    kind = QualificationKind.objects.create(name="许可证")
    goods = [complete_product(Product.Status.APPROVED) for _ in range(2)]
    kind.categories.add(*[product.category for product in goods])
    row = QualificationFactory(kind=kind)
    for product in goods:
        publishing.list_product(product_id=product.pk, actor=TESTS)
    first = partial(take_down, product_id=goods[0].pk, reason="换季", actor=TESTS)
    done = Event()

    def take_down_slowly():
        with transaction.atomic():
            first()
            done.set()
            wait_until(lambda: count_waiting() > 0, "the withdrawal to wait for the product")

    def withdraw():
        assert done.wait(60)
        return _withdraw(row)

    outcomes = run_together([take_down_slowly, withdraw])

    assert [outcome.error for outcome in outcomes] == [None, None]
    assert not Product.objects.live().filter(pk__in=[product.pk for product in goods]).exists()
    row.refresh_from_db()
    assert row.withdrawn_at is not None
