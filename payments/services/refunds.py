"""Deciding to give money back: reserved under the plan's lock, sent after commit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone

from payments.errors import RefundExceedsCapture, RefundNotTheSame
from payments.models import PaymentAttempt, PaymentPlan, Refund, RefundPart
from payments.services.history import write_history
from payments.services.ledger import book_refund_sent
from shop.common.actors import Actor
from shop.common.handover import hand_over
from shop.common.money import ZERO

SEND_TASK = "payments.tasks.send_refund_parts"
FIRST_PAUSE = timedelta(seconds=15)


@transaction.atomic
def request_refund(
    *,
    reference: str,
    amount: Decimal,
    cause_key: str,
    actor: Actor,
    reason: Refund.Reason | None = None,
    attempt_id: int | None = None,
    at: datetime | None = None,
) -> Refund:
    """Decide to give money back and reserve it, newest payment first; it is sent after commit.

    The same `cause_key` gives the same refund. Raises RefundExceedsCapture, or RefundNotTheSame
    when the cause was refunded with another amount. `attempt_id` takes it from that attempt alone.
    """
    now = at or timezone.now()
    plan = PaymentPlan.objects.lock(reference)
    known = plan.refunds.filter(cause_key=cause_key).first()
    if known is not None:
        if known.amount != amount:
            raise RefundNotTheSame
        return known
    takings = _takings(plan, amount, attempt_id)
    plan.refunded += amount
    plan.save(update_fields=["refunded"])
    refund = Refund.objects.create(
        plan=plan,
        amount=amount,
        cause_key=cause_key,
        reason=reason or "",
        case=Refund.Case.OPEN if reason in Refund.NOT_OWED else Refund.Case.NONE,
        created_at=now,
    )
    parts = [_reserve(refund, attempt, taken, now) for attempt, taken in takings]
    for part in parts:
        book_refund_sent(part=part, actor=actor, at=now)
    write_history(
        plan=plan,
        axis="refund",
        subject=refund.number,
        to_state=refund.state,
        actor=actor,
        reason=reason or "",
        at=now,
    )
    send_soon(parts=parts)
    return refund


def send_soon(*, parts: Iterable[RefundPart]) -> None:
    """Have parts sent by a worker after commit; one that is lost there is found by the sweep."""
    transaction.on_commit(partial(hand_over, SEND_TASK, part_ids=[part.pk for part in parts]))


def _takings(
    plan: PaymentPlan, amount: Decimal, attempt_id: int | None
) -> list[tuple[PaymentAttempt, Decimal]]:
    attempts = PaymentAttempt.objects.filter(
        payment__plan=plan, state=PaymentAttempt.State.CAPTURED
    )
    if attempt_id is not None:
        attempts = attempts.filter(pk=attempt_id)
    missing = amount
    takings = []
    for attempt in attempts.order_by("-captured_at", "-pk").select_for_update(of=("self",)):
        taken = min(missing, attempt.captured_amount - attempt.refunded_amount)
        if taken > ZERO:
            takings.append((attempt, taken))
            missing -= taken
    if amount <= ZERO or missing > ZERO:
        raise RefundExceedsCapture
    return takings


def _reserve(refund: Refund, attempt: PaymentAttempt, amount: Decimal, now: datetime) -> RefundPart:
    attempt.refunded_amount += amount
    attempt.save(update_fields=["refunded_amount"])
    return RefundPart.objects.create(
        refund=refund, attempt=attempt, amount=amount, next_try_at=now + FIRST_PAUSE
    )
