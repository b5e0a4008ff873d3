import pytest

from orders.hooks import merge_guest_cart
from orders.models import Cart, CartLine
from orders.seals import new_guest, seal_guest
from orders.services.cart import add_to_cart
from orders.types import CartOwner
from tests.factories.orders import make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest():
    return new_guest()


def put(owner, sku, quantity):
    add_to_cart(owner=owner, sku_id=sku.pk, quantity=quantity)


def test_a_guests_cart_becomes_the_customers(customer, guest):
    sku = make_sku()
    put(guest, sku, 2)

    notice = merge_guest_cart(customer.pk, seal_guest(guest))

    line = CartLine.objects.get()
    assert (line.cart.user, line.sku, line.quantity) == (customer, sku, 2)
    assert Cart.objects.count() == 1
    assert notice == ""


def test_quantities_of_the_same_article_are_added(customer, guest):
    both, only_theirs = make_sku(), make_sku()
    put(CartOwner(user_id=customer.pk), both, 3)
    put(guest, both, 2)
    put(guest, only_theirs, 1)

    merge_guest_cart(customer.pk, seal_guest(guest))

    lines = dict(CartLine.objects.values_list("sku_id", "quantity"))
    assert lines == {both.pk: 5, only_theirs.pk: 1}


def test_more_than_an_order_takes_is_capped_and_told(customer, guest):
    sku = make_sku(on_hand=999)
    put(CartOwner(user_id=customer.pk), sku, 600)
    put(guest, sku, 600)

    notice = merge_guest_cart(customer.pk, seal_guest(guest))

    assert CartLine.objects.get().quantity == 999
    assert "999" in notice


def test_a_second_log_in_merges_nothing_twice(customer, guest):
    put(guest, make_sku(), 2)
    cookie = seal_guest(guest)

    merge_guest_cart(customer.pk, cookie)
    merge_guest_cart(customer.pk, cookie)

    assert CartLine.objects.get().quantity == 2


@pytest.mark.parametrize("cookie", ["", "forged", "forged:signature"])
def test_without_a_guests_cookie_nothing_happens(customer, guest, cookie):
    put(guest, make_sku(), 2)

    merge_guest_cart(customer.pk, cookie)

    assert CartLine.objects.get().cart.token == guest.token


def test_logging_in_brings_the_cart_along(client, customer):
    customer.set_password("correct horse")
    customer.save()
    client.post("/cart/add/", {"sku": make_sku().pk, "quantity": 2})
    phone = customer.identities.get().value

    client.post("/login/password/", {"username": phone, "password": "correct horse"})

    assert CartLine.objects.get().cart.user == customer
