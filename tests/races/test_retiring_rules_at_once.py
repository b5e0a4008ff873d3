"""Two who decide about the same rule of risk at the same moment."""

from functools import partial

import pytest

from payments.models import RiskRule
from payments.models.risk_rule import RiskRuleQuerySet
from payments.risk.errors import RetirementNotProposed, RetirementProposed, RuleNotActive
from payments.risk.services.retiring import approve_retirement, keep_rule, retire_rule
from shop.common.actors import Actor, person
from tests.factories.customers import UserFactory
from tests.factories.risk import make_rule
from tests.support.holding import run_into

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rule(db) -> RiskRule:
    return make_rule("account_orders")


def people(count: int) -> list[Actor]:
    return [person(UserFactory(staff=True).pk) for _number in range(count)]


def errors(outcomes) -> list[type | None]:
    kinds = [type(outcome.error) if outcome.error else None for outcome in outcomes]
    return sorted(kinds, key=str)


def two_propose(rule: RiskRule) -> list[type | None]:
    calls = [partial(retire_rule, rule_id=rule.pk, actor=one) for one in people(2)]
    return errors(run_into(RiskRule.objects.filter(pk=rule.pk), calls))


def test_two_who_propose_at_once_have_not_agreed_with_each_other(rule):
    assert two_propose(rule) == [RetirementProposed, None]
    assert RiskRule.objects.get().state == "active"


def test_without_the_lock_the_second_takes_over_what_the_first_proposed(rule, monkeypatch):
    monkeypatch.setattr(RiskRuleQuerySet, "lock", lambda rows, pk: rows.get(pk=pk))

    assert two_propose(rule) == [None, None]


def test_a_rule_is_either_kept_or_retired(rule):
    one, agreeing, keeping = people(3)
    retire_rule(rule_id=rule.pk, actor=one)

    outcomes = run_into(
        RiskRule.objects.filter(pk=rule.pk),
        [
            partial(approve_retirement, rule_id=rule.pk, actor=agreeing),
            partial(keep_rule, rule_id=rule.pk, actor=keeping),
        ],
    )

    (refused,) = [error for error in errors(outcomes) if error]
    expected = {"active": RetirementNotProposed, "retired": RuleNotActive}
    assert refused is expected[RiskRule.objects.get().state]


def test_two_who_agree_at_once_retire_it_once(rule):
    one, *agreeing = people(3)
    retire_rule(rule_id=rule.pk, actor=one)
    calls = [partial(approve_retirement, rule_id=rule.pk, actor=each) for each in agreeing]

    outcomes = run_into(RiskRule.objects.filter(pk=rule.pk), calls)

    assert errors(outcomes) == [RuleNotActive, None]
    assert RiskRule.objects.get().state == "retired"
