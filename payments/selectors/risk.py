"""Reads of risk, for other apps and for the pages of the staff."""

import logging
from collections.abc import Iterable, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from customers.traits import Trait
from payments.models import RiskAssessment, RiskAtPayment, RiskRule
from payments.policies import RiskPolicies
from payments.risk.judging import RuleSpec, Thresholds, spec_of
from payments.risk.registry import KINDS
from payments.risk.stored import facts_of, view_of
from payments.risk.types import AssessmentView
from shop.common.policies import policies

logger = logging.getLogger(__name__)

_RULES = "payments:risk-rules"
_SECONDS = 5
_LATER = ArraySubquery(
    RiskAtPayment.objects.filter(assessment=OuterRef("pk"))
    .order_by("pk")
    .values(told=JSONObject(points="points", decision="decision", findings="findings"))
)


def assessments_of(references: Iterable[str]) -> dict[str, AssessmentView]:
    """Return the assessments of several references, in one query."""
    rows = RiskAssessment.objects.filter(reference__in=list(references)).annotate(later=_LATER)
    return {
        row.reference: view_of(row, [RiskAtPayment(**found) for found in row.later]) for row in rows
    }


def keys_then(reference: str) -> dict[Trait, str]:
    """Return the traits that were told when a reference was assessed, as keyed hashes."""
    row = RiskAssessment.objects.filter(reference=reference).first()
    return {trait: key for trait, key in facts_of(row).keys.items() if key} if row else {}


def rules_in_force() -> list[RuleSpec]:
    """Return the rules that count; they are remembered for seconds, or until one changes."""
    known: list[RiskRule] | None = cache.get(_RULES)
    if known is None:
        known = list(RiskRule.objects.in_force().order_by("pk"))
        cache.set(_RULES, known, _SECONDS)
    return list(specs_of(known))


def forget_rules() -> None:
    """Have the rules read anew: call it with a change of them and after its commit."""
    cache.delete(_RULES)


def specs_of(rows: Iterable[RiskRule]) -> Iterator[RuleSpec]:
    """Read rules; one of a kind that this version does not have is left out."""
    for row in rows:
        if row.kind not in KINDS:
            logger.error("a rule of risk is of an unknown kind", extra={"rule_id": row.pk})
            continue
        yield spec_of(
            rule_id=row.pk,
            kind=row.kind,
            points=row.points,
            marks_suspect=row.marks_suspect,
            params=row.params,
        )


def thresholds() -> Thresholds:
    """Return from how many points on what is decided."""
    decided = policies(RiskPolicies)
    return Thresholds(
        code_from=decided.code_from,
        hold_from=decided.hold_from,
        refuse_from=decided.refuse_from,
    )
