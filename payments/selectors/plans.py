"""Reads of plans, for other apps and for the pay page."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from payments.gateways.registry import LABELS
from payments.models import PaymentAttempt, PaymentPlan, RefundProposal
from payments.types import News, PlanView, ProposalView, RefundView
from shop.common.money import ZERO


def plans_of(references: Iterable[str]) -> dict[str, PlanView]:
    """Return the plans of several references with their refunds, in two queries."""
    plans = PaymentPlan.objects.filter(reference__in=list(references)).prefetch_related("refunds")
    return {plan.reference: _view(plan) for plan in plans}


def kept_of(references: Iterable[str]) -> dict[str, Decimal]:
    """Return what came for several references and does not go back, in one query; none for none."""
    wanted = list(references)
    if not wanted:
        return {}
    plans = PaymentPlan.objects.filter(reference__in=wanted)
    rows = plans.values_list("reference", "captured", "refunded")
    return {reference: captured - refunded for reference, captured, refunded in rows}


def left_to_refund(reference: str) -> Decimal:
    """Return what came for a reference, does not go back, and waits for nobody's approval."""
    waiting = RefundProposal.objects.filter(
        plan__reference=reference, state=RefundProposal.State.WAITING
    ).aggregate(sum=Sum("amount"))["sum"]
    return kept_of([reference]).get(reference, ZERO) - (waiting or ZERO)


def proposals_of(reference: str) -> list[ProposalView]:
    """Return the refunds that were asked for and wait, or were declined, the oldest first."""
    rows = RefundProposal.objects.filter(plan__reference=reference).select_related("proposed_by")
    return [
        ProposalView(
            amount=row.amount,
            note=row.note,
            who=str(row.proposed_by),
            at=row.proposed_at,
            is_declined=row.state == RefundProposal.State.DECLINED,
        )
        for row in rows.exclude(state=RefundProposal.State.APPROVED).order_by("pk")
    ]


def latest_attempt(plan: PaymentPlan) -> PaymentAttempt | None:
    """Return the newest attempt of a plan."""
    return PaymentAttempt.objects.filter(payment__plan=plan).order_by("-pk").first()


def news_of(plan: PaymentPlan) -> News:
    """Return what the gateways say of a plan that is not paid; of another, nothing is awaited."""
    if plan.state != PaymentPlan.State.OPEN or plan.is_paid:
        return News()
    attempts = list(PaymentAttempt.objects.unsettled().filter(payment__plan=plan))
    is_asked_for = any(attempt.is_being_asked for attempt in attempts)
    return News(
        is_awaited=any(not attempt.failure_stands for attempt in attempts),
        is_asked_for=is_asked_for,
        is_none=not is_asked_for and any(attempt.asked_at for attempt in attempts),
    )


def gateway_label(code: str) -> str:
    """Return a gateway's name for people."""
    return str(LABELS.get(code, code))


def _view(plan: PaymentPlan) -> PlanView:
    refunds = [
        RefundView(
            number=refund.number,
            amount=refund.amount,
            state=refund.state,
            reason=str(refund.get_reason_display()),
            created_at=refund.created_at,
            done_at=refund.done_at,
        )
        for refund in sorted(plan.refunds.all(), key=lambda refund: refund.pk)
    ]
    return PlanView(
        reference=plan.reference,
        total=plan.total,
        captured=plan.captured,
        refunded=plan.refunded,
        is_paid=plan.is_paid,
        is_closed=plan.state == PaymentPlan.State.CLOSED,
        deadline=plan.deadline,
        refunds=refunds,
    )
