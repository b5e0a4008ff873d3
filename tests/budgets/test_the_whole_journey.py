"""Queries of one purchase as a whole, from the list to the confirmation."""

import pytest
from django.test import Client

from catalog.models import Sku
from customers.models import User
from orders.models import Order
from tests.factories.catalog import CategoryFactory
from tests.factories.customers import AddressFactory
from tests.factories.orders import make_sku, pay, ready_to_ship
from tests.factories.payments import make_merchant
from tests.support.budget import statements
from tests.support.events import deliver_pending
from tests.support.visitors import PLACE, forms_of

pytestmark = pytest.mark.django_db

WHOLE_JOURNEY = 80


@pytest.fixture
def sku() -> Sku:
    """Something to buy, in a shop that ships and takes money."""
    ready_to_ship()
    make_merchant()
    return make_sku(product__category=CategoryFactory(slug="goods", parent=CategoryFactory()))


def test_from_the_list_to_the_confirmation_it_costs_eighty_queries(
    sku, other_client, other_customer, customer_client, customer
):
    journey(other_client, other_customer, sku)  # warms settings and navigation
    customer_client.get("/")

    made = journey(customer_client, customer, sku)

    assert Order.objects.count() == 2
    assert len(made) <= WHOLE_JOURNEY, f"{len(made)} queries:\n" + "\n".join(made)


def journey(client: Client, customer: User, sku: Sku) -> list[str]:
    """List, product, add, cart, checkout, place, pay page, order page."""
    AddressFactory(user=customer, is_default=True)
    with statements() as made:
        number = look_and_order(client, sku)
    pay(Order.objects.get(number=number))
    deliver_pending()
    with statements() as after:
        assert client.get(f"/account/orders/{number}/").status_code == 200
    return made + after


def look_and_order(client: Client, sku: Sku) -> str:
    for page in ("/c/goods/", f"/p/{sku.product.slug}-{sku.product.number}/"):
        assert client.get(page).status_code == 200
    assert client.post("/cart/add/", {"sku": sku.pk, "quantity": 1}).status_code == 302
    assert client.get("/cart/").status_code == 200
    form = forms_of(client.get("/checkout/").content.decode())[PLACE]
    pay_page = client.post(PLACE, form).headers["Location"]
    assert client.get(pay_page).status_code == 200
    assert client.post(f"{pay_page}start/", {"way": "alipay"}).status_code == 302
    return str(pay_page.split("/")[2])
