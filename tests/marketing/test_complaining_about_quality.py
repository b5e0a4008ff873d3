"""A review tells of bad goods: they leave the shelf at once and come back by a fresh approval."""

import pytest
from django.urls import reverse

from catalog.audits import complained_goods_are_off_sale
from catalog.errors import QualityInDoubt
from catalog.events import ProductTakenDown
from catalog.models import Listing, Product, QualityComplaint
from catalog.services.checking import approve_product, confirm_check, submit_for_check
from catalog.services.publishing import list_product, schedule_listing
from catalog.services.take_down import take_down
from marketing.errors import ReasonMissing
from marketing.services.review_complaints import complain_by_review
from shop.common.actors import person
from shop.common.models import Message
from tests.cast import _signed_in, grant
from tests.factories.catalog import TESTS, complete_product
from tests.factories.customers import UserFactory
from tests.factories.marketing import make_review
from tests.factories.orders import fill_cart, make_sku
from tests.support.events import deliver_pending, published

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-25")]
Status = Product.Status


@pytest.fixture
def moderator(db):
    rights = ("marketing.view_review", "marketing.moderate_review", "catalog.withdraw_product")
    return grant(UserFactory(staff=True), *rights)


def reviewed(status=Status.LISTED):
    product = complete_product(status)
    return product, make_review(product, shown=False)


def complain(review, actor=TESTS, reason="开线"):
    return complain_by_review(review_id=review.pk, reason=reason, actor=actor)


def page(review):
    return reverse("admin:marketing_review_complain", args=[review.pk])


def test_it_is_off_sale_at_once_and_the_history_names_the_review(moderator):
    product, review = reviewed()

    answer = _signed_in(moderator).post(page(review), {"reason": "开线"})

    product.refresh_from_db()
    assert answer.status_code == 302
    assert product.status == Status.TAKEN_DOWN
    assert not Listing.objects.get(pk=product.pk).is_live
    step = product.history.get(axis="status", to_state="taken_down")
    assert (step.actor_user, step.reason) == (moderator, f"Review of {review.order_line}: 开线")


def test_holders_are_told_once_however_many_complain(customer):
    product, review = reviewed()
    fill_cart(customer, make_sku(product=product))

    for one in (review, make_review(product, shown=False), review):
        complain(one)
    deliver_pending()

    assert Message.objects.filter(kind="catalog.product_taken_down").count() == 1
    assert len(published(ProductTakenDown)) == 1
    assert product.history.filter(axis="quality").count() == 2


@pytest.mark.parametrize("before", ["listed", "taken_down", "approved", "scheduled"])
def test_it_comes_back_by_a_fresh_approval_alone(before):
    product, review = reviewed(Status(before))
    complain(review)

    for way in (list_product, schedule_listing):
        moment = {"at": product.created_at.replace(year=2099)} if way is schedule_listing else {}
        with pytest.raises(QualityInDoubt):
            way(product_id=product.pk, actor=TESTS, **moment)

    product.refresh_from_db()
    if product.status != Status.IN_CHECK:
        assert product.status == Status.TAKEN_DOWN
        submit_for_check(product_id=product.pk, actor=TESTS)
    checker, approver = (person(UserFactory(staff=True).pk) for _ in range(2))
    confirm_check(product_id=product.pk, actor=checker)
    approve_product(product_id=product.pk, actor=approver)
    list_product(product_id=product.pk, actor=TESTS)
    product.refresh_from_db()
    assert product.status == Status.LISTED
    assert not QualityComplaint.objects.open().exists()


def test_the_same_review_does_not_take_it_down_again_after_that():
    product, review = reviewed()
    complain(review)
    QualityComplaint.objects.update(settled_at=product.created_at)
    list_product(product_id=product.pk, actor=TESTS)

    complain(review)

    product.refresh_from_db()
    assert product.status == Status.LISTED


def test_a_check_made_before_the_complaint_counts_no_more():
    product, review = reviewed(Status.DRAFT)
    submit_for_check(product_id=product.pk, actor=TESTS)
    confirm_check(product_id=product.pk, actor=person(UserFactory(staff=True).pk))

    complain(review)

    product.refresh_from_db()
    assert (product.status, product.checked_at) == (Status.IN_CHECK, None)


def test_without_a_reason_nothing_happens():
    product, review = reviewed()

    with pytest.raises(ReasonMissing):
        complain(review, reason=" ")

    product.refresh_from_db()
    assert product.status == Status.LISTED
    assert not QualityComplaint.objects.exists()


@pytest.mark.parametrize(
    "rights",
    [("marketing.moderate_review",), ("catalog.withdraw_product",), ("catalog.list_product",)],
    ids=["moderates only", "withdraws only", "lists"],
)
def test_both_rights_are_asked_for(rights):
    product, review = reviewed()
    client = _signed_in(grant(UserFactory(staff=True), "marketing.view_review", *rights))

    answer = client.post(page(review), {"reason": "开线"})

    product.refresh_from_db()
    assert answer.status_code == 403
    assert product.status == Status.LISTED
    shown = client.get(reverse("admin:marketing_review_change", args=[review.pk]))
    assert "Quality complaint: take down" not in shown.text


def test_the_page_of_the_review_leads_there_and_the_product_says_why(moderator, clerk_client):
    product, review = reviewed()

    shown = _signed_in(moderator).get(reverse("admin:marketing_review_change", args=[review.pk]))
    asked = _signed_in(moderator).get(page(review))
    complain(review)
    then = clerk_client.get(reverse("admin:catalog_product_change", args=[product.pk]))

    assert "Quality complaint: take down" in shown.text
    assert "It is off sale at once" in asked.text
    assert f"Review of {review.order_line}: 开线" in then.text
    assert "needs a check and a fresh approval" in then.text
    again = _signed_in(moderator).get(reverse("admin:marketing_review_change", args=[review.pk]))
    assert "Quality complaint: take down" not in again.text
    assert "开线 · taken down" in again.text


def test_goods_taken_down_for_another_reason_still_come_back_at_once():
    product, _review = reviewed()
    take_down(product_id=product.pk, reason="换季", actor=TESTS)

    list_product(product_id=product.pk, actor=TESTS)

    product.refresh_from_db()
    assert product.status == Status.LISTED


def test_the_audit_finds_what_is_on_sale_in_spite_of_a_complaint():
    product, review = reviewed()
    complain(review)
    before = list(complained_goods_are_off_sale())
    Product.objects.filter(pk=product.pk).update(status=Status.LISTED)

    (breach,) = complained_goods_are_off_sale()

    assert before == []
    assert breach.subject == f"product {product.pk}"
    Product.objects.filter(pk=product.pk).update(status=Status.TAKEN_DOWN)
