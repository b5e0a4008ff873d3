"""Whoever has a product in the cart or in an open pre-sale is told once that it was taken down."""

import pytest

from catalog.models import Product
from catalog.services.publishing import list_product
from catalog.services.take_down import take_down
from catalog.services.take_down_notices import tell_taken_down
from shop.common.models import Message
from tests.factories.catalog import TESTS, PreSaleTermsFactory, approve_as_it_is, complete_product
from tests.factories.customers import UserFactory
from tests.factories.orders import fill_cart, make_sku, place

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-31")]

Status = Product.Status


def told():
    rows = Message.objects.filter(kind="catalog.product_taken_down").order_by("pk")
    return list(rows.values_list("recipient_id", flat=True))


def test_whoever_has_it_in_the_cart_is_told_once(customer, other_customer, deliver_all):
    sku = fill_cart(customer)
    fill_cart(other_customer)

    take_down(product_id=sku.product_id, reason="换季", actor=TESTS)
    deliver_all()
    tell_taken_down(
        product_id=sku.product_id,
        user_ids=[customer.pk],
        occasion=Message.objects.get().dedup_key.split(":")[2],
    )

    assert told() == [customer.pk]
    assert sku.product.title in Message.objects.get().subject


def test_a_second_taking_down_is_another_occasion(customer, deliver_all):
    product = complete_product(Status.LISTED)
    fill_cart(customer, make_sku(product=product))
    approve_as_it_is(product, status=Status.LISTED)

    take_down(product_id=product.pk, reason="换季", actor=TESTS)
    list_product(product_id=product.pk, actor=TESTS)
    take_down(product_id=product.pk, reason="停产", actor=TESTS)
    deliver_all()

    assert told() == [customer.pk, customer.pk]


def test_whoever_waits_for_a_pre_sale_is_told_but_not_who_ordered_from_stock(
    customer, other_customer, deliver_all
):
    pre_sale, listed = (make_sku() for _ in range(2))
    place(customer, pre_sale)
    place(other_customer, listed)
    Product.objects.filter(pk=pre_sale.product_id).update(status=Status.PRE_SALE)
    PreSaleTermsFactory(product=pre_sale.product)

    take_down(product_id=pre_sale.product_id, reason="厂家延期", actor=TESTS)
    take_down(product_id=listed.product_id, reason="换季", actor=TESTS)
    deliver_all()

    assert told() == [customer.pk]


def test_one_person_with_several_reasons_is_told_once():
    product, person = complete_product(Status.TAKEN_DOWN), UserFactory()

    for _ in range(2):
        tell_taken_down(product_id=product.pk, user_ids=[person.pk], occasion="7")

    assert told() == [person.pk]
