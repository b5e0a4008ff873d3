"""Entering, checking and approving: three people, as far as operators want it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.errors import ClaimsNotAllowed, NeedsAnotherPerson, NotCheckedYet, ProductNotComplete
from catalog.models import Product
from catalog.policies import CatalogPolicies
from catalog.services.checking import (
    approve_product,
    confirm_check,
    return_to_draft,
    submit_for_check,
)
from catalog.services.products import create_product, update_product
from catalog.services.publishing import schedule_listing
from shop.celery import SCHEDULE
from shop.common.actors import person, process
from shop.common.errors import TransitionRefused
from shop.work import work_for
from tests.cast import grant
from tests.catalog.test_working_on_products import LIST, form_of, step
from tests.catalog.test_working_on_products import change as change_url
from tests.factories.catalog import (
    ProductPictureFactory,
    ProductTypeFactory,
    complete_product,
    second_level_category,
)
from tests.factories.customers import UserFactory
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-20", "CAT-21")]

Status = Product.Status


@pytest.fixture
def team():
    return [person(user.pk) for user in UserFactory.create_batch(3, staff=True)]


def submitted(author, **fields):
    product = complete_product(**fields)
    submit_for_check(product_id=product.pk, actor=author)
    return product


def state(product):
    product.refresh_from_db()
    return product.status, product.checked_at is not None


def test_nobody_checks_what_he_submitted(team):
    product = submitted(team[0])

    with pytest.raises(NeedsAnotherPerson):
        confirm_check(product_id=product.pk, actor=team[0])

    assert state(product) == (Status.IN_CHECK, False)


def test_nobody_checks_what_he_entered_though_another_submitted_it(team):
    product = create_product(
        title="裙子", category_id=second_level_category().pk,
        product_type_id=ProductTypeFactory().pk, actor=team[0],
    )  # fmt: skip
    Product.objects.filter(pk=product.pk).update(
        status=Status.IN_CHECK, submitted_by=team[1].user_id
    )

    with pytest.raises(NeedsAnotherPerson):
        confirm_check(product_id=product.pk, actor=team[0])

    assert state(product) == (Status.IN_CHECK, False)


@pytest.mark.parametrize("who", [0, 1], ids=["author", "checker"])
def test_nobody_approves_what_he_entered_or_checked(team, who):
    product = submitted(team[0])
    confirm_check(product_id=product.pk, actor=team[1])

    with pytest.raises(NeedsAnotherPerson):
        approve_product(product_id=product.pk, actor=team[who])

    assert state(product) == (Status.IN_CHECK, True)
    approve_product(product_id=product.pk, actor=team[2])
    assert state(product) == (Status.APPROVED, True)


def test_a_process_is_nobody(team):
    product = submitted(team[0])

    with pytest.raises(NeedsAnotherPerson):
        confirm_check(product_id=product.pk, actor=process("import"))

    assert state(product) == (Status.IN_CHECK, False)


def test_what_was_not_checked_is_not_approved(team):
    product = submitted(team[0])

    with pytest.raises(NotCheckedYet):
        approve_product(product_id=product.pk, actor=team[2])

    assert state(product) == (Status.IN_CHECK, False)


def test_a_shop_of_two_lets_the_second_approve_and_a_shop_of_one_lets_its_owner(team):
    decide(CatalogPolicies, approved_by="another")
    first = submitted(team[0])
    with pytest.raises(NeedsAnotherPerson):
        approve_product(product_id=first.pk, actor=team[0])
    approve_product(product_id=first.pk, actor=team[1])

    decide(CatalogPolicies, approved_by="anybody")
    second = submitted(team[0])
    approve_product(product_id=second.pk, actor=team[0])

    assert (state(first)[0], state(second)[0]) == (Status.APPROVED, Status.APPROVED)


def test_the_author_may_check_when_operators_say_so(team):
    decide(CatalogPolicies, checked_by="anybody")
    product = submitted(team[0])

    confirm_check(product_id=product.pk, actor=team[0])

    assert state(product) == (Status.IN_CHECK, True)


def test_a_check_is_made_once_and_lost_when_the_product_changes(team):
    product = submitted(team[0])
    confirm_check(product_id=product.pk, actor=team[1])
    with pytest.raises(TransitionRefused):
        confirm_check(product_id=product.pk, actor=team[2])

    update_product(product_id=product.pk, title="另一条裙子", actor=team[0])

    assert state(product) == (Status.IN_CHECK, False)


def test_a_product_sent_back_is_checked_anew(team):
    product = submitted(team[0])
    confirm_check(product_id=product.pk, actor=team[1])

    return_to_draft(product_id=product.pk, reason="图片不清", actor=team[2])

    assert state(product) == (Status.DRAFT, False)


@pytest.mark.req("CAT-22")
def test_what_the_law_forbids_passes_no_check(team):
    product = submitted(team[0], title="销量第一的裙子")

    with pytest.raises(ClaimsNotAllowed):
        confirm_check(product_id=product.pk, actor=team[1])

    assert state(product) == (Status.IN_CHECK, False)


def test_a_product_without_price_passes_no_check(team):
    product = submitted(team[0])
    product.skus.get().prices.all().delete()

    with pytest.raises(ProductNotComplete, match="price of every SKU"):
        confirm_check(product_id=product.pk, actor=team[1])

    assert state(product) == (Status.IN_CHECK, False)


def _client(*permissions):
    client = Client()
    user = grant(UserFactory(staff=True), "catalog.view_product", *permissions)
    client.force_login(user, backend="customers.backends.IdentityBackend")
    return client


def test_the_check_names_every_item_and_wants_each_ticked(team):
    product = submitted(team[0])
    checker = _client("catalog.check_product")
    items = ["name", "description", "price", "pictures", "tags", "attributes"]

    refused = checker.post(step(product, "check"), {"looked_at": items[:5]})
    assert "looked_at" in refused.context["form"].errors
    assert state(product) == (Status.IN_CHECK, False)
    checker.post(step(product, "check"), {"looked_at": items, "note": "价格已核对"})

    assert state(product) == (Status.IN_CHECK, True)
    assert product.history.get(axis="check").reason == "价格已核对"


def test_many_products_are_checked_with_one_list_of_ticks(team):
    goods = [submitted(team[0]) for _ in range(2)]
    checker = _client("catalog.check_product")
    chosen = {"action": "confirm_check", "_selected_action": [product.pk for product in goods]}
    items = ["name", "description", "price", "pictures", "tags", "attributes"]

    asked = checker.post(LIST, chosen)
    checker.post(LIST, chosen | {"looked_at": items, "note": ""})

    assert asked.status_code == 200
    assert [state(product) for product in goods] == [(Status.IN_CHECK, True)] * 2


def test_who_may_check_may_not_approve(team):
    product = submitted(team[0])
    confirm_check(product_id=product.pk, actor=team[1])

    assert _client("catalog.check_product").post(step(product, "approve")).status_code == 403
    _client("catalog.approve_product").post(step(product, "approve"))

    assert state(product)[0] == Status.APPROVED


def test_a_changed_picture_in_the_form_loses_the_check(team, clerk_client):
    product = submitted(team[0])
    confirm_check(product_id=product.pk, actor=team[1])
    data = form_of(clerk_client, product)

    clerk_client.post(change_url(product), data | {"pictures-0-alt": "正面"})

    assert state(product) == (Status.IN_CHECK, False)


def test_the_work_list_tells_what_waits_for_check_and_for_approval(team, clerk):
    submitted(team[0])
    product = submitted(team[0])
    ProductPictureFactory(product=product)
    confirm_check(product_id=product.pk, actor=team[1])

    counts = {str(item.title): item.waiting.count for item in work_for(clerk, timezone.now())}

    assert (counts["Products to check"], counts["Products to approve"]) == (1, 1)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SCHEDULED])
def test_an_edit_withdraws_the_approval_and_says_why(team, status):
    product = submitted(team[0], title="裙子")
    confirm_check(product_id=product.pk, actor=team[1])
    approve_product(product_id=product.pk, actor=team[2])
    if status == Status.SCHEDULED:
        tomorrow = timezone.now() + timedelta(days=1)
        schedule_listing(product_id=product.pk, at=tomorrow, actor=team[2])

    update_product(product_id=product.pk, title="裙子", tag_ids=[], actor=team[1])
    assert state(product) == (status, True)
    update_product(product_id=product.pk, title="另一条裙子", actor=team[1])

    assert state(product) == (Status.IN_CHECK, False)
    assert product.scheduled_at is None
    last = product.history.latest("pk")
    assert (last.from_state, last.to_state, last.reason, last.actor_user_id) == (
        status, Status.IN_CHECK, "Changed after its approval.", team[1].user_id,
    )  # fmt: skip
    with pytest.raises(NeedsAnotherPerson):
        confirm_check(product_id=product.pk, actor=team[1])


def test_a_changed_picture_in_the_form_withdraws_the_approval(team, clerk_client):
    product = submitted(team[0])
    confirm_check(product_id=product.pk, actor=team[1])
    approve_product(product_id=product.pk, actor=team[2])
    data = form_of(clerk_client, product)

    clerk_client.post(change_url(product), data)
    assert state(product) == (Status.APPROVED, True)
    clerk_client.post(change_url(product), data | {"pictures-0-alt": "正面"})

    assert state(product) == (Status.IN_CHECK, False)


def test_a_listed_product_is_edited_where_it_stands(team):
    product = complete_product(Status.LISTED)

    update_product(product_id=product.pk, title="另一条裙子", actor=team[0])

    assert state(product)[0] == Status.LISTED


@pytest.mark.req("CAT-26")
def test_the_clock_looks_for_scheduled_products_several_times_a_minute():
    assert SCHEDULE["list-due-products"]["schedule"] <= 30
