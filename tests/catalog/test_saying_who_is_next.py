"""Above a product's form stands what it waits for, and no step that would be refused."""

import pytest

from catalog.models import Product
from catalog.services.checking import confirm_check, submit_for_check
from catalog.services.products import update_product
from shop.common.actors import person
from tests.catalog.test_working_on_products import change, step
from tests.factories.catalog import TESTS, complete_product
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-21")]
Status = Product.Status


def shown(client, product):
    return client.get(change(product)).content.decode()


def test_it_names_who_checked_and_what_comes_next(clerk_client):
    product, checker = complete_product(), UserFactory(staff=True, nickname="小核")
    submit_for_check(product_id=product.pk, actor=TESTS)
    before = shown(clerk_client, product)
    confirm_check(product_id=product.pk, actor=person(checker.pk))

    after = shown(clerk_client, product)

    assert "It waits for somebody who checks it" in before
    assert f"Checked by {checker}. It waits for its approval." in after


def test_what_was_changed_while_it_was_down_offers_no_listing(clerk_client):
    product = complete_product(Status.TAKEN_DOWN)
    as_it_was = shown(clerk_client, product)
    update_product(product_id=product.pk, actor=TESTS, title="新裙子")

    changed = shown(clerk_client, product)

    assert step(product, "list") in as_it_was
    assert step(product, "list") not in changed
    assert "submit it for check" in changed
