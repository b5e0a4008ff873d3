"""A rule in force is taken out of force: a guard that is gone is as grave as a new one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments.errors import SecondPersonNeeded
from payments.models import RiskRule
from payments.policies import RiskPolicies
from payments.risk.errors import RetirementNotProposed, RetirementProposed, RuleNotActive
from payments.selectors.risk import forget_rules
from shop.common.actors import Actor
from shop.common.policies import policies

State = RiskRule.State
_PROPOSAL = ("retire_proposed_by", "retire_proposed_at", "retire_reason")


@transaction.atomic
def retire_rule(
    *, rule_id: int, actor: Actor, reason: str = "", at: datetime | None = None
) -> RiskRule:
    """Let a rule count no more, or propose it: where two people decide, it counts until then.

    What is retired stays to be read. Raises RuleNotActive, RetirementProposed.
    """
    now = at or timezone.now()
    rule = _lock_active(rule_id)
    if actor.user_id is None or not policies(RiskPolicies).second_person:
        rule.retire_reason = reason or rule.retire_reason
        retire_now(rule=rule, actor=actor, at=now)
        return rule
    if rule.retire_proposed_at is not None:
        raise RetirementProposed
    rule.retire_proposed_by_id, rule.retire_proposed_at = actor.user_id, now
    rule.retire_reason = reason
    rule.save(update_fields=_PROPOSAL)
    return rule


@transaction.atomic
def approve_retirement(*, rule_id: int, actor: Actor, at: datetime | None = None) -> RiskRule:
    """Agree that a rule counts no more.

    Raises RuleNotActive, RetirementNotProposed, and SecondPersonNeeded for whoever proposed it,
    unless operators do without a second person.
    """
    rule = _lock_proposed(rule_id)
    if actor.user_id == rule.retire_proposed_by_id and policies(RiskPolicies).second_person:
        raise SecondPersonNeeded
    retire_now(rule=rule, actor=actor, at=at or timezone.now())
    return rule


@transaction.atomic
def keep_rule(*, rule_id: int, actor: Actor) -> RiskRule:
    """Take back that a rule be retired. Raises RuleNotActive, RetirementNotProposed."""
    rule = _lock_proposed(rule_id)
    rule.retire_proposed_by_id, rule.retire_proposed_at, rule.retire_reason = None, None, ""
    rule.save(update_fields=_PROPOSAL)
    return rule


def retire_now(*, rule: RiskRule, actor: Actor, at: datetime) -> None:
    """Take a locked rule out of force; what is out of force is left as it is."""
    if rule.state != State.ACTIVE:
        return
    if rule.retire_proposed_by_id == actor.user_id:
        rule.retire_proposed_by_id = None  # one person decides: nobody proposed it to somebody
    rule.state, rule.retired_at, rule.retired_by_id = State.RETIRED, at, actor.user_id
    rule.save(update_fields=["state", "retired_at", "retired_by", *_PROPOSAL])
    tell_of_change()


def tell_of_change() -> None:
    """Have this transaction read the new rules, and everybody after its commit."""
    forget_rules()
    transaction.on_commit(forget_rules)


def _lock_active(rule_id: int) -> RiskRule:
    rule = RiskRule.objects.lock(rule_id)
    if rule.state != State.ACTIVE:
        raise RuleNotActive
    return rule


def _lock_proposed(rule_id: int) -> RiskRule:
    rule = _lock_active(rule_id)
    if rule.retire_proposed_at is None:
        raise RetirementNotProposed
    return rule
