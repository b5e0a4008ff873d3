"""Assessing who is about to pay: in the transaction that places the order, before stock is held."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from customers.selectors.blacklist import blacklisted
from customers.traits import Trait
from payments.models import RiskAssessment
from payments.policies import RiskPolicies
from payments.risk.counting import seen_by
from payments.risk.errors import OrderNotAccepted
from payments.risk.judging import judge, measures_of
from payments.risk.services.codes import demand_code
from payments.risk.stored import row_of
from payments.risk.types import Decision, Judgement, Measure, RiskFacts
from payments.selectors.risk import rules_in_force, thresholds
from shop.common.actors import process
from shop.common.policies import policies

_ACTOR = process("payments.risk")
_BATCH = 1000

# Sorted inside the statement: two orders with the same traits take them in the same order.
_LOCK = """
    SELECT pg_advisory_xact_lock(sorted.lock) FROM (
        SELECT DISTINCT hashtextextended('risk:' || told.key, 0) AS lock
        FROM unnest(%s::text[]) AS told (key) ORDER BY lock
    ) sorted
"""


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
    known = replace(
        facts,
        blacklisted=tuple(hit.trait for hit in blacklisted(facts.keys.items(), at=facts.at)),
    )
    _lock(known, measures)
    judgement = judge(
        facts=known, rules=rules, seen=seen_by(known, measures), thresholds=thresholds()
    )
    if judgement.decision == Decision.REFUSE:
        raise OrderNotAccepted(facts=known, judgement=judgement)
    row_of(known, judgement).save(force_insert=True)
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


def _lock(facts: RiskFacts, measures: Iterable[Measure]) -> None:
    traits = {measure.trait for measure in measures}
    told = [
        str(facts.customer_id) if trait == Trait.ACCOUNT else facts.key(trait) for trait in traits
    ]
    named = [f"{trait}:{key}" for trait, key in zip(traits, told, strict=True) if key]
    if named:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [named])
