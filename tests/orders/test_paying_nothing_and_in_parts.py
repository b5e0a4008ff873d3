"""An order over nothing is paid at once; one whose parts do not all come gives back what came."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order
from orders.services.closing import close_when_due
from payments.models import PaymentPlan, Refund
from payments.services.captures import settle_capture
from payments.services.instalments import pay_in_parts
from payments.services.plans import open_plan
from shop.common.actors import person, process
from tests.factories.orders import make_sku, place
from tests.factories.payments import make_attempt, make_merchant, paid_report
from tests.support.events import deliver_pending

pytestmark = pytest.mark.django_db

TESTS = process("tests")


@pytest.mark.req("PAY-05")
def test_a_total_of_zero_is_paid_at_once_and_nobody_is_asked_for_money(customer, customer_client):
    order = place(customer)
    PaymentPlan.objects.all().delete()
    open_plan(
        reference=order.number,
        customer_id=customer.pk,
        subject="开店 订单",
        total=Decimal(0),
        deadline=timezone.now() + timedelta(minutes=30),
        actor=TESTS,
    )
    deliver_pending()

    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PAID
    left = customer_client.get(f"/pay/{order.number}/")
    assert left.url == f"/account/orders/{order.number}/"


@pytest.mark.req("PAY-10")
def test_an_order_whose_time_runs_out_after_one_part_gives_that_part_back(customer, monkeypatch):
    make_merchant()
    monkeypatch.setattr("orders.services.closing.close_at_gateway", lambda **_order: True)
    order = place(customer, make_sku(price="600.00"), quantity=2)
    pay_in_parts(
        reference=order.number, customer_id=customer.pk, parts=2, actor=person(customer.pk)
    )
    first = make_attempt(PaymentPlan.objects.get())
    settle_capture(attempt_id=first.pk, report=paid_report(first), actor=TESTS)
    deliver_pending()
    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PARTLY_PAID

    late = order.pay_by + timedelta(seconds=1)
    Order.objects.update(pay_by=timezone.now() - timedelta(minutes=1))
    assert close_when_due(order_id=order.pk, actor=TESTS, at=late)

    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert Refund.objects.get().amount == first.amount
