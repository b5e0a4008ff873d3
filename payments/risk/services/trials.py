"""Trying rules on past orders: what they would have decided, beside what happened to the money."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from payments.models import PaymentAttempt, PaymentPlan, RiskAssessment, RiskRule, RiskTrial
from payments.risk.counting import seen_then
from payments.risk.judging import RuleSpec, Thresholds, judge, measures_of, spec_of
from payments.risk.registry import KINDS
from payments.risk.stored import facts_of
from payments.risk.trial_results import Outcome
from payments.risk.types import Judgement
from shop.common.actors import Actor
from shop.common.handover import hand_over

WORK_TASK = "payments.tasks.work_on_trial"
_BATCH = 500
_EXAMPLES = 20
_LEFT_BEHIND = timedelta(minutes=1)
_LAST_WAY = (
    PaymentAttempt.objects.filter(payment__plan=OuterRef("pk"))
    .order_by("-pk")
    .values("gateway")[:1]
)


@transaction.atomic
def begin_trial(
    *,
    days: int,
    thresholds: Thresholds,
    draft_ids: Iterable[int],
    left_out_ids: Iterable[int],
    actor: Actor,
    at: datetime | None = None,
) -> RiskTrial:
    """Note what is to be tried: the rules in force, with drafts in and some of them left out.

    A draft stands in for the rule that it replaces. The work is done by `try_batch`.
    """
    now = at or timezone.now()
    trial = RiskTrial(
        days=days,
        since=now - timedelta(days=days),
        rules=[_noted(rule) for rule in _chosen(set(draft_ids), set(left_out_ids))],
        thresholds={
            "code_from": thresholds.code_from,
            "hold_from": thresholds.hold_from,
            "refuse_from": thresholds.refuse_from,
        },
        created_at=now,
        created_by_id=actor.user_id,
        touched_at=now,
    )
    trial.total_count = _rows(trial).count()
    trial.save(force_insert=True)
    transaction.on_commit(partial(hand_over, WORK_TASK, trial_id=trial.pk))
    return trial


@transaction.atomic
def try_batch(*, trial_id: int) -> bool:
    """Try the rules on the next orders of a trial; say whether there are more.

    What is counted and how far it came are written together, so a dead worker costs one batch.
    """
    trials = RiskTrial.objects.select_for_update(of=("self",), skip_locked=True)
    trial = trials.filter(pk=trial_id, state=RiskTrial.State.RUNNING).first()
    if trial is None:
        return False
    rows = list(_rows(trial).filter(pk__gt=trial.last_id).order_by("pk")[:_BATCH])
    if rows:
        _count(trial, rows)
    now = timezone.now()
    trial.touched_at = now
    if len(rows) < _BATCH:
        trial.state, trial.done_at = RiskTrial.State.DONE, now
    trial.save(update_fields=["last_id", "done_count", "tally", "touched_at", "state", "done_at"])
    return trial.state == RiskTrial.State.RUNNING


def trials_left_behind(*, at: datetime | None = None) -> list[int]:
    """Return the trials that nobody works on any more."""
    before = (at or timezone.now()) - _LEFT_BEHIND
    left = RiskTrial.objects.filter(state=RiskTrial.State.RUNNING, touched_at__lt=before)
    return list(left.order_by("pk").values_list("pk", flat=True))


def _rows(trial: RiskTrial) -> QuerySet[RiskAssessment]:
    return RiskAssessment.objects.filter(at__gte=trial.since, at__lte=trial.created_at)


def _chosen(drafts: set[int], left_out: set[int]) -> Iterator[RiskRule]:
    chosen = list(RiskRule.objects.drafts().filter(pk__in=drafts).order_by("pk"))
    replaced = {draft.replaces_id for draft in chosen if draft.replaces_id is not None}
    yield from RiskRule.objects.in_force().exclude(pk__in=left_out | replaced).order_by("pk")
    yield from chosen


def _noted(rule: RiskRule) -> dict[str, Any]:
    return {
        "rule_id": rule.pk,
        "kind": rule.kind,
        "points": rule.points,
        "params": rule.params,
        "marks_suspect": rule.marks_suspect,
    }


def _count(trial: RiskTrial, rows: Sequence[RiskAssessment]) -> None:
    rules = [spec_of(**noted) for noted in trial.rules if noted["kind"] in KINDS]
    seen = seen_then([row.pk for row in rows], measures_of(rules))
    thresholds = Thresholds(**trial.thresholds)
    ends = _ends(rows)
    judged = [
        (row, judge(facts=facts, rules=rules, seen=seen[row.pk], thresholds=thresholds))
        for row, facts in (
            (row, replace(facts_of(row), way=ends[row.reference].way)) for row in rows
        )
    ]
    cells = Counter(
        f"{row.decision}:{found.decision}:{ends[row.reference].outcome}" for row, found in judged
    )
    _add(trial, "cells", cells)
    _add(trial, "spoke", _spoke(judged, rules))
    _add(trial, "suspects", Counter(now=sum(found.is_suspect for _row, found in judged),
                                    then=sum(row.is_suspect for row in rows)))  # fmt: skip
    examples = trial.tally.setdefault("examples", [])
    examples += _examples(judged)[: _EXAMPLES - len(examples)]
    trial.last_id, trial.done_count = rows[-1].pk, trial.done_count + len(rows)


@dataclass(frozen=True, kw_only=True)
class _End:
    """What became of the money of a past order, and the way that was chosen last."""

    outcome: Outcome = Outcome.UNPAID
    way: str = ""


def _ends(rows: Iterable[RiskAssessment]) -> Mapping[str, _End]:
    plans = PaymentPlan.objects.filter(reference__in=[row.reference for row in rows])
    told = plans.values_list("reference", "captured", "refunded", Subquery(_LAST_WAY))
    ends = {
        reference: _End(outcome=Outcome.of(captured=captured, refunded=refunded), way=way or "")
        for reference, captured, refunded, way in told
    }
    return defaultdict(_End, ends)


def _spoke(
    judged: Iterable[tuple[RiskAssessment, Judgement]], rules: Iterable[RuleSpec]
) -> Counter[str]:
    spoke = Counter({str(rule.id): 0 for rule in rules})
    spoke.update(str(finding.rule_id) for _row, found in judged for finding in found.findings)
    return spoke


def _examples(judged: Iterable[tuple[RiskAssessment, Judgement]]) -> list[list[str]]:
    return [
        [row.reference, row.decision, found.decision.value]
        for row, found in judged
        if row.decision != found.decision
    ]


def _add(trial: RiskTrial, name: str, counts: Mapping[str, int]) -> None:
    kept = trial.tally.setdefault(name, {})
    for key, count in counts.items():
        kept[key] = kept.get(key, 0) + count
