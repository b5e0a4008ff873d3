from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from payments.errors import SecondPersonNeeded
from payments.models import PaymentPlan, RiskAssessment, RiskRule, RiskTrial
from payments.policies import RiskPolicies
from payments.risk.errors import RuleHasDraft, RuleNotActive, RuleNotDraft
from payments.risk.judging import Thresholds
from payments.risk.services import trials
from payments.risk.services.assessment import assess
from payments.risk.services.retiring import retire_rule
from payments.risk.services.rules import (
    change_draft,
    draft_rule,
    drop_draft,
    enforce_rule,
)
from payments.risk.services.trials import begin_trial, trials_left_behind, try_batch
from payments.risk.trial_results import decision_rows, examples_of
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from shop.common.actors import person
from shop.common.policies import PolicyNotValid
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, paid_report
from tests.factories.risk import facts_of_order, make_draft, make_rule
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-17")]

THRESHOLDS = Thresholds(code_from=40, hold_from=60, refuse_from=100)


def begin(days=30, drafts=(), left_out=(), thresholds=THRESHOLDS) -> RiskTrial:
    return begin_trial(
        days=days,
        thresholds=thresholds,
        draft_ids=[rule.pk for rule in drafts],
        left_out_ids=[rule.pk for rule in left_out],
        actor=ACTOR,
    )


def tried(**wanted) -> RiskTrial:
    trial = begin(**wanted)
    while try_batch(trial_id=trial.pk):
        pass
    trial.refresh_from_db()
    return trial


def decisions(trial: RiskTrial) -> dict[str, tuple[int, int]]:
    return {row.decision: (row.now, row.then) for row in decision_rows(trial.tally)}


def pay_for(reference: str) -> None:
    plan = PaymentPlan.objects.get(reference=reference)
    attempt = create_attempt(reference=reference, gateway_code="alipay", product="page")
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    plan.refresh_from_db()
    assert plan.is_paid


def test_a_draft_is_tried_against_what_happened_and_changes_nothing(customer):
    for number, amount in (("DD1", "10.00"), ("DD2", "900.00"), ("DD3", "900.00")):
        assess(facts=facts_of_order(UserFactory(), number, amount=amount))
    pay_for("DD2")
    draft = make_draft("large_first_order", points=60, least=Decimal(500))

    trial = tried(drafts=[draft])

    assert decisions(trial) == {"pass": (1, 3), "code": (0, 0), "hold": (2, 0), "refuse": (0, 0)}
    held = decision_rows(trial.tally)[2]
    assert held.outcomes == (1, 0, 1)  # paid and kept, went back, never paid
    assert trial.tally["spoke"] == {str(draft.pk): 2}
    assert [reference for reference, _then, _now in examples_of(trial.tally)] == ["DD2", "DD3"]
    assert set(RiskAssessment.objects.values_list("decision", flat=True)) == {"pass"}
    assert assess(facts=facts_of_order(customer, "DD4", amount="900.00")).decision == "pass"


def test_velocity_is_counted_again_as_it_was_then(customer):
    begun = timezone.now() - timedelta(days=3)
    for minute, number in enumerate(("DD1", "DD2", "DD3")):
        at = begun + timedelta(minutes=7 * minute)
        assess(facts=facts_of_order(customer, number, at=at))
    narrow = make_draft("account_orders", points=60, minutes=10, most=1)
    wide = make_draft("account_orders", points=60, minutes=60, most=2)

    assert decisions(tried(drafts=[narrow]))["hold"] == (2, 0)
    assert decisions(tried(drafts=[wide]))["hold"] == (1, 0)


def test_a_draft_stands_in_for_the_rule_that_it_replaces(customer):
    rule = make_rule("large_first_order", points=60, least=Decimal(50))
    assess(facts=facts_of_order(customer, "DD1"))
    draft = make_draft("large_first_order", points=40, least=Decimal(50), replaces=rule)

    as_it_is, changed = tried(), tried(drafts=[draft])

    assert decisions(as_it_is)["hold"] == (1, 1)
    assert (decisions(changed)["code"], decisions(changed)["hold"]) == ((1, 0), (0, 1))


def test_changed_thresholds_and_rules_left_out_are_tried_too(customer):
    rule = make_rule("large_first_order", points=60, least=Decimal(50))
    assess(facts=facts_of_order(customer, "DD1"))
    strict = Thresholds(code_from=10, hold_from=20, refuse_from=60)

    assert decisions(tried(thresholds=strict))["refuse"] == (1, 0)
    assert decisions(tried(left_out=[rule]))["pass"] == (1, 0)


def test_only_the_days_asked_for_are_tried(customer):
    now = timezone.now()
    for number, days in (("DD1", 9), ("DD2", 11)):
        assess(facts=facts_of_order(customer, number, at=now - timedelta(days=days)))

    trial = tried(days=10)

    assert (trial.total_count, trial.done_count, trial.state) == (1, 1, "done")


def test_a_trial_goes_on_where_a_dead_worker_left_it(customer, monkeypatch):
    monkeypatch.setattr(trials, "_BATCH", 2)
    for number in range(5):
        assess(facts=facts_of_order(UserFactory(), f"DD{number}"))
    trial = begin()
    assert try_batch(trial_id=trial.pk)
    later = timezone.now() + timedelta(minutes=2)

    assert trials_left_behind() == []
    assert trials_left_behind(at=later) == [trial.pk]
    while try_batch(trial_id=trial.pk):
        pass

    trial.refresh_from_db()
    assert (trial.done_count, decisions(trial)["pass"]) == (5, (5, 5))
    assert trials_left_behind(at=later) == []
    assert not try_batch(trial_id=trial.pk)


@pytest.mark.parametrize("rows", [1, 50])
def test_a_batch_costs_the_same_for_one_order_and_for_many(
    rows, django_assert_num_queries, customer
):
    for number in range(rows):
        assess(facts=facts_of_order(customer, f"DD{number}"))
    drafts = [make_draft(kind) for kind in ("account_orders", "device_accounts", "newcomer_offers")]
    trial = begin(drafts=drafts)

    with django_assert_num_queries(7):  # savepoint, trial, rows, counts, plans, trial, release
        try_batch(trial_id=trial.pk)


def test_a_draft_in_force_retires_what_it_replaces(clerk):
    rule = make_rule("account_orders", points=40, most=5)
    draft = make_draft("account_orders", points=30, most=9, replaces=rule)

    enforce_rule(rule_id=draft.pk, actor=ACTOR)

    states = RiskRule.objects.order_by("pk").values_list("state", "points", "params__most")
    assert list(states) == [("retired", 40, 5), ("active", 30, 9)]


@pytest.mark.parametrize("author", ["drafted", "changed"])
def test_whoever_wrote_a_draft_does_not_put_it_in_force(clerk, author):
    draft = make_draft("account_orders", actor=person(clerk.pk) if author == "drafted" else ACTOR)
    if author == "changed":
        change_draft(
            rule_id=draft.pk, points=1, params=draft.params, marks_suspect=False,
            actor=person(clerk.pk),
        )  # fmt: skip

    with pytest.raises(SecondPersonNeeded):
        enforce_rule(rule_id=draft.pk, actor=person(clerk.pk))

    draft.refresh_from_db()
    assert (draft.state, draft.enforced_by) == ("draft", None)
    decide(RiskPolicies, second_person=False)
    assert enforce_rule(rule_id=draft.pk, actor=person(clerk.pk)).enforced_by_id == clerk.pk


def test_a_rule_about_the_way_of_paying_is_tried_on_the_way_that_was_taken():
    for number, gateway in (("DD1", "alipay"), ("DD2", "unionpay"), ("DD3", "")):
        assess(facts=facts_of_order(UserFactory(), number))
        if gateway:
            create_attempt(reference=number, gateway_code=gateway, product="page")
    draft = make_draft("way_of_paying", points=60, way="unionpay", least=Decimal(1))

    trial = tried(drafts=[draft])

    assert [reference for reference, _then, _now in examples_of(trial.tally)] == ["DD2"]


def test_a_rule_in_force_is_not_edited_and_has_one_draft_at_a_time():
    rule = make_rule("account_orders", points=40)
    make_draft("account_orders", replaces=rule)

    with pytest.raises(RuleNotDraft):
        change_draft(
            rule_id=rule.pk, points=1, params=rule.params, marks_suspect=False, actor=ACTOR
        )
    with pytest.raises(RuleNotDraft):
        drop_draft(rule_id=rule.pk, actor=ACTOR)
    with pytest.raises(RuleHasDraft):
        make_draft("account_orders", replaces=rule)

    rule.refresh_from_db()
    assert (rule.state, rule.points, RiskRule.objects.count()) == ("active", 40, 2)


def test_what_is_retired_neither_counts_nor_retires_twice(customer):
    rule = make_rule("large_first_order", points=60, least=Decimal(1))
    retire_rule(rule_id=rule.pk, actor=ACTOR)

    with pytest.raises(RuleNotActive):
        retire_rule(rule_id=rule.pk, actor=ACTOR)

    assert assess(facts=facts_of_order(customer)).points == 0


def test_parameters_keep_to_their_limits():
    with pytest.raises(PolicyNotValid):
        draft_rule(
            kind="account_orders",
            points=10,
            params={"minutes": 0, "most": 5},
            marks_suspect=False,
            actor=ACTOR,
        )

    assert not RiskRule.objects.exists()
