"""Captured is final, and every step has its history row."""

from decimal import Decimal

import pytest

from payments.models import PaymentAttempt, PaymentHistory, RefundPart
from payments.services import refund_sending
from payments.services.history import move_attempt
from payments.services.locks import lock_part
from payments.services.plans import close_plan
from payments.services.refund_sending import send_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.errors import TransitionRefused
from tests.factories.payments import ACTOR, make_attempt, make_paid_plan, make_plan

pytestmark = pytest.mark.django_db

State = PaymentAttempt.State


@pytest.mark.parametrize("to", [State.PENDING, State.FAILED, State.CLOSED])
def test_a_captured_attempt_moves_nowhere(to):
    plan = make_paid_plan()
    attempt = PaymentAttempt.objects.get()
    noted = PaymentHistory.objects.count()

    with pytest.raises(TransitionRefused):
        move_attempt(plan=plan, attempt=attempt, to=to, actor=ACTOR)

    attempt.refresh_from_db()
    assert attempt.state == State.CAPTURED
    assert PaymentHistory.objects.count() == noted


def steps_of(number: str) -> list[tuple[str, str, str]]:
    rows = PaymentHistory.objects.filter(subject=number).order_by("pk")
    return list(rows.values_list("from_state", "to_state", "actor_process"))


def test_closing_a_plan_notes_each_attempt_that_it_closes():
    plan = make_plan()
    attempts = [make_attempt(plan, product) for product in ("page", "wap")]

    close_plan(reference=plan.reference, actor=ACTOR)
    close_plan(reference=plan.reference, actor=ACTOR)

    for attempt in attempts:
        attempt.refresh_from_db()
        assert (attempt.state, attempt.closed_at is None) == (State.CLOSED, False)
        assert steps_of(attempt.out_trade_no)[1:] == [("pending", "closed", ACTOR.process)]


class Accepts:
    """A gateway that takes every refund and says nothing of its end."""

    def refund(self, _request: object) -> RefundReport:
        return RefundReport(state=RefundState.PENDING)

    query_refund = refund


def test_a_refund_that_sets_out_is_noted_once_however_often_it_is_asked_about(monkeypatch):
    plan = make_paid_plan()
    request_refund(
        reference=plan.reference, amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    )
    part = RefundPart.objects.get()
    monkeypatch.setattr(refund_sending, "gateway", lambda **_code: Accepts())

    send_refund_part(part_id=part.pk)
    send_refund_part(part_id=part.pk)

    part.refresh_from_db()
    assert (part.state, part.tries) == ("pending", 2)
    assert steps_of(part.out_request_no) == [("reserved", "pending", "payments.refunds")]


def test_of_two_who_come_for_one_try_of_a_refund_the_second_gets_nothing(monkeypatch):
    plan = make_paid_plan()
    request_refund(
        reference=plan.reference, amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    )
    part = RefundPart.objects.get()
    asked: list[str] = []

    def gateway(*, code: str) -> Accepts:
        asked.append(code)
        return Accepts()

    monkeypatch.setattr(refund_sending, "gateway", gateway)

    def somebody_was_quicker(*, part_id: int) -> object:
        monkeypatch.setattr(refund_sending, "lock_part", lock_part)
        send_refund_part(part_id=part_id)
        return lock_part(part_id=part_id)

    monkeypatch.setattr(refund_sending, "lock_part", somebody_was_quicker)

    send_refund_part(part_id=part.pk)

    part.refresh_from_db()
    assert (part.tries, asked) == (1, ["alipay"])
