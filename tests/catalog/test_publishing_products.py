from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from catalog.errors import ProductNotComplete, ScheduleNotPossible
from catalog.events import ProductListed, ProductTakenDown
from catalog.models import Listing, Product, ProductHistory, ProductPicture
from catalog.services.checking import (
    approve_product,
    confirm_check,
    return_to_draft,
    submit_for_check,
)
from catalog.services.publishing import (
    cancel_schedule,
    delete_product,
    list_due_product,
    list_product,
    restore_product,
    schedule_listing,
)
from catalog.services.take_down import take_down
from catalog.tasks import list_due_products
from shop.common.actors import person
from shop.common.errors import TransitionRefused
from shop.common.models import OutboxEvent
from tests.factories.catalog import (
    TESTS,
    CategoryFactory,
    PreSaleTermsFactory,
    ProductFactory,
    SkuFactory,
    approve_as_it_is,
    complete_product,
)
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-26", "CAT-27")]

Status = Product.Status


def complete(status=Status.APPROVED, **fields):
    return complete_product(status, **fields)


def events(event):
    return OutboxEvent.objects.filter(name=event.name()).count()


def test_a_draft_goes_through_the_check_to_the_shelf():
    product = complete(Status.DRAFT)
    author, checker, approver = (person(one.pk) for one in UserFactory.create_batch(3, staff=True))

    submit_for_check(product_id=product.pk, actor=author)
    confirm_check(product_id=product.pk, actor=checker, note="价格已核对")
    approve_product(product_id=product.pk, actor=approver)
    list_product(product_id=product.pk, actor=TESTS)

    product.refresh_from_db()
    assert product.status == Status.LISTED
    assert product.first_listed_at is not None
    steps = ProductHistory.objects.filter(product=product).order_by("pk")
    assert [(row.from_state, row.to_state, row.actor_user_id) for row in steps] == [
        ("draft", "in_check", author.user_id),
        ("waiting", "checked", checker.user_id),
        ("in_check", "approved", approver.user_id),
        ("approved", "listed", None),
    ]
    assert Listing.objects.get(pk=product.pk).is_live
    assert events(ProductListed) == 1


def test_a_draft_cannot_be_listed_unchecked():
    product = complete(Status.DRAFT)

    with pytest.raises(TransitionRefused):
        list_product(product_id=product.pk, actor=TESTS)

    product.refresh_from_db()
    assert (product.status, product.first_listed_at) == (Status.DRAFT, None)
    assert not Listing.objects.get(pk=product.pk).is_live
    assert events(ProductListed) == 0


def test_an_incomplete_product_is_refused_with_what_is_missing():
    product = ProductFactory(status=Status.APPROVED, title=" ", category=CategoryFactory())

    with pytest.raises(ProductNotComplete) as refusal:
        list_product(product_id=product.pk, actor=TESTS)

    assert [str(name) for name in refusal.value.missing] == [
        "title", "category of the second level", "responsible operator", "a SKU",
        "introduction with the selling points", "text of the detail page", "after-sales policy",
        "at least 5 main pictures", "stock of every SKU",
    ]  # fmt: skip
    product.refresh_from_db()
    assert product.status == Status.APPROVED


def test_a_product_sent_back_tells_why():
    product = complete(Status.IN_CHECK)

    return_to_draft(product_id=product.pk, actor=TESTS, reason="标题不清楚")

    assert ProductHistory.objects.get(product=product).reason == "标题不清楚"


def test_a_scheduled_product_is_listed_when_its_moment_has_come(monkeypatch):
    product = complete()
    moment = timezone.now() + timedelta(hours=2)
    schedule_listing(product_id=product.pk, at=moment, actor=TESTS)
    monkeypatch.setattr(
        "catalog.tasks.list_scheduled_product.delay",
        lambda product_id: list_due_product(product_id=product_id, actor=TESTS),
    )

    list_due_products()
    assert not Listing.objects.get(pk=product.pk).is_live
    with time_machine.travel(moment + timedelta(seconds=1)):
        list_due_products()
        list_due_products()

    product.refresh_from_db()
    assert (product.status, product.scheduled_at) == (Status.LISTED, None)
    assert events(ProductListed) == 1


def test_a_scheduled_product_that_became_incomplete_waits_as_approved():
    product = complete()
    moment = timezone.now() + timedelta(hours=2)
    schedule_listing(product_id=product.pk, at=moment, actor=TESTS)
    ProductPicture.objects.filter(product=product).delete()

    with time_machine.travel(moment):
        list_due_product(product_id=product.pk, actor=TESTS)

    product.refresh_from_db()
    assert product.status == Status.APPROVED
    assert ProductHistory.objects.filter(product=product).latest("pk").reason
    assert events(ProductListed) == 0


def test_the_past_is_no_moment_to_schedule():
    product = complete()

    with pytest.raises(ScheduleNotPossible):
        schedule_listing(product_id=product.pk, at=timezone.now(), actor=TESTS)

    product.refresh_from_db()
    assert product.status == Status.APPROVED


def test_listing_again_keeps_the_first_moment():
    product = complete()
    list_product(product_id=product.pk, actor=TESTS)
    first = Product.objects.get(pk=product.pk).first_listed_at

    take_down(product_id=product.pk, reason="换季", actor=TESTS)
    list_product(product_id=product.pk, actor=TESTS)

    assert Product.objects.get(pk=product.pk).first_listed_at == first
    assert (events(ProductListed), events(ProductTakenDown)) == (2, 1)


def test_a_change_from_sale_to_pre_sale_is_no_new_listing():
    product = complete()
    PreSaleTermsFactory(product=product)
    approve_as_it_is(product)
    list_product(product_id=product.pk, actor=TESTS)

    list_product(product_id=product.pk, actor=TESTS, pre_sale=True)

    assert Listing.objects.get(pk=product.pk).is_pre_sale
    assert events(ProductListed) == 1


def test_a_listed_product_is_taken_down_before_it_is_deleted():
    product = complete(Status.LISTED)

    with pytest.raises(TransitionRefused):
        delete_product(product_id=product.pk, actor=TESTS)

    assert Product.objects.get(pk=product.pk).status == Status.LISTED


def test_a_deleted_product_comes_back_as_a_draft():
    product = complete(Status.TAKEN_DOWN)
    sku = SkuFactory(product=product)
    delete_product(product_id=product.pk, actor=TESTS)

    restore_product(product_id=product.pk, actor=TESTS)

    assert Product.objects.get(pk=product.pk).status == Status.DRAFT
    assert product.skus.filter(pk=sku.pk).exists()


def test_a_schedule_that_is_not_there_is_no_way_around_the_approval():
    product = complete(Status.DRAFT)
    author, checker = (person(one.pk) for one in UserFactory.create_batch(2, staff=True))
    submit_for_check(product_id=product.pk, actor=author)
    confirm_check(product_id=product.pk, actor=checker)

    with pytest.raises(TransitionRefused):
        cancel_schedule(product_id=product.pk, actor=checker)

    product.refresh_from_db()
    assert product.status == Status.IN_CHECK


@pytest.mark.parametrize("status", [Status.IN_CHECK, Status.APPROVED, Status.TAKEN_DOWN])
def test_only_what_was_deleted_is_restored(status):
    product = complete(status)

    with pytest.raises(TransitionRefused):
        restore_product(product_id=product.pk, actor=TESTS)

    product.refresh_from_db()
    assert product.status == status


def test_what_was_deleted_is_not_returned_to_draft():
    product = complete(Status.DELETED)

    with pytest.raises(TransitionRefused):
        return_to_draft(product_id=product.pk, actor=TESTS, reason="价格不对")

    product.refresh_from_db()
    assert product.status == Status.DELETED
