"""What a set of rules comes to for some facts. Pure: the same for an order now and a trial."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payments.risk import rules as kinds_of_rules
from payments.risk.registry import KINDS, Params
from payments.risk.types import Decision, Finding, Judgement, Measure, RiskFacts, Seen

for _module in pkgutil.iter_modules(kinds_of_rules.__path__):
    importlib.import_module(f"{kinds_of_rules.__name__}.{_module.name}")


@dataclass(frozen=True, kw_only=True)
class RuleSpec:
    """A rule with what staff decided about it."""

    id: int
    kind: str
    points: int
    marks_suspect: bool
    params: Params


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    code_from: int
    hold_from: int
    refuse_from: int


def spec_of(
    *, rule_id: int, kind: str, points: int, marks_suspect: bool, params: Mapping[str, Any]
) -> RuleSpec:
    """Read a stored rule; its kind must be known."""
    return RuleSpec(
        id=rule_id,
        kind=kind,
        points=points,
        marks_suspect=marks_suspect,
        params=KINDS[kind].params.read(params),
    )


def measures_of(rules: Iterable[RuleSpec]) -> list[Measure]:
    """Return what must be counted for all of these rules, each count once."""
    wanted = (measure for rule in rules for measure in KINDS[rule.kind].measures(rule.params))
    return list(dict.fromkeys(wanted))


def judge(
    *,
    facts: RiskFacts,
    rules: Sequence[RuleSpec],
    seen: Seen,
    thresholds: Thresholds,
    before: Iterable[Mapping[str, Any]] = (),
) -> Judgement:
    """Ask every rule, add up the points and decide.

    `before` are stored findings of the same order: they count too, unless their rule speaks again.
    """
    findings = tuple(_findings(facts, rules, seen))
    points = sum(finding.points for finding in findings)
    again = {finding.rule_id for finding in findings}
    points += sum(kept["points"] for kept in before if kept["rule"] not in again)
    return Judgement(
        points=points,
        decision=_decision(facts, points, thresholds),
        is_suspect=any(finding.marks_suspect for finding in findings),
        findings=findings,
    )


def _findings(facts: RiskFacts, rules: Sequence[RuleSpec], seen: Seen) -> Iterator[Finding]:
    for rule in rules:
        figures = KINDS[rule.kind].judge(facts, rule.params, seen)
        if figures is not None:
            yield Finding(
                rule_id=rule.id,
                kind=rule.kind,
                points=rule.points,
                marks_suspect=rule.marks_suspect,
                figures=figures,
            )


def _decision(facts: RiskFacts, points: int, thresholds: Thresholds) -> Decision:
    if points >= thresholds.refuse_from:
        return Decision.REFUSE
    if points >= thresholds.hold_from:
        return Decision.HOLD
    if points < thresholds.code_from:
        return Decision.PASS
    # Who cannot be sent a code is looked at by a person instead.
    return Decision.CODE if facts.can_get_code else Decision.HOLD
