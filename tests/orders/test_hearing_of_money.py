from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from inventory.models import Reservation
from orders.events import OrderPaid
from orders.models import Order, OrderHistory
from orders.services.cancellation import cancel_order
from orders.services.payment_reactions import mark_order_paid, record_refund
from payments.events import PlanPaid, RefundDone
from payments.models import PaymentPlan, Refund, RefundPart
from payments.services.captures import settle_capture
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import person, process
from shop.common.audit import run_audits
from shop.common.models import Message, OutboxDelivery
from shop.common.services.outbox import deliver
from tests.factories.orders import make_sku, pay, place
from tests.factories.payments import make_attempt, paid_report
from tests.support.events import deliver_pending, published

pytestmark = pytest.mark.django_db

TESTS = process("tests")


def send_back(order, amount, cause_key="cancel"):
    """Give money back as a gateway does, and let the order hear of it."""
    refund = request_refund(
        reference=order.number, amount=Decimal(amount), cause_key=cause_key, actor=TESTS
    )
    settle(refund)
    order.refresh_from_db()


def settle(refund):
    done = RefundReport(state=RefundState.DONE)
    for part in RefundPart.objects.filter(refund=refund):
        settle_refund_part(part_id=part.pk, report=done, actor=TESTS)
    deliver_pending()


def breaches():
    return [str(breach) for found in run_audits().values() for breach in found]


@pytest.mark.req("ORD-01", "ORD-02")
def test_money_makes_an_order_paid_and_asks_for_its_check(customer):
    order = place(customer)
    at = timezone.now() + timedelta(minutes=3)

    attempt = pay(order, at=at)
    deliver_pending()

    order.refresh_from_db()
    assert order.payment_state == "paid"
    assert order.paid_at == at
    assert order.ship_by == at + timedelta(hours=24)
    assert (order.payment_method, order.payment_number) == ("alipay", attempt.gateway_trade_no)
    assert Reservation.objects.get().state == "confirmed"
    axes = OrderHistory.objects.filter(order=order).values_list("axis", "to_state")
    assert ("payment_state", "paid") in axes
    assert ("fulfilment", "in_check") in axes
    assert [event.number for event in published(OrderPaid)] == [order.number]


@pytest.mark.req("ORD-03")
def test_the_customer_is_told_that_the_money_arrived(customer):
    order = place(customer)

    pay(order)
    deliver_pending()

    message = Message.objects.get(kind="orders.paid", channel="in_site")
    assert message.recipient == customer
    assert order.number in message.subject


def test_the_same_news_twice_changes_nothing(customer):
    order = place(customer)
    pay(order)
    deliver_pending()
    before = OrderHistory.objects.count()

    mark_order_paid(
        reference=order.number,
        paid_at=timezone.now(),
        gateway="alipay",
        serial="other",
        actor=TESTS,
    )

    order.refresh_from_db()
    assert order.payment_number != "other"
    assert OrderHistory.objects.count() == before
    assert len(published(OrderPaid)) == 1
    assert Message.objects.filter(kind="orders.paid", channel="in_site").count() == 1


def test_news_about_something_that_is_no_order_is_ignored(db):
    mark_order_paid(
        reference="R1", paid_at=timezone.now(), gateway="alipay", serial="1", actor=TESTS
    )

    assert not Order.objects.exists()


@pytest.mark.req("ORD-27")
def test_a_whole_refund_marks_every_line(customer):
    order = place(customer, make_sku(price="59.00"), quantity=2)
    pay(order)
    deliver_pending()

    send_back(order, "128.00")

    assert (order.payment_state, order.refunded_total) == ("refunded", Decimal("128.00"))
    line = order.lines.get()
    assert (line.refunded_quantity, line.refunded_amount) == (2, Decimal("128.00"))
    assert (line.refunded_goods, line.refunded_freight) == (Decimal("118.00"), Decimal("10.00"))
    message = Message.objects.get(kind="orders.refunded", channel="in_site")
    assert "¥128.00" in message.body


@pytest.mark.req("ORD-27")
def test_goods_and_freight_that_went_back_are_told_apart(customer, customer_client, clerk_client):
    order = place(customer, make_sku(price="59.00"), quantity=2)
    pay(order)
    deliver_pending()
    send_back(order, "128.00")

    mine = customer_client.get(f"/account/orders/{order.number}/").text
    staffs = clerk_client.get(reverse("admin:orders_order_change", args=[order.pk])).text

    assert "Sent back: ¥118.00 for the goods, ¥10.00 of the freight" in mine
    assert "of it freight: ¥10.00" in staffs


def test_partial_refunds_add_up(customer):
    order = place(customer)
    pay(order)
    deliver_pending()

    send_back(order, "20.00", "case-1")
    assert (order.payment_state, order.refunded_total) == ("partly_refunded", Decimal("20.00"))
    send_back(order, "8.00", "case-2")
    assert (order.payment_state, order.refunded_total) == ("partly_refunded", Decimal("28.00"))
    send_back(order, "100.00", "case-3")

    assert (order.payment_state, order.refunded_total) == ("refunded", Decimal("128.00"))
    assert len(published(RefundDone)) == 3


def test_the_news_of_a_refund_can_come_twice(customer):
    order = place(customer)
    pay(order)
    deliver_pending()
    send_back(order, "20.00", "case-1")

    (event,) = published(RefundDone)
    record_refund(
        reference=order.number,
        refund_id=event.refund_id,
        amount=event.amount,
        cause_key=event.cause_key,
        actor=TESTS,
        at=event.done_at,
    )

    order.refresh_from_db()
    assert order.refunded_total == Decimal("20.00")
    assert Message.objects.filter(kind="orders.refunded", channel="in_site").count() == 1


def test_news_of_a_refund_that_overtakes_that_of_the_money_is_counted(customer):
    order = place(customer)
    pay(order)
    refund = request_refund(
        reference=order.number, amount=Decimal("20.00"), cause_key="case-1", actor=TESTS
    )
    done = RefundReport(state=RefundState.DONE)
    settle_refund_part(part_id=refund.parts.get().pk, report=done, actor=TESTS)
    money, back = OutboxDelivery.objects.filter(
        subscriber__startswith="orders.", event__name__in=[PlanPaid.name(), RefundDone.name()]
    ).order_by("pk")

    deliver(delivery_id=back.pk)
    deliver(delivery_id=money.pk)

    order.refresh_from_db()
    assert (order.payment_state, order.refunded_total) == ("partly_refunded", Decimal("20.00"))


def test_a_fresh_refund_of_an_old_order_is_no_breach(customer):
    order = place(customer)
    pay(order)
    deliver_pending()
    long_ago = timezone.now() - timedelta(hours=1)
    Order.objects.update(placed_at=long_ago)

    send_back(order, "20.00", "case-1")

    assert breaches() == []


@pytest.mark.fault("money-not-owed")
def test_late_money_for_a_cancelled_order_goes_back_and_changes_nothing_of_it(customer):
    order = place(customer)
    attempt = make_attempt(PaymentPlan.objects.get(reference=order.number))
    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=TESTS)
    deliver_pending()
    settle(Refund.objects.get())

    order.refresh_from_db()
    assert (order.state, order.payment_state) == ("cancelled", "unpaid")
    assert order.refunded_total == Decimal("0.00")
    assert not Reservation.objects.open().exists()
    assert Message.objects.filter(kind="orders.money_returned", channel="in_site").count() == 1
    assert breaches() == []
