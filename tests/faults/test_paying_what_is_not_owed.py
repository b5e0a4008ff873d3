"""Money for a cancelled order, and money that came twice: it goes back, and somebody looks."""

from decimal import Decimal

import pytest

from orders.services.cancellation import cancel_order
from payments.models import PaymentAttempt, PaymentPlan, Refund, RefundPart
from payments.services.captures import settle_capture
from payments.services.refund_outcomes import settle_refund_part
from payments.types import RefundReport, RefundState
from shop.common.actors import person, process
from shop.common.models import Message
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.factories.orders import pay, place
from tests.factories.payments import make_attempt, paid_report
from tests.support.events import deliver_pending

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.fault("money-not-owed"),
    pytest.mark.req("PAY-20"),
]

GATEWAY = process("tests")


@pytest.fixture
def finance(db):
    ensure_roles()
    member = UserFactory(staff=True, nickname="财务", language="en")
    give_role(user_id=member.pk, code="finance")
    return member


@pytest.fixture
def order(customer):
    return place(customer)


def arrive(attempt: PaymentAttempt) -> None:
    """Have the gateway report the money, and everybody hear of it."""
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=GATEWAY)
    deliver_pending()


def send_back() -> None:
    report = RefundReport(state=RefundState.DONE)
    settle_refund_part(part_id=RefundPart.objects.get().pk, report=report, actor=GATEWAY)
    deliver_pending()


def told(kind: str) -> int:
    return Message.objects.filter(kind=kind, channel="in_site").count()


def case_of(member, order) -> list[str]:
    rows = Message.objects.filter(recipient=member, kind="orders.staff_excess_captured")
    return list(rows.values_list("link", flat=True))


def test_money_for_a_cancelled_order_is_on_its_way_back(customer_client, customer, finance, order):
    attempt = make_attempt(PaymentPlan.objects.get())
    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))

    arrive(attempt)

    page = customer_client.get(f"/account/orders/{order.number}/").text
    assert "¥128.00 that was paid too much is on its way back to you" in page
    assert case_of(finance, order) == [f"/admin/payments/refund/?q={order.number}"]
    assert Refund.objects.get().amount == Decimal("128.00")
    send_back()
    assert told("orders.money_returned") == 1
    page = customer_client.get(f"/account/orders/{order.number}/").text
    assert "¥128.00 that was paid too much was sent back" in page
    order.refresh_from_db()
    assert (order.state, order.payment_state) == ("cancelled", "unpaid")


def test_money_that_came_twice_is_on_its_way_back_and_the_order_stays_paid(
    customer_client, finance, order
):
    second = make_attempt(PaymentPlan.objects.get(), product="wap")
    pay(order)
    deliver_pending()

    arrive(second)

    page = customer_client.get(f"/account/orders/{order.number}/").text
    assert "¥128.00 that was paid too much is on its way back to you" in page
    assert case_of(finance, order) == [f"/admin/payments/refund/?q={order.number}"]
    send_back()
    assert (told("orders.paid"), told("orders.money_returned")) == (1, 1)
    order.refresh_from_db()
    assert (order.payment_state, order.refunded_total) == ("paid", Decimal("0.00"))
    plan = PaymentPlan.objects.get()
    assert (plan.captured, plan.refunded) == (Decimal("256.00"), Decimal("128.00"))


def test_the_page_of_a_cancelled_order_says_what_happens_to_late_money(
    customer_client, customer, order
):
    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))

    page = customer_client.get(f"/pay/{order.number}/").text

    assert "This order cannot be paid any more" in page
    assert "Money that still arrives goes back by itself." in page
