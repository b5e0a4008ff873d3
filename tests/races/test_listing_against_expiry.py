"""Listing goods while the document that they need is withdrawn or runs out."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from catalog.models import Product, QualificationKind
from catalog.selectors.qualifications import unqualified_products
from catalog.services import publishing, qualifications, readiness
from tests.factories.catalog import TESTS, QualificationFactory, complete_product
from tests.support.together import run_together

pytestmark = [
    pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.req("CAT-25"),
]  # fmt: skip

ROUNDS = 6
GOODS = 3


def _round(end):
    """List several products while their document ends; return what lies there without one."""
    goods = [complete_product(Product.Status.APPROVED) for _ in range(GOODS)]
    kind = QualificationKind.objects.create(name=f"许可证{goods[0].pk}")
    kind.categories.add(goods[0].category)
    row = QualificationFactory(kind=kind)
    list_one = publishing.list_product
    calls = [partial(list_one, product_id=one.pk, actor=TESTS) for one in goods]
    run_together([*calls[:1], partial(end, row), *calls[1:]])
    left = unqualified_products(timezone.localdate())
    kind.categories.clear()  # the next round begins anew
    return left


def _withdraw(row):
    qualifications.withdraw_qualification(qualification_id=row.pk, reason="吊销", actor=TESTS)


def _withdraw_a_little_later(row):
    time.sleep(0.15)
    _withdraw(row)


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
    slow_down(monkeypatch)

    assert any(_round(_withdraw_a_little_later) for _ in range(ROUNDS))


def test_with_the_lock_slow_listings_leave_nothing(monkeypatch):
    slow_down(monkeypatch)

    assert [_round(_withdraw_a_little_later) for _ in range(ROUNDS)] == [[]] * ROUNDS


def slow_down(monkeypatch):
    """Let every listing think for a moment between looking at the document and moving on."""
    refuse = readiness.refuse_unready

    def slowly(**arguments):
        refuse(**arguments)
        time.sleep(0.4)

    monkeypatch.setattr(publishing, "refuse_unready", slowly)
