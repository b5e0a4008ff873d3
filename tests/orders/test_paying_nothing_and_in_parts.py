"""An order over nothing is paid at once; one whose parts do not all come gives back what came."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from inventory.models import StockLevel
from marketing.selectors.pricing import LaneResult, price_basket
from marketing.types import QuoteShare, QuoteStep
from orders.models import Order
from orders.selectors import quoting
from orders.services.cancellation import cancel_order
from orders.services.closing import close_when_due
from orders.tasks import announce_order
from payments.models import PaymentAttempt, PaymentPlan, Refund
from payments.services.captures import settle_capture
from payments.services.instalments import pay_in_parts
from shop.common.actors import person, process
from shop.common.audit import run_audits
from shop.common.models import Message
from tests.factories.customers import AddressFactory
from tests.factories.logistics import EVERYWHERE, DeliveryMethodFactory, FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku, place
from tests.factories.payments import make_attempt, make_merchant, paid_report
from tests.support.events import deliver_pending
from tests.support.visitors import forms_of

pytestmark = pytest.mark.django_db

TESTS = process("tests")


def messages_about(kind: str) -> list[str]:
    told = Message.objects.filter(kind=kind, channel="in_site").order_by("pk")
    return list(told.values_list("body", flat=True))


def all_off(_basket, remaining) -> LaneResult:
    """A promotion that takes off whatever goods cost."""
    shares = tuple(
        QuoteShare(
            line_key=key,
            source="promotion",
            source_key="all",
            source_version=1,
            label="全免",
            amount=amount,
        )
        for key, amount in remaining.items()
    )
    step = QuoteStep(kind="promotion", label="全免", amount=-sum(remaining.values()))
    return LaneResult(steps=(step,), shares=shares)


@pytest.fixture
def _all_is_free(monkeypatch, db) -> None:
    monkeypatch.setattr(quoting, "price_basket", partial(price_basket, lanes=(all_off,)))
    FreightTemplateFactory(zones=[replace(EVERYWHERE, first_fee=Decimal(0), next_fee=Decimal(0))])
    DeliveryMethodFactory(code="standard")
    make_merchant()


@pytest.mark.req("PAY-05")
@pytest.mark.usefixtures("_all_is_free")
def test_a_cart_that_costs_nothing_becomes_a_paid_order_and_no_gateway_is_asked(
    customer, customer_client
):
    AddressFactory(user=customer, is_default=True)
    sku = fill_cart(customer)
    form = forms_of(customer_client.get("/checkout/").text)["/checkout/place/"]

    left = customer_client.post("/checkout/place/", form)
    order = Order.objects.get()
    announce_order(order_id=order.pk)  # the one news may come before the other
    deliver_pending()

    order.refresh_from_db()
    assert (form["expected_total"], order.total, order.discount_total) == ("0.00", 0, 118)
    assert order.payment_state == Order.PaymentState.PAID
    assert order.fulfilment != Order.Fulfilment.WAITING
    plan = PaymentPlan.objects.get()
    assert (plan.is_paid, plan.captured, plan.payments.count()) == (True, 0, 0)
    assert not PaymentAttempt.objects.exists()
    kinds = Message.objects.in_site_for(customer.pk).values_list("kind", flat=True)
    assert "orders.paid" in kinds
    assert "orders.placed" not in kinds
    assert StockLevel.objects.get(sku=sku).reserved == 2
    assert left.url == f"/pay/{order.number}/"
    assert customer_client.get(left.url).url == f"/account/orders/{order.number}/"
    assert {name: found for name, found in run_audits().items() if found} == {}


@pytest.mark.usefixtures("_all_is_free")
def test_a_free_order_that_is_cancelled_gives_nothing_back(customer):
    order = place(customer)

    cancel_order(order_id=order.pk, reason=Order.CancelReason.CUSTOMER, actor=TESTS)
    deliver_pending()

    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert not Refund.objects.exists()


@pytest.mark.req("PAY-10")
def test_each_part_that_comes_is_told_with_what_is_still_due(customer):
    make_merchant()
    order = place(customer, make_sku(price="600.00"), quantity=3)
    pay_in_parts(
        reference=order.number, customer_id=customer.pk, parts=3, actor=person(customer.pk)
    )
    plan = PaymentPlan.objects.get()
    part, rest = plan.payments.filter(state="due").first().amount, order.total

    told = []
    for _part in range(3):
        attempt = make_attempt(plan)
        settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=TESTS)
        deliver_pending()
        rest -= part
        told.append(f"¥{rest}")

    bodies = list(messages_about("orders.partly_paid"))
    assert [due in body for due, body in zip(told, bodies, strict=False)] == [True, True]
    assert len(messages_about("orders.paid")) == 1


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
