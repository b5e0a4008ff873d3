"""Assessing who is about to pay: in the transaction that places the order, before stock is held."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from payments.models import RiskAssessment
from payments.policies import RiskPolicies
from payments.risk.counting import seen_by
from payments.risk.errors import OrderNotAccepted
from payments.risk.judging import judge, measures_of
from payments.risk.services.codes import demand_code
from payments.risk.stored import row_of
from payments.risk.types import Decision, Judgement, RiskFacts
from payments.selectors.risk import rules_in_force, thresholds
from shop.common.actors import process
from shop.common.policies import policies

_ACTOR = process("payments.risk")
_BATCH = 1000


@transaction.atomic
def assess(*, facts: RiskFacts, is_past: bool = False) -> Judgement:
    """Judge an order by the rules in force and keep the decision with its reasons.

    Called after the payment plan was opened. Orders with the same trait wait here for each other,
    so that each is counted by the next. Raises OrderNotAccepted; then the caller's transaction is
    undone, and `keep_refusal` keeps why. What is told of the past (`is_past`) only becomes history:
    today's rules did not count then.
    """
    rules = [] if is_past else rules_in_force()
    measures = measures_of(rules)
    seen = seen_by(facts, measures)
    judgement = judge(facts=facts, rules=rules, seen=seen, thresholds=thresholds())
    if judgement.decision == Decision.REFUSE:
        raise OrderNotAccepted(facts=facts, judgement=judgement)
    row_of(facts, judgement).save(force_insert=True)
    if judgement.decision == Decision.CODE:
        demand_code(reference=facts.reference, actor=_ACTOR, at=facts.at)
    return judgement


@transaction.atomic
def keep_refusal(*, refusal: OrderNotAccepted) -> RiskAssessment:
    """Keep why an order was refused, after everything else of it was undone."""
    row = row_of(refusal.facts, refusal.judgement)
    row.save(force_insert=True)
    return row


def prune_assessments() -> int:
    """Forget a batch of assessments older than the policy says; return how many went."""
    before = timezone.now() - timedelta(days=policies(RiskPolicies).keep_days)
    old = RiskAssessment.objects.filter(at__lt=before).order_by("at", "pk")
    batch = list(old.values_list("pk", flat=True)[:_BATCH])
    gone, _kinds = RiskAssessment.objects.filter(pk__in=batch).delete()
    return gone
