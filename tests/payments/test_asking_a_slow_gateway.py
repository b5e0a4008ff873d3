"""A slow gateway: each thing is in the queue once, and nobody else waits for it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.services.closing import close_when_due
from orders.tasks import close_unpaid_order, close_unpaid_orders
from payments.models import PaymentAttempt, PaymentPlan, RefundPart
from payments.services import queries, refund_sending
from payments.services.queries import due_attempts, query_attempt
from payments.services.refund_sending import due_refund_parts, send_refund_part
from payments.services.refunds import request_refund
from payments.tasks import (
    ask_about_attempt,
    query_due_attempts,
    send_refund_parts,
    sweep_refund_parts,
)
from payments.types import RefundReport, RefundState, TradeReport, TradeState
from tests.factories.orders import place
from tests.factories.payments import ACTOR, make_attempt, make_paid_plan, make_plan
from tests.support.slow_clock import SlowClock

pytestmark = [pytest.mark.django_db, pytest.mark.fault("provider-in-trouble")]


class Slow:
    """A gateway that says nothing for some seconds of a stopped clock."""

    def __init__(self, seconds: float, clock: SlowClock) -> None:
        self.seconds, self.clock, self.asked = seconds, clock, 0

    def query(self, trade: object) -> TradeReport:
        self.clock.wait(self.seconds)
        self.asked += 1
        return TradeReport(out_trade_no="", state=TradeState.UNKNOWN)

    close = query

    def refund(self, request: object) -> RefundReport:
        self.query(request)
        return RefundReport(state=RefundState.UNKNOWN)

    query_refund = refund


@pytest.fixture
def takes(monkeypatch) -> Callable[[float], Slow]:
    def take(seconds: float) -> Slow:
        house = Slow(seconds, SlowClock(monkeypatch))
        for module in (queries, refund_sending):
            monkeypatch.setattr(module, "gateway", lambda code: house)
        return house

    return take


@pytest.fixture
def queued(monkeypatch) -> list[tuple[dict[str, object], float]]:
    """What the sweeps put into the queue, and after how many seconds it counts no more."""
    found: list[tuple[dict[str, object], float]] = []
    for task in (ask_about_attempt, send_refund_parts, close_unpaid_order):
        monkeypatch.setattr(
            task, "apply_async", lambda *, kwargs, expires: found.append((kwargs, expires))
        )
    return found


def attempts(count: int) -> list[PaymentAttempt]:
    made = [make_attempt(make_plan(f"DD{number}")) for number in range(count)]
    PaymentAttempt.objects.update(next_query_at=timezone.now())
    return made


def parts(count: int) -> list[RefundPart]:
    for number in range(count):
        request_refund(
            reference=make_paid_plan(f"DD{number}").reference,
            amount=Decimal("1.00"),
            cause_key="case:1",
            actor=ACTOR,
        )
    RefundPart.objects.update(next_try_at=timezone.now())
    return list(RefundPart.objects.order_by("pk"))


def test_an_attempt_is_in_the_queue_once(queued):
    (attempt,) = attempts(1)

    query_due_attempts()
    query_due_attempts()

    assert queued == [({"attempt_id": attempt.pk}, 30)]
    assert due_attempts(at=timezone.now() + timedelta(seconds=31)) == [attempt.pk]


def test_a_part_of_a_refund_is_in_the_queue_once(queued):
    (part,) = parts(1)

    sweep_refund_parts()
    sweep_refund_parts()

    assert queued == [({"part_ids": [part.pk]}, 30)]
    assert due_refund_parts(at=timezone.now() + timedelta(seconds=31)) == [part.pk]


def test_an_order_to_close_counts_in_the_queue_until_the_next_round(queued, customer):
    order = place(customer)
    type(order).objects.update(pay_by=timezone.now())

    close_unpaid_orders()

    assert queued == [({"order_id": order.pk}, 20)]


def test_who_was_never_asked_about_comes_before_who_was(db):
    first, second = attempts(2)
    PaymentAttempt.objects.filter(pk=first.pk).update(
        query_count=1, next_query_at=timezone.now() - timedelta(minutes=1)
    )

    assert due_attempts(limit=1) == [second.pk]


def test_a_slow_gateway_is_left_alone_for_a_while(takes):
    first, second = attempts(2)
    house = takes(10)
    ask_about_attempt(attempt_id=first.pk)

    ask_about_attempt(attempt_id=second.pk)
    asked_at_once = house.asked
    house.clock.wait(31)
    ask_about_attempt(attempt_id=second.pk)

    assert (asked_at_once, house.asked) == (1, 2)


def test_what_is_settled_is_not_the_one_that_is_sent_ahead(takes):
    first, second, settled = attempts(3)
    PaymentAttempt.objects.filter(pk=settled.pk).update(next_query_at=None)
    house = takes(10)
    ask_about_attempt(attempt_id=first.pk)
    house.clock.wait(31)

    for attempt in (settled, second):
        ask_about_attempt(attempt_id=attempt.pk)

    assert house.asked == 2


def test_payers_who_ask_again_and_again_hold_nobody_up(takes):
    (attempt,) = attempts(1)
    house = takes(10)

    for _click in range(3):
        ask_about_attempt(attempt_id=attempt.pk)

    assert house.asked == 1


def test_another_gateway_goes_on(takes):
    first, second = attempts(2)
    PaymentAttempt.objects.filter(pk=second.pk).update(gateway="wechat")
    house = takes(10)
    query_attempt(attempt_id=first.pk, may_wait=True)

    query_attempt(attempt_id=second.pk, may_wait=True)

    assert house.asked == 2


def test_a_quick_gateway_does_not_rest(takes):
    house = takes(0.2)

    for attempt in attempts(2):
        query_attempt(attempt_id=attempt.pk, may_wait=True)

    assert house.asked == 2


def test_a_refund_waits_while_its_gateway_rests_and_counts_no_try(takes):
    first, second = parts(2)
    house = takes(10)
    send_refund_part(part_id=first.pk, may_wait=True)

    send_refund_part(part_id=second.pk, may_wait=True)

    second.refresh_from_db()
    assert (house.asked, second.state, second.tries) == (1, "reserved", 0)


def test_an_order_is_closed_once_its_gateway_answers_again(takes, customer):
    order = place(customer)
    make_attempt(PaymentPlan.objects.get())
    house = takes(10)
    closed = [
        close_when_due(order_id=order.pk, actor=ACTOR, at=order.pay_by) for _round in range(2)
    ]

    assert (closed, house.asked) == ([False, False], 1)
