"""Why money came that nobody owed: what had paid before, or when nothing was expected any more."""

from dataclasses import dataclass
from datetime import datetime

from payments.models import PaymentAttempt, PaymentHistory, PaymentPlan, Refund, RefundPart


@dataclass(frozen=True, kw_only=True)
class Excess:
    """`came` is the money that goes back, `paid_by` what had paid, `closed_at` the plan's end."""

    came: list[PaymentAttempt]
    paid_by: list[PaymentAttempt]
    closed_at: datetime | None


def excess_of(refund: Refund) -> Excess:
    """Return what is known of money that goes back because nobody owed it, in three queries."""
    returned = set(RefundPart.objects.filter(refund=refund).values_list("attempt_id", flat=True))
    captured = PaymentAttempt.objects.filter(
        payment__plan=refund.plan_id, state=PaymentAttempt.State.CAPTURED
    ).order_by("captured_at", "pk")
    closing = PaymentHistory.objects.filter(
        plan=refund.plan_id, axis="plan", to_state=PaymentPlan.State.CLOSED
    )
    attempts = list(captured)
    return Excess(
        came=[attempt for attempt in attempts if attempt.pk in returned],
        paid_by=[attempt for attempt in attempts if attempt.pk not in returned],
        closed_at=closing.order_by("pk").values_list("at", flat=True).first(),
    )
