"""Payments that a gateway took and we never registered (补单): booked as if the news came now."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.errors import PlanNotPayable, PlanUnknown
from payments.models import PaymentAttempt, PaymentPlan
from payments.selectors.departures import due_payment
from payments.services.captures import settle_capture
from payments.services.history import write_history
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

    What its order does not need any more goes back by itself; over another amount also what a
    person does not want.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    report = TradeReport(
        out_trade_no=attempt.out_trade_no,
        state=TradeState.PAID,
        amount=amount,
        trade_no=gateway_trade_no,
        paid_at=paid_at,
    )
    if amount == attempt.amount:
        settle_capture(attempt_id=attempt_id, report=report, actor=actor)
    else:
        book_other_amount(attempt_id=attempt_id, report=report, is_wanted=is_wanted, actor=actor)


@transaction.atomic
def attempt_for_payment(
    *, reference: str, gateway: str, out_trade_no: str, amount: Decimal, actor: Actor
) -> PaymentAttempt:
    """Write the attempt that we lost, under the order that somebody found for it.

    Raises PlanUnknown, and PlanNotPayable when the order asks for another amount.
    """
    plan = PaymentPlan.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if plan is None:
        raise PlanUnknown
    payment = due_payment(plan) or plan.payments.order_by("-position").first()
    if payment is None or len(out_trade_no) > _LONGEST_NUMBER:
        raise PlanNotPayable
    if plan.awaits(payment) and payment.amount != amount:
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
