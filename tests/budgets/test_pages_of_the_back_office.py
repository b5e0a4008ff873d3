"""What pages of the back office ask of the database: signed in, settings warm, as many for 50."""

import pytest
from django.urls import reverse

from orders.models import Order
from tests.factories.fulfilment import (
    held_order,
    packed_order,
    ready_order,
    ship,
    shipments,
    wave_of,
)
from tests.factories.orders import make_sku
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

ORDER_LIST, ORDER_PAGE, HOME, DESK, NOTES = 12, 30, 16, 11, 12


def cost(client, address: str) -> int:
    client.get(address)
    with statements() as made:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(made)


@pytest.fixture
def many():
    """Fifty copies of what one order shows, made without its long way through the shop."""

    def multiply(order: Order, count: int = 49) -> None:
        lines, receiver = list(order.lines.all()), order.receiver
        for _ in range(count):
            copy = Order.objects.get(pk=order.pk)
            copy.pk, copy.number, copy.idempotency_key = None, f"DD{_:06d}X", ""
            copy.save(force_insert=True)
            for line in lines:
                line.pk, line.order = None, copy
                line.save(force_insert=True)
            receiver.order = copy
            receiver.save(force_insert=True)

    return multiply


@pytest.mark.req("ORD-29")
def test_the_order_list_costs_the_same_with_fifty_rows(clerk_client, many):
    order = packed_order()
    ship(shipments(order)[0])
    address = reverse("admin:orders_order_changelist")
    one = cost(clerk_client, address)

    many(order)
    fifty = cost(clerk_client, address)

    assert Order.objects.count() == 50
    assert (one, fifty <= ORDER_LIST) == (fifty, True), fifty


def test_the_page_of_an_order_keeps_within_its_budget(clerk_client):
    order = held_order(sku=make_sku())

    assert cost(clerk_client, reverse("admin:orders_order_change", args=[order.pk])) <= ORDER_PAGE


def test_home_costs_the_same_with_fifty_orders(clerk_client, many):
    order = held_order()
    one = cost(clerk_client, reverse("admin:index"))

    many(order)

    assert cost(clerk_client, reverse("admin:index")) == one
    assert one <= HOME


def test_the_ship_desk_costs_the_same_with_ten_shipments(warehouse_client):
    sku = make_sku(on_hand=50)
    packed_order(sku=sku)
    one = cost(warehouse_client, reverse("admin:orders_ship_desk"))

    for _ in range(9):
        packed_order(sku=sku)

    assert cost(warehouse_client, reverse("admin:orders_ship_desk")) == one
    assert one <= DESK


def test_the_notes_of_a_wave_cost_the_same_with_eight_parcels(warehouse_client):
    sku = make_sku(on_hand=50)
    small = wave_of(ready_order(sku=sku))
    big = wave_of(*(ready_order(sku=sku) for _ in range(8)))

    one = cost(warehouse_client, reverse("admin:orders_pickwave_notes", args=[small.pk]))
    eight = cost(warehouse_client, reverse("admin:orders_pickwave_notes", args=[big.pk]))

    assert one == eight <= NOTES
