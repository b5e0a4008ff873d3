"""What the pay page shows: what is due, the ways to choose from, and what came of the last try."""

from collections.abc import Sequence
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone

from payments.failures import ADVICE, FailureGroup
from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.risk.services.codes import awaited_code
from payments.selectors.departures import due_together, kept_departure
from payments.selectors.plans import latest_attempt
from payments.services.gateways import may_go_on, ways_to_pay
from payments.services.instalments import parts_to_choose
from payments.types import Payer, PayWay
from payments.views.payer import payer_of
from shop.common.http import SignedInRequest


def own_plan(request: SignedInRequest, reference: str) -> PaymentPlan:
    return get_object_or_404(PaymentPlan.objects.owned_by(request.user.pk), reference=reference)


def pay_context(
    request: SignedInRequest, plan: PaymentPlan, *, failed: str = ""
) -> dict[str, object]:
    """Gather what the pay page shows; `failed` is the way that did not work just now."""
    now = timezone.now()
    attempt = latest_attempt(plan)
    payments = _payments(plan)
    due_now = due_together(payments)
    due = due_now[0] if due_now else None
    amount = due.amount if due else plan.total
    is_divided = len(payments) > 1
    payer = payer_of(request)
    ways = ways_to_pay(device=payer.device, amount=amount, payer_id=payer.payer_id)
    failure = _failure(due, attempt)
    return {
        "plan": plan,
        "payment": due,
        "amount": amount,
        "attempt": attempt,
        "now": now,
        "code": awaited_code(customer_id=request.user.pk, at=now) if plan.awaits_code else None,
        "is_payable": plan.is_payable(now),
        "ways": ways,
        "chosen": _chosen(ways, attempt, failed),
        "failure_advice": ADVICE[failure] if failure else "",
        "has_limits": not ways and _has_ways_for_other_amounts(payer),
        "parts": parts_to_choose(due=due_now, payer=payer) if due else [],
        "payments": payments if is_divided else [],
        "hit_limit": failure == FailureGroup.LIMIT,
        "go_on": _still_shown(plan, due, attempt, payer, now),
        "advice": list(ADVICE.values()),
    }


def _has_ways_for_other_amounts(payer: Payer) -> bool:
    return bool(ways_to_pay(device=payer.device, amount=None, payer_id=payer.payer_id))


def _payments(plan: PaymentPlan) -> list[Payment]:
    """Return the payments in their order, without those that parts have replaced."""
    kept = plan.payments.exclude(state=Payment.State.CANCELLED)
    return list(kept.order_by("position"))


def _failure(due: Payment | None, attempt: PaymentAttempt | None) -> FailureGroup | None:
    """Say why the last try failed, unless it was for a payment that parts have replaced since."""
    if attempt is None or not attempt.failure_stands:
        return None
    is_of_this = due is None or attempt.payment_id == due.pk
    return FailureGroup(attempt.failure_group) if is_of_this else None


def _still_shown(
    plan: PaymentPlan,
    due: Payment | None,
    attempt: PaymentAttempt | None,
    payer: Payer,
    now: datetime,
) -> str:
    """Say what a payer who comes back may go on with (a code, an account), or nothing."""
    if attempt is None or due is None or not plan.is_payable(now):
        return ""
    if not _goes_on(attempt) or attempt.payment_id != due.pk:
        return ""
    if not may_go_on(attempt=attempt, payer=payer):
        return ""
    departure = kept_departure(attempt, at=now)
    return departure.kind if departure else ""


def _chosen(ways: Sequence[PayWay], attempt: PaymentAttempt | None, failed: str) -> str:
    """Preselect what the payer took last, unless it failed: then the first other way."""
    unwanted = failed.partition(":")[0]
    if attempt and _goes_on(attempt) and attempt.gateway != unwanted:
        # On another device the same gateway is offered in another way.
        last = [way for way in ways if way.gateway == attempt.gateway]
        last.sort(key=lambda way: way.product != attempt.product)
        if last:
            return last[0].code
    if attempt and attempt.failure_stands:
        unwanted = unwanted or attempt.gateway
    others = [way for way in ways if way.gateway != unwanted]
    others = others or [way for way in ways if way.code != failed] or list(ways)
    return others[0].code if others else ""


def _goes_on(attempt: PaymentAttempt) -> bool:
    return attempt.state == PaymentAttempt.State.PENDING and not attempt.failure_stands
