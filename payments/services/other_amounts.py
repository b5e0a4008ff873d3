"""A gateway took another amount than we asked for: noted for a person, who says what to book."""

from decimal import Decimal

from django.db import transaction

from payments.models import Payment, PaymentAttempt, PaymentPlan, Refund
from payments.services.captures import settle_capture
from payments.services.instalments import divide_payment
from payments.services.locks import lock_attempt
from payments.services.refunds import request_refund
from payments.types import TradeReport
from shop.common.actors import Actor
from shop.common.money import ZERO


@transaction.atomic
def book_other_amount(
    *, attempt_id: int, report: TradeReport, is_wanted: bool, actor: Actor
) -> None:
    """Book a trade over another amount than we asked for. Safe to repeat.

    Less is a part of the payment and its rest stays due; what is too much goes back by itself, and
    so does the whole of what is not wanted.
    """
    plan, attempt = lock_attempt(attempt_id=attempt_id)
    came = report.amount or ZERO
    if attempt.state == PaymentAttempt.State.CAPTURED:
        return
    too_much = ZERO
    if is_wanted and _is_due(plan, attempt.payment):
        too_much = max(ZERO, came - attempt.payment.amount)
        attempt.payment = _part(plan, attempt.payment, came, actor)
    attempt.amount = came
    attempt.save(update_fields=["payment", "amount"])
    settle_capture(attempt_id=attempt_id, report=report, is_wanted=is_wanted, actor=actor)
    if too_much:
        request_refund(
            reference=plan.reference,
            amount=too_much,
            cause_key=f"excess:{attempt_id}",
            reason=Refund.Reason.OTHER_AMOUNT,
            attempt_id=attempt_id,
            actor=actor,
        )


def _is_due(plan: PaymentPlan, payment: Payment) -> bool:
    return plan.state == PaymentPlan.State.OPEN and payment.state == Payment.State.DUE


def _part(plan: PaymentPlan, payment: Payment, came: Decimal, actor: Actor) -> Payment:
    if came >= payment.amount:
        return payment
    rest = payment.amount - came
    return divide_payment(plan=plan, payment=payment, amounts=[came, rest], actor=actor)[0]
