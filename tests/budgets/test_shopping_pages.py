"""Queries of cart, checkout, placing and my orders: the same with one row and with fifty."""

import re

import pytest

from inventory.policies import InventoryPolicies
from orders.models import Order
from orders.policies import OrderPolicies
from payments.policies import RiskPolicies
from payments.selectors.risk import rules_in_force
from shop.common.policies import policies
from tests.factories.customers import AddressFactory
from tests.factories.orders import fill_cart, make_sku, place, ready_to_ship
from tests.factories.risk import make_rule
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

CART, CHECKOUT, PLACE_ORDER, MY_ORDERS, MY_ORDER = 10, 12, 20, 8, 16


@pytest.fixture
def address(customer):
    ready_to_ship()
    return AddressFactory(user=customer, is_default=True)


def fill(customer, rows):
    for _row in range(rows):
        fill_cart(customer, make_sku(), quantity=1)


def warm_settings():
    for group in (OrderPolicies, RiskPolicies):
        policies(group)
    rules_in_force()
    policies(InventoryPolicies)


def cost(client, path):
    client.get(path)  # warms settings, navigation and session
    with statements() as made:
        assert client.get(path).status_code == 200
    return made


@pytest.mark.parametrize("rows", [1, 50])
def test_the_cart_costs_ten_queries(customer, customer_client, address, rows):
    fill(customer, rows)

    made = cost(customer_client, "/cart/")

    assert len(made) <= CART, "\n".join(made)


def test_fifty_lines_cost_what_one_costs(customer, customer_client, address):
    fill(customer, 1)
    one = len(cost(customer_client, "/cart/"))
    fill(customer, 49)

    fifty = len(cost(customer_client, "/cart/"))

    assert fifty == one


@pytest.mark.parametrize("rows", [1, 50])
def test_checkout_costs_twelve_queries(customer, customer_client, address, rows):
    fill(customer, rows)

    made = cost(customer_client, "/checkout/")

    assert len(made) <= CHECKOUT, "\n".join(made)


@pytest.mark.parametrize("rows", [1, 50])
def test_placing_an_order_costs_twenty_queries(customer, customer_client, address, rows):
    for kind in ("account_orders", "phone_orders", "blacklist", "other_region"):
        make_rule(kind, points=1)
    fill(customer, rows)
    page = customer_client.get("/checkout/").text
    form = dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', page))
    form |= {"address": address.pk, "remark": "周末送"}

    warm_settings()

    with statements() as made:
        answer = customer_client.post("/checkout/place/", form)

    assert answer.status_code == 302
    assert Order.objects.get().lines.count() == rows
    assert len(made) <= PLACE_ORDER, "\n".join(made)


@pytest.mark.parametrize("rows", [1, 50])
def test_my_orders_cost_eight_queries(customer, customer_client, address, rows):
    sku = make_sku(on_hand=100)
    for _row in range(rows):
        place(customer, sku, quantity=1)

    made = cost(customer_client, "/account/orders/")

    assert len(made) <= MY_ORDERS, "\n".join(made)


@pytest.mark.parametrize("rows", [1, 50])
def test_one_order_costs_the_same_whatever_is_in_it(customer, customer_client, address, rows):
    fill(customer, rows - 1)
    order = place(customer)

    made = cost(customer_client, f"/account/orders/{order.number}/")

    assert len(made) <= MY_ORDER, "\n".join(made)
