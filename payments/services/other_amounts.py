"""Booking what a gateway took over another amount than we asked for, once a person says so."""

from django.db import transaction

from payments.models import PaymentAttempt, Refund
from payments.services.captures import settle_capture
from payments.services.instalments import payment_over
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
    if is_wanted and plan.awaits(attempt.payment):
        due = attempt.payment.amount
        too_much = max(ZERO, came - due)
        attempt.payment = payment_over(
            plan=plan, payment=attempt.payment, amount=min(came, due), actor=actor
        )
    attempt.amount = came
    attempt.save(update_fields=["payment", "amount"])
    settle_capture(
        attempt_id=attempt_id,
        report=report,
        unwanted=None if is_wanted else Refund.Reason.OTHER_AMOUNT,
        actor=actor,
    )
    if too_much:
        request_refund(
            reference=plan.reference,
            amount=too_much,
            cause_key=f"{Refund.EXCESS}{attempt_id}",
            reason=Refund.Reason.OTHER_AMOUNT,
            attempt_id=attempt_id,
            actor=actor,
        )
