"""Assessing once more when the way of paying is known, before anybody leaves for a gateway."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments.models import PaymentHistory, RiskAssessment, RiskAtPayment
from payments.risk.counting import seen_at_payment
from payments.risk.judging import RuleSpec, judge, measures_of
from payments.risk.registry import KINDS
from payments.risk.services.codes import demand_code
from payments.risk.stored import facts_of, kept_finding
from payments.risk.types import Decision, Judgement
from payments.selectors.risk import rules_in_force, thresholds
from shop.common.actors import process

_ACTOR = process("payments.risk")


@transaction.atomic
def assess_way(*, reference: str, gateway_code: str, at: datetime | None = None) -> Decision:
    """Ask the rules about paying and keep what they say; a code is demanded here.

    The points of the order count too, those of a rule that speaks again once. Where no rule speaks,
    where nothing is known of the order, or where the code came already, it passes.
    """
    rules = [rule for rule in rules_in_force() if KINDS[rule.kind].at_payment]
    order = RiskAssessment.objects.filter(reference=reference).first() if rules else None
    if order is None:
        return Decision.PASS
    now = at or timezone.now()
    found = _judged(order, rules, gateway_code, now)
    if not found.findings:
        return Decision.PASS
    _keep(order, found, gateway_code, now)
    if found.decision != Decision.CODE:
        return found.decision
    if _has_come(reference):
        return Decision.PASS
    demand_code(reference=reference, actor=_ACTOR, at=now)
    return Decision.CODE


def _judged(
    order: RiskAssessment, rules: list[RuleSpec], gateway_code: str, now: datetime
) -> Judgement:
    facts = replace(facts_of(order), at=now, way=gateway_code)
    return judge(
        facts=facts,
        rules=rules,
        seen=seen_at_payment(facts, measures_of(rules)),
        thresholds=thresholds(),
        before=order.findings,
    )


def _keep(order: RiskAssessment, found: Judgement, gateway_code: str, now: datetime) -> None:
    row = RiskAtPayment(
        assessment=order,
        gateway=gateway_code,
        at=now,
        points=found.points,
        decision=found.decision,
        findings=[kept_finding(finding) for finding in found.findings],
    )
    RiskAtPayment.objects.bulk_create([row], ignore_conflicts=True)


def _has_come(reference: str) -> bool:
    confirmed = PaymentHistory.objects.filter(axis="code", to_state="confirmed")
    return confirmed.filter(plan__reference=reference).exists()
