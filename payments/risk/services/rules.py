"""Staff decide which rules of risk count. Drafts change, rules in force are replaced."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from payments.errors import SecondPersonNeeded
from payments.models import RiskRule
from payments.policies import RiskPolicies
from payments.risk.errors import RuleHasDraft, RuleKindUnknown, RuleNotActive, RuleNotDraft
from payments.risk.registry import KINDS
from payments.risk.services.retiring import retire_now, tell_of_change
from shop.common.actors import Actor
from shop.common.plain import Plain
from shop.common.policies import policies

logger = logging.getLogger(__name__)

State = RiskRule.State


@transaction.atomic
def draft_rule(
    *,
    kind: str,
    points: int,
    params: Mapping[str, object],
    marks_suspect: bool,
    actor: Actor,
    replaces_id: int | None = None,
) -> RiskRule:
    """Write a rule that does not count yet; with `replaces_id` the change of one in force.

    Raises RuleKindUnknown, PolicyNotValid, RuleNotActive, RuleHasDraft.
    """
    if replaces_id is not None and _lock(replaces_id).state != State.ACTIVE:
        raise RuleNotActive
    try:
        with transaction.atomic():
            return RiskRule.objects.create(
                kind=kind,
                points=points,
                params=_written(kind, params),
                marks_suspect=marks_suspect,
                replaces_id=replaces_id,
                created_by_id=actor.user_id,
            )
    except IntegrityError as clash:
        raise RuleHasDraft from clash


@transaction.atomic
def change_draft(
    *,
    rule_id: int,
    points: int,
    params: Mapping[str, object],
    marks_suspect: bool,
    actor: Actor,
    at: datetime | None = None,
) -> RiskRule:
    """Change a draft; it is now the draft of this person. Raises RuleNotDraft, PolicyNotValid."""
    rule = _lock_draft(rule_id)
    rule.points, rule.marks_suspect = points, marks_suspect
    rule.params = _written(rule.kind, params)
    rule.changed_at, rule.changed_by_id = at or timezone.now(), actor.user_id
    rule.save(update_fields=["points", "params", "marks_suspect", "changed_at", "changed_by"])
    return rule


@transaction.atomic
def enforce_rule(*, rule_id: int, actor: Actor, at: datetime | None = None) -> RiskRule:
    """Let a draft count from now on; what it replaces is retired.

    Raises RuleNotDraft, and SecondPersonNeeded for whoever drafted it or changed the draft last,
    unless operators do without a second person.
    """
    now = at or timezone.now()
    rule = _lock_draft(rule_id)
    authors = {rule.created_by_id, rule.changed_by_id} - {None}
    if actor.user_id in authors and policies(RiskPolicies).second_person:
        raise SecondPersonNeeded
    if rule.replaces_id is not None:
        retire_now(rule=_lock(rule.replaces_id), actor=actor, at=now)
    rule.state, rule.enforced_at, rule.enforced_by_id = State.ACTIVE, now, actor.user_id
    rule.save(update_fields=["state", "enforced_at", "enforced_by"])
    tell_of_change()
    return rule


@transaction.atomic
def drop_draft(*, rule_id: int, actor: Actor) -> RiskRule:
    """Throw a draft away; the log says who did. Raises RuleNotDraft."""
    rule = _lock_draft(rule_id)
    RiskRule.objects.filter(pk=rule_id).delete()
    logger.info("dropped a draft of a risk rule", extra={"rule_id": rule_id, "actor": actor.key})
    return rule


def _lock(rule_id: int) -> RiskRule:
    return RiskRule.objects.lock(rule_id)


def _lock_draft(rule_id: int) -> RiskRule:
    rule = _lock(rule_id)
    if rule.state != State.DRAFT:
        raise RuleNotDraft
    return rule


def _written(kind: str, params: Mapping[str, object]) -> dict[str, Plain]:
    if kind not in KINDS:
        raise RuleKindUnknown
    return KINDS[kind].params.written(params)
