"""The steps of a rule of risk, and who takes those that need two people."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import User
from customers.selectors.users import staff_with
from payments.models import RiskRule
from payments.policies import RiskPolicies
from payments.risk.services import retiring, rules
from shop.common.admin import steps
from shop.common.admin.steps import ReasonForm, Step
from shop.common.policies import policies

State = RiskRule.State
RuleStep = Step[RiskRule]
ENFORCE, AGREE = "enforce", "agree-to-retire"
PERMISSION = "payments.enforce_riskrule"
_MOST_NAMES = 8


def _is_proposed(rule: RiskRule) -> bool:
    return rule.retire_proposed_at is not None


STEPS = (
    RuleStep(
        name=ENFORCE,
        label=_("Put in force"),
        consequence=_("It counts for every order from now on; the rule it replaces is retired."),
        permission=PERMISSION,
        sources=frozenset({State.DRAFT}),
        run=rules.enforce_rule,
    ),
    RuleStep(
        name="retire",
        label=_("Retire"),
        consequence=_(
            "It does not count any more once a second person agreed; where the policies ask for"
            " none, at once. What it decided stays."
        ),
        permission=PERMISSION,
        sources=frozenset({State.ACTIVE}),
        run=retiring.retire_rule,
        form=ReasonForm,
        applies=lambda rule: not _is_proposed(rule),
    ),
    RuleStep(
        name=AGREE,
        label=_("Agree to retire it"),
        consequence=_("It does not count any more from now on. What it decided stays."),
        permission=PERMISSION,
        sources=frozenset({State.ACTIVE}),
        run=retiring.approve_retirement,
        applies=_is_proposed,
    ),
    RuleStep(
        name="keep",
        label=_("Keep it in force"),
        consequence=_("It goes on counting; whoever wants it retired proposes it anew."),
        permission=PERMISSION,
        sources=frozenset({State.ACTIVE}),
        run=retiring.keep_rule,
        applies=_is_proposed,
    ),
    RuleStep(
        name="drop",
        label=_("Throw the draft away"),
        consequence=_("The draft is deleted; the rule in force stays as it is."),
        permission="payments.change_riskrule",
        sources=frozenset({State.DRAFT}),
        run=rules.drop_draft,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(rule: RiskRule, user: Any) -> list[RuleStep]:
    """Return the steps that the rule's state, the person's rights and the two people allow."""
    found = steps.open_steps(STEPS, rule, state=rule.state, user=user)
    refused = {ENFORCE, AGREE} if user.pk in _first_people(rule) else set()
    return [step for step in found if step.name not in refused]


def second_person_notes(rule: RiskRule, user: Any) -> Iterator[str]:
    """Say what waits for a second person, why this one cannot be it, and who can."""
    first = _first_people(rule)
    if rule.state == State.DRAFT and user.pk in first:
        yield gettext("You wrote this draft: somebody else looks at it and puts it in force.")
        yield _who_may(first)
    if rule.state == State.ACTIVE and _is_proposed(rule):
        told = {"who": rule.retire_proposed_by or "–", "why": rule.retire_reason or "–"}
        yield gettext("%(who)s proposes to retire this rule: %(why)s") % told
        yield gettext("It counts until somebody else agrees.")
        yield _who_may(first)


def _who_may(first: set[int]) -> str:
    ids = [pk for pk in staff_with(PERMISSION) if pk not in first][:_MOST_NAMES]
    people = User.objects.get_queryset().in_bulk(ids)
    if not people:
        return gettext("Nobody else has the right to it: give somebody a role that has.")
    return gettext("These may do it: %(names)s.") % {
        "names": ", ".join(str(people[pk]) for pk in ids)
    }


def _first_people(rule: RiskRule) -> set[int]:
    """Return who cannot be the second person; nobody where the policies ask for none."""
    if not policies(RiskPolicies).second_person:
        return set()
    if rule.state == State.DRAFT:
        return {pk for pk in (rule.created_by_id, rule.changed_by_id) if pk}
    return {rule.retire_proposed_by_id} if rule.retire_proposed_by_id else set()
