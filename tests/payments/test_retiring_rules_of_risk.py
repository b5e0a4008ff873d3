"""A rule in force is retired by two people: a guard that is gone is as grave as a new one."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from payments.errors import SecondPersonNeeded
from payments.models import RiskRule
from payments.policies import RiskPolicies
from payments.risk.errors import RetirementNotProposed, RetirementProposed, RuleNotActive
from payments.risk.services.assessment import assess
from payments.risk.services.retiring import approve_retirement, keep_rule, retire_rule
from payments.risk.services.rules import enforce_rule
from shop.common.actors import Actor, person
from tests.factories.customers import UserFactory
from tests.factories.risk import facts_of_order, make_draft, make_rule
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-17")]


@pytest.fixture
def one() -> Actor:
    return person(UserFactory(staff=True).pk)


@pytest.fixture
def other() -> Actor:
    return person(UserFactory(staff=True).pk)


@pytest.fixture
def rule() -> RiskRule:
    return make_rule("large_first_order", points=60, least=Decimal(1))


def test_a_rule_counts_until_a_second_person_agrees_to_retire_it(rule, one, other):
    retire_rule(rule_id=rule.pk, actor=one, reason="It holds everybody")
    assert assess(facts=facts_of_order(UserFactory(), "DD1")).points == 60

    approve_retirement(rule_id=rule.pk, actor=other)

    assert assess(facts=facts_of_order(UserFactory(), "DD2")).points == 0
    rule.refresh_from_db()
    people = (rule.retire_proposed_by_id, rule.retired_by_id, rule.retire_reason)
    assert people == (one.user_id, other.user_id, "It holds everybody")


def test_whoever_proposed_it_does_not_agree_to_it(rule, one, other):
    retire_rule(rule_id=rule.pk, actor=one)

    with pytest.raises(SecondPersonNeeded):
        approve_retirement(rule_id=rule.pk, actor=one)
    with pytest.raises(RetirementProposed):
        retire_rule(rule_id=rule.pk, actor=other)

    rule.refresh_from_db()
    assert (rule.state, rule.retired_by_id, rule.retire_proposed_by_id) == (
        "active", None, one.user_id,
    )  # fmt: skip


def test_a_rule_that_is_kept_is_proposed_anew_before_anybody_agrees(rule, one, other):
    retire_rule(rule_id=rule.pk, actor=one)

    keep_rule(rule_id=rule.pk, actor=other)

    with pytest.raises(RetirementNotProposed):
        approve_retirement(rule_id=rule.pk, actor=other)
    with pytest.raises(RetirementNotProposed):
        keep_rule(rule_id=rule.pk, actor=other)
    rule.refresh_from_db()
    assert (rule.state, rule.retire_proposed_at) == ("active", None)


@pytest.mark.parametrize("is_proposed", [False, True], ids=["at once", "proposed before"])
def test_where_one_person_decides_a_rule_goes_at_once(rule, one, is_proposed):
    if is_proposed:
        retire_rule(rule_id=rule.pk, actor=one)
    decide(RiskPolicies, second_person=False)

    retire_rule(rule_id=rule.pk, actor=one)

    rule.refresh_from_db()
    assert (rule.state, rule.retired_by_id) == ("retired", one.user_id)
    with pytest.raises(RuleNotActive):
        retire_rule(rule_id=rule.pk, actor=one)


def test_who_wants_a_rule_retired_may_replace_it_by_the_draft_of_another(rule, one, other):
    draft = make_draft(rule.kind, points=1, replaces=rule, actor=other)
    retire_rule(rule_id=rule.pk, actor=one)

    enforce_rule(rule_id=draft.pk, actor=one)

    states = RiskRule.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["retired", "active"]


def test_the_database_knows_no_rule_that_one_person_proposed_and_retired(rule, one):
    retire_rule(rule_id=rule.pk, actor=one)

    with pytest.raises(IntegrityError, match="risk_rule_retired_by_two"), transaction.atomic():
        RiskRule.objects.filter(pk=rule.pk).update(state="retired", retired_by=one.user_id)

    assert RiskRule.objects.get().state == "active"
