"""What was approved is what shoppers see, whichever way somebody takes to change it."""

from decimal import Decimal

import pytest
from django.db import transaction

from catalog.errors import (
    ChangedSinceApproval,
    NeedsAnotherPerson,
    NotCheckedYet,
    ProductNotComplete,
)
from catalog.models import Listing, Product, ProductAuthor
from catalog.selectors.edit_state import edit_state
from catalog.services.checking import approve_product, confirm_check, submit_for_check
from catalog.services.prices import set_price
from catalog.services.products import update_product
from catalog.services.publishing import list_product, schedule_listing
from catalog.services.take_down import take_down
from shop.common.actors import person
from tests.catalog.changes import EMPTYING, OF_CONTENT, OF_PRICE
from tests.catalog.imports import csv_of, imported, problems_of
from tests.factories.catalog import approve_as_it_is, complete_product
from tests.factories.customers import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("private_files"),
    pytest.mark.req("CAT-20", "CAT-21"),
]
Status = Product.Status


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def team():
    """Give three people who may do everything, so that only who they are is of interest."""
    members = UserFactory.create_batch(3, staff=True, is_superuser=True)
    return [person(member.pk) for member in members]


def status(product):
    product.refresh_from_db()
    return product.status


@pytest.mark.parametrize("way", [*OF_CONTENT, *OF_PRICE])
def test_an_approved_product_that_is_changed_is_looked_at_anew(team, way):
    product = complete_product(Status.APPROVED)

    (OF_CONTENT | OF_PRICE)[way](product, team[0])

    assert status(product) == Status.IN_CHECK
    with pytest.raises(NeedsAnotherPerson):
        confirm_check(product_id=product.pk, actor=team[0])


@pytest.mark.parametrize("way", [*OF_CONTENT, *OF_PRICE])
def test_who_changes_a_product_in_check_does_not_confirm_it(team, way):
    product = complete_product()
    submit_for_check(product_id=product.pk, actor=team[0])
    confirm_check(product_id=product.pk, actor=team[1])

    (OF_CONTENT | OF_PRICE)[way](product, team[2])

    product.refresh_from_db()
    assert (product.status, product.checked_at) == (Status.IN_CHECK, None)
    for refused in (team[0], team[2]):
        with pytest.raises(NeedsAnotherPerson):
            confirm_check(product_id=product.pk, actor=refused)


def test_who_changed_a_draft_that_another_hands_in_does_not_approve_it(team):
    product = complete_product()
    update_product(product_id=product.pk, actor=team[2], title="我写的")
    submit_for_check(product_id=product.pk, actor=team[0])
    confirm_check(product_id=product.pk, actor=team[1])

    with pytest.raises(NeedsAnotherPerson):
        approve_product(product_id=product.pk, actor=team[2])

    assert status(product) == Status.IN_CHECK


def test_saving_a_product_as_it_is_makes_nobody_its_author(team):
    product = complete_product(Status.APPROVED)

    update_product(product_id=product.pk, actor=team[0], title=product.title, tag_ids=[])

    assert status(product) == Status.APPROVED
    assert not ProductAuthor.objects.exists()


@pytest.mark.parametrize("way", sorted(OF_CONTENT.keys() - {"SKUs"}))
def test_a_product_rewritten_while_it_was_down_is_checked_before_it_comes_back(team, way):
    product = complete_product(Status.LISTED)
    take_down(product_id=product.pk, reason="换季", actor=team[0])
    OF_CONTENT[way](product, team[0])

    with pytest.raises(ChangedSinceApproval):
        list_product(product_id=product.pk, actor=team[0])

    assert status(product) == Status.TAKEN_DOWN
    submit_for_check(product_id=product.pk, actor=team[0])
    confirm_check(product_id=product.pk, actor=team[1])
    approve_product(product_id=product.pk, actor=team[2])
    list_product(product_id=product.pk, actor=team[0])
    assert status(product) == Status.LISTED


def test_a_product_that_was_not_rewritten_comes_back_at_once_at_its_new_price(team):
    product = complete_product(Status.LISTED)
    set_price(sku_id=product.skus.get().pk, kind="sale", amount=Decimal("49.00"), actor=team[0])
    assert status(product) == Status.LISTED
    take_down(product_id=product.pk, reason="换季", actor=team[0])

    list_product(product_id=product.pk, actor=team[0])

    assert status(product) == Status.LISTED
    assert Listing.objects.get(pk=product.pk).lowest_price == Decimal("49.00")


def test_a_change_that_no_service_saw_is_not_listed_scheduled_or_approved(team):
    product = complete_product(Status.APPROVED)
    Product.objects.filter(pk=product.pk).update(title="别的")

    with pytest.raises(ChangedSinceApproval):
        list_product(product_id=product.pk, actor=team[0])
    with pytest.raises(ChangedSinceApproval):
        schedule_listing(
            product_id=product.pk, at=product.created_at.replace(year=2099), actor=team[0]
        )
    assert status(product) == Status.APPROVED

    checked = complete_product()
    submit_for_check(product_id=checked.pk, actor=team[0])
    confirm_check(product_id=checked.pk, actor=team[1])
    Product.objects.filter(pk=checked.pk).update(title="别的")
    with pytest.raises(NotCheckedYet):
        approve_product(product_id=checked.pk, actor=team[2])
    assert status(checked) == Status.IN_CHECK


def test_a_planned_price_that_was_approved_begins_without_another_look(team):
    product = complete_product()
    plan = product.created_at.replace(year=2098)
    set_price(sku_id=product.skus.get().pk, kind="sale", amount=Decimal(49), at=plan, actor=team[0])
    approve_as_it_is(product)

    list_product(product_id=product.pk, actor=team[0])

    assert status(product) == Status.LISTED


@pytest.mark.parametrize("way", EMPTYING)
@pytest.mark.req("CAT-19")
def test_nothing_that_it_must_have_is_taken_from_a_product_on_the_shelf(team, way):
    product = complete_product(Status.LISTED)
    before = edit_state(product.pk, product.created_at)

    with pytest.raises(ProductNotComplete, match="This is still missing"), transaction.atomic():
        EMPTYING[way](product, team[0])

    assert edit_state(product.pk, product.created_at) == before
    assert not ProductAuthor.objects.exists()


@pytest.mark.parametrize("way", ["title", "tags", "text of a picture", "price"])
def test_a_product_on_the_shelf_is_changed_there(team, way):
    product = complete_product(Status.LISTED)

    (OF_CONTENT | OF_PRICE)[way](product, team[0])

    assert status(product) == Status.LISTED


def test_what_lacked_something_already_may_still_be_changed(team):
    product = complete_product(Status.LISTED)
    product.pictures.all().delete()

    update_product(product_id=product.pk, actor=team[0], title="新裙子")

    product.refresh_from_db()
    assert product.title == "新裙子"


def test_an_import_empties_nothing_on_the_shelf(team):
    product = complete_product(Status.LISTED)
    sheet = csv_of(("商品编号", "卖点"), (product.number, "(空)"))

    job = imported("catalog.goods", sheet, actor=team[0])

    product.refresh_from_db()
    assert (job.updated_count, job.wrong_count) == (0, 1)
    assert product.selling_points == "轻薄透气"
    assert problems_of(job)[0][3] == (
        "This is still missing: introduction with the selling points."
    )
