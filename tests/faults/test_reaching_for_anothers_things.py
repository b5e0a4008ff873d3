"""What belongs to somebody else is not found, wherever its number is typed in."""

import pytest
from django.urls import reverse

from orders.models import Order
from payments.models import PaymentAttempt, PaymentPlan
from tests.factories.customers import AddressFactory
from tests.factories.orders import fill_cart, place, ready_to_ship
from tests.factories.payments import make_attempt, make_merchant

pytestmark = [pytest.mark.django_db, pytest.mark.fault("anothers-thing")]


@pytest.mark.parametrize(
    ("view", "method"),
    [
        ("pay", "get"),
        ("start", "post"),
        ("pay-departure", "get"),
        ("pay-return", "get"),
        ("status", "get"),
    ],
)
def test_anothers_payment_is_not_found(other_client, customer, view, method):
    make_merchant()
    order = place(customer)
    make_attempt(PaymentPlan.objects.get())

    answer = getattr(other_client, method)(
        reverse(f"payments:{view}", args=[order.number]), {"way": "alipay", "ask": "1"}
    )

    assert answer.status_code == 404
    assert "¥128" not in answer.text
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize("view", ["checkout", "checkout-quote", "cart-detail"])
def test_anothers_address_in_the_link_is_not_found(customer_client, customer, other_customer, view):
    ready_to_ship()
    AddressFactory(user=customer, is_default=True)
    fill_cart(customer)
    theirs = AddressFactory(user=other_customer)

    answer = customer_client.get(reverse(f"orders:{view}"), {"address": theirs.pk})

    assert answer.status_code == 404
    assert theirs.street not in answer.text
    assert customer_client.get("/checkout/").context["delivery"].chosen.id != theirs.pk


@pytest.mark.parametrize("address", ["4711", "9" * 30])
def test_an_address_that_is_not_there_cannot_be_told_from_anothers(
    customer_client, customer, address
):
    fill_cart(customer)

    answer = customer_client.get("/checkout/", {"address": address})

    assert answer.status_code == 404


def test_an_own_address_that_was_deleted_gives_way_to_the_default(customer_client, customer):
    ready_to_ship()
    fill_cart(customer)
    gone = AddressFactory(user=customer)
    kept = AddressFactory(user=customer, is_default=True)
    customer_client.post(reverse("customers:address-delete", args=[gone.pk]))

    page = customer_client.get("/checkout/", {"address": gone.pk})

    assert page.status_code == 200
    assert page.context["delivery"].chosen.id == kept.pk
    assert not Order.objects.exists()
