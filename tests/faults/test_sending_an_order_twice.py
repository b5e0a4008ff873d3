"""The button pressed twice, or the page sent again from the browser's history: one order."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inventory.models import StockLevel
from orders.models import Order
from orders.services.closing import close_when_due
from payments.models import PaymentPlan
from shop.common.actors import process
from shop.common.models import Message
from shop.common.services.idempotency import prune_idempotency_keys
from tests.factories.customers import AddressFactory
from tests.factories.orders import fill_cart, make_sku, pay, ready_to_ship
from tests.support.events import deliver_pending
from tests.support.visitors import PLACE, forms_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.fault("sent-twice"),
    pytest.mark.req("CART-05"),
]


@pytest.fixture
def form(customer, customer_client) -> dict[str, str]:
    """The checkout page as the customer has it before them."""
    ready_to_ship()
    AddressFactory(user=customer, is_default=True)
    fill_cart(customer, make_sku(on_hand=5), quantity=2)
    return forms_of(customer_client.get("/checkout/").text)[PLACE]


def in_an_hour(client, form):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        return client.post(PLACE, form)


def placed_messages() -> int:
    deliver_pending()
    return Message.objects.filter(kind="orders.placed", channel="in_site").count()


def reserved() -> int:
    return StockLevel.objects.get().reserved


def test_pressed_twice_it_is_one_order(customer_client, form):
    first, second = customer_client.post(PLACE, form), customer_client.post(PLACE, form)

    order = Order.objects.get()
    assert first.url == second.url == f"/pay/{order.number}/"
    assert (reserved(), PaymentPlan.objects.count(), placed_messages()) == (2, 1, 1)


def test_sent_again_after_an_hour_it_is_the_order_that_was_paid_meanwhile(customer_client, form):
    customer_client.post(PLACE, form)
    order = Order.objects.get()
    pay(order)
    deliver_pending()

    again = in_an_hour(customer_client, form)

    assert again.url == f"/account/orders/{order.number}/"
    assert Order.objects.get() == order
    assert (reserved(), PaymentPlan.objects.count(), placed_messages()) == (2, 1, 1)


def test_sent_again_after_an_hour_it_is_the_order_that_was_closed_meanwhile(
    customer_client, customer, form
):
    customer_client.post(PLACE, form)
    order = Order.objects.get()
    later = timezone.now() + timedelta(minutes=31)
    assert close_when_due(order_id=order.pk, actor=process("orders.close_unpaid"), at=later)
    fill_cart(customer, make_sku(), quantity=1)
    prune_idempotency_keys()

    again = in_an_hour(customer_client, form)

    assert again.url == f"/account/orders/{order.number}/"
    assert customer_client.get(again.url).context["order"].state == "cancelled"
    assert Order.objects.count() == 1
    assert sum(StockLevel.objects.values_list("reserved", flat=True)) == 0
