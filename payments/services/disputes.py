"""A gateway tells of another amount than we asked for: nothing is booked before a person looks."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from payments.events import OtherAmountReported
from payments.models import PaymentAttempt
from payments.services.history import write_history
from payments.services.locks import lock_attempt
from payments.types import TradeReport
from shop.common.actors import Actor
from shop.common.events import publish

_RARELY = timedelta(hours=6)


@transaction.atomic
def note_other_amount(*, attempt_id: int, report: TradeReport, actor: Actor) -> None:
    """Note what a gateway says it took, tell of it once, and ask rarely from now on."""
    plan, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.state == PaymentAttempt.State.CAPTURED:
        return
    now = timezone.now()
    is_news = attempt.disputed_at is None
    attempt.disputed_at = attempt.disputed_at or now
    attempt.next_query_at = now + _RARELY
    attempt.save(update_fields=["disputed_at", "next_query_at"])
    if not is_news:
        return
    told = f"{report.amount} {report.currency} ({report.trade_no})"
    write_history(
        plan=plan,
        axis="attempt",
        subject=attempt.out_trade_no,
        from_state=attempt.state,
        to_state="disputed",
        reason=told,
        actor=actor,
        at=now,
    )
    publish(
        OtherAmountReported(
            reference=plan.reference, attempt_id=attempt.pk, gateway=attempt.gateway, told=told
        )
    )
