"""Fifty notifications at once, money against closing and against another way, two refunds.

What happens without the guards stands in test_money_without_guards.py.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from orders.models import Order
from orders.services.cancellation import cancel_order
from payments.audits import audit_excess, audit_ledger, audit_refund_parts, audit_sums
from payments.errors import PlanNotPayable, RefundExceedsCapture
from payments.models import LedgerEntry, Notification, PaymentAttempt, PaymentPlan, Refund
from payments.services import queries
from payments.services.attempts import start_attempt
from payments.services.captures import settle_capture
from payments.services.plans import close_plan
from payments.services.refunds import request_refund
from payments.types import TradeRef, TradeReport, TradeState
from shop.common.models import Channel, Message, OutboxEvent
from tests.factories.orders import place
from tests.factories.payments import (
    ACTOR,
    make_attempt,
    make_paid_plan,
    make_plan,
    paid_report,
)
from tests.factories.wechat import make_wechat
from tests.support.events import deliver_pending
from tests.support.holding import run_into
from tests.support.tellers import TELLERS, Told
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def books_agree() -> bool:
    return not [*audit_sums(), *audit_refund_parts(), *audit_excess(), *audit_ledger()]


def messages_of_paying(order: Order) -> int:
    told = Message.objects.filter(recipient=order.customer_id, kind="orders.paid")
    return told.filter(channel=Channel.IN_SITE).count()


@pytest.mark.fault("same-notification")
@pytest.mark.req("PAY-06")
@pytest.mark.parametrize("gateway", TELLERS)
def test_fifty_equal_notifications_are_one_of_everything(customer, gateway):
    teller = TELLERS[gateway]()
    order = place(customer)
    deliver_pending()
    attempt = teller.attempt(PaymentPlan.objects.get())
    told = teller.true(attempt)

    outcomes = run_together([told.arrive] * 50)
    deliver_pending()

    assert [outcome.error for outcome in outcomes] == [None] * 50
    assert Notification.objects.get().verdict == Notification.Verdict.APPLIED
    assert {outcome.value.body.encode() for outcome in outcomes} == {teller.believed}
    assert Notification.objects.get().received_count == 50
    assert PaymentPlan.objects.get().captured == attempt.amount == order.total
    assert LedgerEntry.objects.get().key == f"capture:{attempt.pk}"
    for name in ("PaymentCaptured", "PlanPaid", "OrderPaid"):
        assert OutboxEvent.objects.filter(name__endswith=name).count() == 1
    assert messages_of_paying(order) == 1
    assert books_agree()


def close_and_refund(reference: str) -> None:
    """What cancelling an order does to its money."""
    with transaction.atomic():
        plan = close_plan(reference=reference, actor=ACTOR)
        owed = plan.captured - plan.refunded
        if owed:
            request_refund(reference=reference, amount=owed, cause_key="cancel", actor=ACTOR)


@pytest.mark.parametrize("gateway", TELLERS)
def test_money_and_closing_at_once_never_leave_money_behind(gateway):
    teller = TELLERS[gateway]()
    plan = make_plan()
    told = teller.true(teller.attempt(plan))

    outcomes = run_into(
        PaymentPlan.objects.all(), [told.arrive, partial(close_and_refund, plan.reference)]
    )

    assert [outcome.error for outcome in outcomes] == [None, None]
    plan.refresh_from_db()
    assert (plan.captured, plan.refunded) == (plan.total, plan.total)
    assert Refund.objects.count() == 1
    assert books_agree()


def test_money_and_cancelling_an_order_at_once_give_it_back(customer):
    teller = TELLERS["alipay"]()
    order = place(customer)
    told = teller.true(teller.attempt(PaymentPlan.objects.get()))
    cancelling = partial(
        cancel_order, order_id=order.pk, reason=Order.CancelReason.CUSTOMER, actor=ACTOR
    )

    outcomes = run_into(PaymentPlan.objects.all(), [told.arrive, cancelling])
    deliver_pending()

    assert [outcome.error for outcome in outcomes] == [None, None]
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert Refund.objects.get().amount == order.total
    assert books_agree()


def test_money_by_two_ways_at_once_is_kept_once_and_given_back_once():
    plan = make_plan()
    ways = [make_attempt(plan, product) for product in ("page", "qr")]

    outcomes = run_into(
        PaymentPlan.objects.all(),
        [
            partial(settle_capture, attempt_id=way.pk, report=paid_report(way), actor=ACTOR)
            for way in ways
        ],
    )

    assert [outcome.value for outcome in outcomes] == [True, True]
    plan.refresh_from_db()
    assert (plan.captured, plan.refunded) == (2 * plan.total, plan.total)
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1
    assert OutboxEvent.objects.filter(name__endswith="ExcessCaptured").count() == 1
    assert books_agree()


@dataclass
class PaysWhileItCloses:
    """A gateway whose payer was quicker than its closing, and whose answer was not."""

    told: Told
    answer: TradeState

    def close(self, trade: TradeRef) -> TradeReport:
        (told,) = run_together([self.told.arrive])
        assert told.value.is_believed
        return TradeReport(out_trade_no=trade.out_trade_no, state=self.answer, amount=trade.amount)


@pytest.mark.req("PAY-08")
@pytest.mark.parametrize("answer", [TradeState.CLOSED, TradeState.PAID, TradeState.UNKNOWN])
def test_the_first_way_that_pays_while_it_is_given_up_is_the_one(monkeypatch, answer):
    make_wechat()
    teller = TELLERS["alipay"]()
    plan = make_plan()
    first = teller.attempt(plan)
    house = PaysWhileItCloses(teller.true(first), answer)
    monkeypatch.setattr(queries, "gateway", lambda **_code: house)

    with pytest.raises(PlanNotPayable):
        start_attempt(reference=plan.reference, customer_id=plan.customer_id, gateway_code="wechat")

    assert PaymentAttempt.objects.get().state == PaymentAttempt.State.CAPTURED
    plan.refresh_from_db()
    assert (plan.is_paid, plan.captured, plan.refunded) == (True, plan.total, 0)
    assert books_agree()


def test_two_refunds_at_once_never_exceed_the_payment():
    make_paid_plan()

    outcomes = run_into(
        PaymentPlan.objects.all(),
        [
            partial(
                request_refund,
                reference="DD1",
                amount=Decimal("60.00"),
                cause_key=f"case:{number}",
                actor=ACTOR,
            )
            for number in range(8)
        ],
    )

    refused = [o for o in outcomes if isinstance(o.error, RefundExceedsCapture)]
    assert len(refused) == 7
    assert Refund.objects.count() == 1
    assert PaymentPlan.objects.get().refunded == Decimal("60.00")
    assert books_agree()
