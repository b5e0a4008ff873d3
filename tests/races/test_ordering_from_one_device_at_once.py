"""Two accounts order from one device at the same moment: the later one sees the earlier."""

from functools import partial

import pytest

from inventory.models import StockLevel
from orders.services.placement import place_order
from orders.types import Visit
from payments.models import RiskAssessment
from payments.risk import counting
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.orders import fill_cart, make_sku, order_request
from tests.factories.risk import DEVICE, make_rule
from tests.support.holding import run_into

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.req("PAY-17")]


def two_orders_at_once() -> list[str]:
    """Have two accounts place an order each from one device; both begin before one is done."""
    make_rule("device_orders", points=60, minutes=10, most=1)
    sku, requests = make_sku(on_hand=10), []
    for _person in range(2):
        customer = UserFactory()
        AddressFactory(user=customer)
        fill_cart(customer, sku, quantity=1)
        requests.append(order_request(customer, visit=Visit(device=DEVICE)))

    calls = [partial(place_order, **request) for request in requests]
    outcomes = run_into(StockLevel.objects.filter(sku=sku), calls)

    assert [outcome.error for outcome in outcomes] == [None, None]
    return sorted(RiskAssessment.objects.values_list("decision", flat=True))


def test_the_second_of_two_orders_counts_the_first():
    assert two_orders_at_once() == ["hold", "pass"]


def test_without_the_locks_neither_would_see_the_other(monkeypatch):
    monkeypatch.setattr(counting, "_names", lambda *_facts: [])

    assert two_orders_at_once() == ["pass", "pass"]
