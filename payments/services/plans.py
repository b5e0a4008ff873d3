"""Plans: the claim is opened with the order and closed when no money is expected any more."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.events import PlanPaid
from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.models.attempt import LAST_LOOK
from payments.services.history import history_row, move_attempt, write_history
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.inserting import insert_together


@transaction.atomic
def open_plan(
    *,
    reference: str,
    customer_id: int,
    subject: str,
    total: Decimal,
    deadline: datetime,
    actor: Actor,
    instalments: Sequence[Decimal] = (),
    at: datetime | None = None,
) -> PaymentPlan:
    """Open the claim for a reference, without any network. A total of zero is paid at once.

    `instalments` are paid one after the other (a deposit, then the balance); they sum to the total.
    """
    now = at or timezone.now()
    amounts = tuple(instalments) or ((total,) if total else ())
    if sum(amounts) != total:
        raise ValueError(f"{amounts} are not {total}")
    plan = PaymentPlan.objects.create(
        reference=reference,
        customer_id=customer_id,
        subject=subject[:120],
        total=total,
        deadline=deadline,
        paid_at=None if total else now,
        created_at=now,
    )
    payments = [
        Payment(plan=plan, position=position, amount=amount)
        for position, amount in enumerate(amounts, start=1)
    ]
    birth = history_row(plan=plan, axis="plan", to_state=plan.state, actor=actor, at=now)
    insert_together(birth, *payments)
    if not total:
        publish(PlanPaid(reference=reference, gateway="", serial="", captured_at=now), at=now)
    return plan


@transaction.atomic
def close_plan(*, reference: str, actor: Actor, at: datetime | None = None) -> PaymentPlan:
    """Expect no more money; what arrives later goes back by itself. Safe to repeat.

    Money that is there already stays: whoever closes a paid plan asks for its refund in the same
    transaction, by what the returned plan says (`captured - refunded`).
    """
    now = at or timezone.now()
    plan = PaymentPlan.objects.lock(reference)
    if plan.state == PaymentPlan.State.CLOSED:
        return plan
    plan.state = PaymentPlan.State.CLOSED
    plan.save(update_fields=["state"])
    write_history(plan=plan, axis="plan", from_state="open", to_state="closed", actor=actor, at=now)
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan=plan)
    for attempt in unsettled.order_by("pk"):
        # A trade that the payer never opened could not be closed at the gateway: ask once more.
        ask_at = attempt.expires_at + LAST_LOOK
        move_attempt(
            plan=plan,
            attempt=attempt,
            to=PaymentAttempt.State.CLOSED,
            actor=actor,
            at=now,
            also={"closed_at": now, "next_query_at": ask_at},
        )
    return plan
