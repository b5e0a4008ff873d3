from decimal import Decimal

import pytest

from catalog.models import SkuPrice
from catalog.services.prices import set_price
from catalog.services.take_down import take_down
from marketing.errors import NotForSale
from marketing.models import Favourite
from marketing.selectors.favourites import favourite_rows, favourites_of, keepers_of
from marketing.services.favourites import add_favourite, remove_favourite, restore_favourite
from shop.common.models import Message
from tests.factories.catalog import TESTS, ProductFactory, SkuFactory
from tests.factories.orders import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-39")]


@pytest.fixture
def shirt():
    return ProductFactory(listed=True, price="59.00", in_stock=True)


def rows(user):
    return favourite_rows(favourites_of(user.pk))


def test_a_product_is_kept_once_with_its_price(customer, shirt):
    first = add_favourite(user_id=customer.pk, product_id=shirt.pk)
    again = add_favourite(user_id=customer.pk, product_id=shirt.pk)

    assert (first, again) == (True, False)
    assert Favourite.objects.get().price == Decimal("59.00")
    assert keepers_of(shirt.pk) == [customer.pk]


def test_what_is_not_on_sale_cannot_be_kept(customer):
    draft = ProductFactory(price="9.00")

    with pytest.raises(NotForSale):
        add_favourite(user_id=customer.pk, product_id=draft.pk)

    assert not Favourite.objects.exists()


def test_a_favourite_says_how_much_less_it_costs_now(customer, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)
    assert rows(customer)[0].drop is None

    sku = shirt.skus.get()
    set_price(sku_id=sku.pk, kind=SkuPrice.Kind.SALE, amount=Decimal("49.00"), actor=TESTS)

    (kept,) = rows(customer)
    assert (kept.price_then, kept.drop) == (Decimal("59.00"), Decimal("10.00"))


def test_a_favourite_says_what_became_of_the_product(customer, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)
    assert (rows(customer)[0].is_gone, rows(customer)[0].can_be_bought) == (False, True)

    take_down(product_id=shirt.pk, reason="换季", actor=TESTS)

    assert (rows(customer)[0].is_gone, rows(customer)[0].can_be_bought) == (True, False)


def test_only_what_has_one_sku_moves_to_the_cart_at_once(customer, shirt):
    two = ProductFactory(listed=True, price="9.00")
    SkuFactory(product=two)
    for product in (shirt, two):
        add_favourite(user_id=customer.pk, product_id=product.pk)

    assert [row.only_sku_id for row in rows(customer)] == [None, shirt.skus.get().pk]


def test_what_was_let_go_comes_back_as_it_was(customer, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)
    since = Favourite.objects.get().created_at

    kept = remove_favourite(user_id=customer.pk, product_id=shirt.pk)
    assert not Favourite.objects.exists()
    assert restore_favourite(user_id=customer.pk, kept=kept) is True
    assert restore_favourite(user_id=customer.pk, kept=kept) is False

    assert Favourite.objects.get().created_at == since


def test_nobody_lets_go_what_another_keeps(customer, other_customer, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)

    assert remove_favourite(user_id=other_customer.pk, product_id=shirt.pk) is None

    assert Favourite.objects.count() == 1


@pytest.mark.req("CAT-31")
def test_those_who_keep_a_product_hear_once_that_it_was_taken_down(
    customer, other_customer, deliver_all
):
    sku = fill_cart(customer)
    for user in (customer, other_customer):
        add_favourite(user_id=user.pk, product_id=sku.product_id)

    take_down(product_id=sku.product_id, reason="换季", actor=TESTS)
    deliver_all()

    told = Message.objects.filter(kind="catalog.product_taken_down")
    assert sorted(told.values_list("recipient_id", flat=True)) == [customer.pk, other_customer.pk]
