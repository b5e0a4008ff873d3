"""Money arrives: applied once under the plan's lock, whoever brings the news."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from payments.errors import CaptureNotOurs, TradeNumberTaken
from payments.events import ExcessCaptured, PaymentCaptured, PlanPaid
from payments.models import Payment, PaymentAttempt, PaymentPlan, Refund
from payments.services.history import move_attempt
from payments.services.ledger import book_capture
from payments.services.locks import lock_attempt
from payments.services.refunds import request_refund
from payments.types import TradeReport
from shop.common.actors import Actor
from shop.common.events import publish

_NUMBER_ONCE = "attempt_gateway_number_once"


@transaction.atomic
def settle_capture(
    *,
    attempt_id: int,
    report: TradeReport,
    actor: Actor,
    unwanted: Refund.Reason | None = None,
    at: datetime | None = None,
) -> bool:
    """Book a paid trade and say whether it was news. Notification and query both end here.

    What the plan does not need (paid twice, order cancelled), or what somebody gives back
    (`unwanted` says why), is captured all the same and goes back by an automatic refund. Raises
    CaptureNotOurs when amount or currency are not what we asked for, or the gateway's number is
    another attempt's.
    """
    plan, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.state == PaymentAttempt.State.CAPTURED:
        return False
    if report.amount != attempt.amount or report.currency != plan.currency:
        raise CaptureNotOurs
    captured_at = report.paid_at or at or timezone.now()
    _book(plan, attempt, report, actor=actor, captured_at=captured_at)
    if unwanted is None and plan.awaits(attempt.payment):
        _count_for_plan(plan, attempt, captured_at)
    else:
        _send_back(plan, attempt, unwanted=unwanted, actor=actor, at=captured_at)
    return True


def _book(
    plan: PaymentPlan,
    attempt: PaymentAttempt,
    report: TradeReport,
    *,
    actor: Actor,
    captured_at: datetime,
) -> None:
    with _number_once():
        move_attempt(
            plan=plan,
            attempt=attempt,
            to=PaymentAttempt.State.CAPTURED,
            actor=actor,
            at=captured_at,
            also={
                "captured_amount": attempt.amount,
                "captured_at": captured_at,
                "gateway_trade_no": report.trade_no,
                "payer": report.payer,
                "next_query_at": None,
            },
        )
    plan.captured += attempt.amount
    plan.save(update_fields=["captured"])
    book_capture(attempt=attempt, actor=actor, at=captured_at)


@contextmanager
def _number_once() -> Iterator[None]:
    """Say in our words that the gateway's number of the trade is another attempt's."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        if _NUMBER_ONCE not in str(taken):
            raise
        raise TradeNumberTaken from taken


def _count_for_plan(plan: PaymentPlan, attempt: PaymentAttempt, captured_at: datetime) -> None:
    payment = attempt.payment
    payment.state = Payment.State.CAPTURED
    payment.captured_at = captured_at
    payment.save(update_fields=["state", "captured_at"])
    is_paid = not plan.payments.filter(state=Payment.State.DUE).exists()
    publish(
        PaymentCaptured(
            reference=plan.reference,
            payment_id=payment.pk,
            attempt_id=attempt.pk,
            amount=attempt.amount,
            gateway=attempt.gateway,
            serial=attempt.gateway_trade_no,
            captured_at=captured_at,
            plan_is_paid=is_paid,
        ),
        at=captured_at,
    )
    if not is_paid:
        return
    plan.paid_at = captured_at
    plan.save(update_fields=["paid_at"])
    publish(
        PlanPaid(
            reference=plan.reference,
            gateway=attempt.gateway,
            serial=attempt.gateway_trade_no,
            captured_at=captured_at,
        ),
        at=captured_at,
    )


def _send_back(
    plan: PaymentPlan,
    attempt: PaymentAttempt,
    *,
    unwanted: Refund.Reason | None,
    actor: Actor,
    at: datetime,
) -> None:
    amount: Decimal = attempt.amount
    was_closed = plan.state == PaymentPlan.State.CLOSED
    reason = unwanted or Refund.Reason.PAID_TWICE
    request_refund(
        reference=plan.reference,
        amount=amount,
        cause_key=f"{Refund.EXCESS}{attempt.pk}",
        reason=Refund.Reason.LATE if was_closed else reason,
        attempt_id=attempt.pk,
        actor=actor,
        at=at,
    )
    if unwanted and not was_closed:  # somebody looked at it already
        return
    publish(
        ExcessCaptured(
            reference=plan.reference,
            attempt_id=attempt.pk,
            amount=amount,
            was_closed=was_closed,
        ),
        at=at,
    )
