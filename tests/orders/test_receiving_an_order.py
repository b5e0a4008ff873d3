from datetime import timedelta

import pytest
from django.utils import timezone

from orders.errors import OrderNotReceivable
from orders.events import OrderCompleted, OrderReceived
from orders.models import Order, OrderHistory
from orders.services.receipt import confirm_receipt, receive_deadline, receive_when_due
from orders.tasks import receive_due_orders
from shop.common.actors import person, process
from shop.common.models import Message
from tests.factories.orders import pay, place
from tests.support.events import deliver_pending, published

pytestmark = pytest.mark.django_db

CLOCK = process("orders.receive_due")


@pytest.fixture
def order(customer):
    """Paid and shipped; its stock stays out of the picture."""
    made = place(customer)
    pay(made)
    deliver_pending()
    now = timezone.now()
    Order.objects.filter(pk=made.pk).update(
        fulfilment="shipped",
        shipped_at=now,
        receive_by=receive_deadline(shipped_at=now),
    )
    made.refresh_from_db()
    return made


@pytest.mark.req("ORD-21")
@pytest.mark.parametrize("fulfilment", ["shipped", "delivered"])
def test_confirming_the_receipt_completes_the_order(order, customer, fulfilment):
    Order.objects.filter(pk=order.pk).update(fulfilment=fulfilment)

    confirm_receipt(order_id=order.pk, actor=person(customer.pk))

    order.refresh_from_db()
    assert (order.state, order.fulfilment) == ("completed", "received")
    assert order.received_at is not None
    assert [event.number for event in published(OrderReceived)] == [order.number]
    assert [event.number for event in published(OrderCompleted)] == [order.number]
    assert OrderHistory.objects.get(to_state="completed").actor_user == customer
    assert Message.objects.filter(kind="orders.received", recipient=customer).exists()


@pytest.mark.parametrize("fulfilment", ["waiting", "in_check", "ready", "packed", "partly_shipped"])
def test_what_is_not_all_on_its_way_cannot_be_received(order, customer, fulfilment):
    Order.objects.filter(pk=order.pk).update(fulfilment=fulfilment)

    with pytest.raises(OrderNotReceivable):
        confirm_receipt(order_id=order.pk, actor=person(customer.pk))

    order.refresh_from_db()
    assert (order.state, order.fulfilment) == ("open", fulfilment)
    assert not published(OrderCompleted)


def test_an_order_is_received_once(order, customer):
    confirm_receipt(order_id=order.pk, actor=person(customer.pk))

    with pytest.raises(OrderNotReceivable):
        confirm_receipt(order_id=order.pk, actor=CLOCK)

    assert len(published(OrderReceived)) == 1


@pytest.mark.req("ORD-22")
def test_an_order_is_received_by_itself_when_its_time_has_passed(order):
    early = receive_when_due(
        order_id=order.pk, actor=CLOCK, at=order.receive_by - timedelta(seconds=1)
    )
    assert not early

    late = receive_when_due(order_id=order.pk, actor=CLOCK, at=order.receive_by)

    assert late
    order.refresh_from_db()
    assert order.state == "completed"
    assert OrderHistory.objects.get(to_state="completed").actor_process == CLOCK.process


@pytest.mark.req("ORD-22")
def test_the_time_counts_from_delivery_or_later_from_shipping():
    shipped = timezone.now()
    delivered = shipped + timedelta(days=2)

    reported = receive_deadline(shipped_at=shipped, delivered_at=delivered)
    silent = receive_deadline(shipped_at=shipped)

    assert reported == delivered + timedelta(days=15)
    assert silent == shipped + timedelta(days=20)


def test_the_clock_finds_due_orders_alone(order, monkeypatch):
    found = []
    monkeypatch.setattr("orders.tasks.receive_due_order.delay", lambda **task: found.append(task))
    receive_due_orders()
    assert found == []
    Order.objects.filter(pk=order.pk).update(receive_by=timezone.now())

    receive_due_orders()

    assert found == [{"order_id": order.pk}]
