"""What came for a plan and what went back, as the payer may read it."""

from django.db.models import Prefetch

from payments.models import PaymentAttempt, Refund, RefundPart
from payments.selectors.plans import gateway_label
from payments.types import MoneyBack, MoneyIn, Movements, Share


def movements_of(reference: str) -> Movements:
    """Return the money of one plan, the oldest first, in two queries; one before any came."""
    captured = PaymentAttempt.objects.filter(
        payment__plan__reference=reference, state=PaymentAttempt.State.CAPTURED
    ).order_by("captured_at", "pk")
    parts_of = Prefetch("refund_parts", queryset=RefundPart.objects.select_related("refund"))
    attempts = list(captured.prefetch_related(parts_of))
    parts: dict[Refund, list[RefundPart]] = {}
    for attempt in attempts:
        for part in attempt.refund_parts.all():
            parts.setdefault(part.refund, []).append(part)
    came = [_came(attempt) for attempt in attempts]
    return Movements(
        came=[money for money in came if money.amount],
        went_back=[
            _went_back(refund, parts[refund], attempts)
            for refund in sorted(parts, key=lambda refund: refund.pk)
        ],
    )


def _came(attempt: PaymentAttempt) -> MoneyIn:
    """Return what counted of the money that came: what nobody owed is left out."""
    too_much = sum(part.amount for part in attempt.refund_parts.all() if part.refund.is_excess)
    return MoneyIn(
        way=gateway_label(attempt.gateway),
        serial=attempt.gateway_trade_no,
        amount=attempt.captured_amount - too_much,
    )


def _went_back(
    refund: Refund, parts: list[RefundPart], attempts: list[PaymentAttempt]
) -> MoneyBack:
    gateways = {attempt.pk: attempt.gateway for attempt in attempts}
    return MoneyBack(
        amount=refund.amount,
        state=refund.state,
        reason=refund.reason,
        is_too_much=refund.is_excess,
        shares=[
            Share(way=gateway_label(gateways[part.attempt_id]), amount=part.amount)
            for part in parts
        ],
        done_at=refund.done_at,
    )
