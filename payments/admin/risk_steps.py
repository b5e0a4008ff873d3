"""The steps of a rule of risk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from payments.models import RiskRule
from payments.risk.services import rules
from shop.common.admin import steps
from shop.common.admin.steps import Step

State = RiskRule.State
RuleStep = Step[RiskRule]


STEPS = (
    RuleStep(
        name="enforce",
        label=_("Put in force"),
        consequence=_("It counts for every order from now on; the rule it replaces is retired."),
        permission="payments.enforce_riskrule",
        sources=frozenset({State.DRAFT}),
        run=rules.enforce_rule,
    ),
    RuleStep(
        name="retire",
        label=_("Retire"),
        consequence=_("It does not count any more. What it decided stays."),
        permission="payments.enforce_riskrule",
        sources=frozenset({State.ACTIVE}),
        run=rules.retire_rule,
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
    """Return the steps that the rule's state and the person's rights allow."""
    return steps.open_steps(STEPS, rule, state=rule.state, user=user)
