"""Facts and findings as the assessment keeps them, and back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from customers.traits import Trait
from payments.models import RiskAssessment, RiskAtPayment
from payments.risk.registry import in_words, label_of
from payments.risk.types import (
    AssessmentView,
    Decision,
    Finding,
    Judgement,
    ReasonView,
    RiskFacts,
)


def row_of(facts: RiskFacts, judgement: Judgement) -> RiskAssessment:
    """Make the row of an assessment, not yet saved."""
    return RiskAssessment(
        reference=facts.reference,
        customer_id=facts.customer_id,
        at=facts.at,
        amount=facts.amount,
        phone_key=facts.key(Trait.PHONE),
        address_key=facts.key(Trait.ADDRESS),
        device_key=facts.key(Trait.DEVICE),
        ip_key=facts.key(Trait.IP),
        browser_key=facts.key(Trait.BROWSER),
        uses_newcomer_offer=facts.uses_newcomer_offer,
        facts=_told(facts),
        points=judgement.points,
        decision=judgement.decision,
        is_suspect=judgement.is_suspect,
        findings=[kept_finding(finding) for finding in judgement.findings],
    )


def facts_of(row: RiskAssessment) -> RiskFacts:
    """Read the facts of a past assessment."""
    told = row.facts
    first = told.get("first_order_at")
    plain = RiskFacts(
        reference=row.reference, customer_id=row.customer_id, at=row.at, amount=row.amount
    )
    return replace(
        plain,
        keys={
            Trait.PHONE: row.phone_key,
            Trait.ADDRESS: row.address_key,
            Trait.DEVICE: row.device_key,
            Trait.IP: row.ip_key,
            Trait.BROWSER: row.browser_key,
        },
        delivery_region=told.get("delivery_region", ""),
        ip_region=told.get("ip_region", ""),
        phone_region=told.get("phone_region", ""),
        known_regions=tuple(told.get("known_regions", ())),
        earlier_orders=told.get("earlier_orders", 0),
        returned_orders=told.get("returned_orders", 0),
        usual_amount=Decimal(told.get("usual_amount", "0")),
        first_order_at=datetime.fromisoformat(first) if first else None,
        uses_newcomer_offer=row.uses_newcomer_offer,
        can_get_code=told.get("can_get_code", False),
        blacklisted=tuple(Trait(trait) for trait in told.get("blacklisted", ())),
    )


def view_of(row: RiskAssessment, at_payment: Iterable[RiskAtPayment]) -> AssessmentView:
    """Say an assessment with what was found at payment: the hardest decision, every reason once."""
    rows: list[RiskAssessment | RiskAtPayment] = [row, *at_payment]
    return AssessmentView(
        id=row.pk,
        decision=max((Decision(each.decision) for each in rows), key=list(Decision).index),
        points=max(each.points for each in rows),
        is_suspect=row.is_suspect,
        at=row.at,
        reasons=reasons_of(*rows),
    )


def reasons_of(*rows: RiskAssessment | RiskAtPayment) -> tuple[ReasonView, ...]:
    """Return the reasons of an assessment in words, the heaviest first, the latest of each rule."""
    latest = {finding["rule"]: finding for row in rows for finding in row.findings}
    heaviest_first = sorted(latest.values(), key=lambda finding: -finding["points"])
    return tuple(
        ReasonView(
            label=label_of(finding["kind"]),
            points=finding["points"],
            text=in_words(finding["kind"], finding["figures"]),
        )
        for finding in heaviest_first
    )


def _told(facts: RiskFacts) -> dict[str, Any]:
    return {
        "delivery_region": facts.delivery_region,
        "ip_region": facts.ip_region,
        "phone_region": facts.phone_region,
        "known_regions": list(facts.known_regions),
        "earlier_orders": facts.earlier_orders,
        "returned_orders": facts.returned_orders,
        "usual_amount": str(facts.usual_amount),
        "first_order_at": facts.first_order_at.isoformat() if facts.first_order_at else None,
        "can_get_code": facts.can_get_code,
        "blacklisted": [trait.value for trait in facts.blacklisted],
    }


def kept_finding(finding: Finding) -> dict[str, Any]:
    """Say a finding as rows keep it."""
    return {
        "rule": finding.rule_id,
        "kind": finding.kind,
        "points": finding.points,
        "marks_suspect": finding.marks_suspect,
        "figures": dict(finding.figures),
    }
