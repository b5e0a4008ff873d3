"""Payments that a gateway took and we never registered (补单): booked as if the news came now."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.errors import BookedMeanwhile, PlanNotPayable, PlanUnknown
from payments.models import PaymentAttempt, PaymentPlan, Refund
from payments.selectors.departures import due_payment
from payments.services.captures import settle_capture
from payments.services.history import write_history
from payments.services.locks import lock_attempt
from payments.services.other_amounts import book_other_amount
from payments.types import TradeReport, TradeState
from shop.common.actors import Actor

_LONGEST_NUMBER = 32


@transaction.atomic
def book_known_payment(
    *,
    attempt_id: int,
    amount: Decimal,
    gateway_trade_no: str,
    paid_at: datetime | None,
    is_wanted: bool = True,
    actor: Actor,
) -> None:
    """Book what a statement says of one of our attempts, over another amount as well.

    What its order does not need any more goes back by itself, and so does what `is_wanted` by
    nobody: it pays no order. Raises BookedMeanwhile when such a payment pays one already.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    report = TradeReport(
        out_trade_no=attempt.out_trade_no,
        state=TradeState.PAID,
        amount=amount,
        trade_no=gateway_trade_no,
        paid_at=paid_at,
    )
    if not is_wanted:
        _refuse_if_it_pays(attempt_id)
    if amount == attempt.amount:
        unwanted = None if is_wanted else Refund.Reason.NOT_NEEDED
        settle_capture(attempt_id=attempt_id, report=report, unwanted=unwanted, actor=actor)
    else:
        book_other_amount(attempt_id=attempt_id, report=report, is_wanted=is_wanted, actor=actor)


def _refuse_if_it_pays(attempt_id: int) -> None:
    """Refuse to give back at the desk what came in by itself and may be on its way as goods."""
    _plan, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.captured_amount > attempt.refunded_amount:
        raise BookedMeanwhile


@transaction.atomic
def attempt_for_payment(
    *,
    reference: str,
    gateway: str,
    out_trade_no: str,
    amount: Decimal,
    is_wanted: bool = True,
    actor: Actor,
) -> PaymentAttempt:
    """Write the attempt that we lost, under the order that somebody found for it.

    Raises PlanUnknown, and PlanNotPayable when the order asks for another amount; what goes back
    may be of any amount.
    """
    plan = PaymentPlan.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if plan is None:
        raise PlanUnknown
    payment = due_payment(plan) or plan.payments.order_by("-position").first()
    if payment is None or len(out_trade_no) > _LONGEST_NUMBER:
        raise PlanNotPayable
    if is_wanted and plan.awaits(payment) and payment.amount != amount:
        raise PlanNotPayable
    now = timezone.now()
    attempt = PaymentAttempt.objects.create(
        payment=payment,
        gateway=gateway,
        out_trade_no=out_trade_no,
        amount=amount,
        state=PaymentAttempt.State.PENDING,
        expires_at=now,
        created_at=now,
    )
    write_history(
        plan=plan, axis="attempt", subject=out_trade_no, to_state=attempt.state, actor=actor, at=now
    )
    return attempt
