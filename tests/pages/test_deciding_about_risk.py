from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from customers.models import BlacklistEntry, User
from payments.models import RiskAssessment, RiskRule, RiskTrial
from payments.policies import RiskPolicies
from payments.risk.judging import Thresholds
from payments.risk.services.assessment import assess
from payments.risk.services.trials import begin_trial, try_batch
from shop.common.policies import policies
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.orders import place
from tests.factories.payments import ACTOR
from tests.factories.risk import facts_of_order, make_draft, make_rule
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-17")]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def client_of(*rights: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    member = grant(UserFactory(staff=True), *rights)
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


@pytest.fixture
def desk() -> Client:
    """Somebody who may do everything with risk."""
    return client_of(
        "payments.view_riskrule", "payments.add_riskrule", "payments.change_riskrule",
        "payments.enforce_riskrule", "payments.view_riskassessment", "payments.view_risktrial",
        "payments.add_risktrial", "customers.view_blacklistentry", "customers.add_blacklistentry",
        "customers.change_blacklistentry", "orders.view_order", "orders.check_order",
    )  # fmt: skip


@pytest.fixture
def second() -> Client:
    """Another person, who may put rules in force."""
    return client_of("payments.view_riskrule", "payments.enforce_riskrule")


def page(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def test_a_rule_is_drafted_by_its_kind_and_put_in_force_by_another_person(desk, second):
    chosen = desk.post(page("payments_riskrule_add"), {"kind": "account_orders"})
    form = desk.get(chosen.headers["Location"]).content.decode()
    assert "Within minutes" in form
    desk.post(chosen.headers["Location"], {"points": "35", "minutes": "15", "most": "3"})
    rule = RiskRule.objects.get()

    assert rule.state == "draft"
    alone = desk.post(page("payments_riskrule_step", rule.pk, "enforce"))
    assert "Somebody else has to agree to what you proposed." in alone.content.decode()
    second.post(page("payments_riskrule_step", rule.pk, "enforce"))

    rule.refresh_from_db()
    assert (rule.state, rule.points, rule.params) == ("active", 35, {"minutes": 15, "most": 3})
    listed = desk.get(page("payments_riskrule_changelist")).content.decode()
    assert "Many orders of one account" in listed
    assert "Within minutes: 15 · Orders that are usual: 3" in listed


def test_a_change_begins_with_what_is_in_force(desk):
    rule = make_rule("account_orders", points=40, minutes=15, most=3)
    address = f"{page('payments_riskrule_draft', rule.kind)}?replaces={rule.pk}"

    shown = desk.get(address).content.decode()
    desk.post(address, {"points": "40", "minutes": "15", "most": "4"})

    assert 'value="15"' in shown
    draft = RiskRule.objects.drafts().get()
    assert (draft.replaces, draft.params["most"]) == (rule, 4)


def test_whoever_wrote_a_draft_is_told_who_may_put_it_in_force(desk, second):
    desk.post(
        page("payments_riskrule_draft", "account_orders"),
        {"points": "40", "minutes": "15", "most": "4"},
    )
    address = page("payments_riskrule_change", RiskRule.objects.get().pk)

    own, others = desk.get(address).text, second.get(address).text

    assert "Put in force" not in own
    assert f"These may do it: {User.objects.get(pk=second.session['_auth_user_id'])}." in own
    assert "Put in force" in others
    decide(RiskPolicies, second_person=False)
    assert "Put in force" in desk.get(address).text


def test_a_rule_is_retired_by_one_who_says_why_and_another_who_agrees(desk, second):
    rule = make_rule("account_orders")
    address = page("payments_riskrule_change", rule.pk)

    desk.post(page("payments_riskrule_step", rule.pk, "retire"), {"reason": "It holds everybody"})
    own, others = desk.get(address).text, second.get(address).text
    assert "proposes to retire this rule: It holds everybody" in own
    assert "Agree to retire it" not in own
    assert "Keep it in force" in own
    assert "Agree to retire it" in others
    listed = second.get(f"{page('payments_riskrule_changelist')}?work=retire").text
    assert "to be retired: waits for a second person" in listed
    alone = desk.post(page("payments_riskrule_step", rule.pk, "agree-to-retire")).text
    assert "Somebody else has to agree to what you proposed." in alone
    assert RiskRule.objects.get().state == "active"
    second.post(page("payments_riskrule_step", rule.pk, "agree-to-retire"))

    assert RiskRule.objects.get().state == "retired"


def test_the_page_of_a_draft_shows_what_changes_and_who_changed_it(desk):
    rule = make_rule("account_orders", points=40, minutes=15, most=3)
    draft = make_draft("account_orders", points=30, minutes=15, most=9, replaces=rule)
    desk.post(
        page("payments_riskrule_edit", draft.pk), {"points": "20", "minutes": "15", "most": "9"}
    )

    shown = " ".join(desk.get(page("payments_riskrule_change", draft.pk)).content.decode().split())

    assert "<del>40</del> → <strong>20</strong>" in shown
    assert "<del>3</del> → <strong>9</strong>" in shown
    assert "<del>15</del>" not in shown
    draft.refresh_from_db()
    assert f"· {draft.changed_by} · points: 30 → 20" in shown
    assert "· state: – → draft: does not count" in shown
    assert "· parameters: – → Within minutes: 15, Orders that are usual: 9" in shown


def test_before_a_rule_counts_its_page_says_what_it_would_have_done(desk, second, customer):
    assess(facts=facts_of_order(customer, "DD1"))
    draft = make_draft("large_first_order", points=60, least=Decimal(1))
    address = page("payments_riskrule_step", draft.pk, "enforce")
    assert "It was not tried on past orders as it is now." in second.get(address).content.decode()

    trial = begin_trial(
        days=30,
        thresholds=Thresholds(code_from=40, hold_from=60, refuse_from=100),
        draft_ids=[draft.pk],
        left_out_ids=[],
        actor=ACTOR,
    )
    try_batch(trial_id=trial.pk)

    shown = second.get(address).content.decode()
    assert "Tried on 1 orders of the last 30 days:" in shown
    assert "hold for a person: 1, decided then: 0" in shown
    desk.post(page("payments_riskrule_edit", draft.pk), {"points": "70", "least": "1"})
    assert "It was not tried on past orders as it is now." in second.get(address).content.decode()


def test_a_form_out_of_bounds_is_shown_again(desk):
    answer = desk.post(
        page("payments_riskrule_draft", "account_orders"),
        {"points": "35", "minutes": "0", "most": "3"},
    )

    assert answer.status_code == 200
    assert not RiskRule.objects.exists()


def test_a_trial_is_begun_watched_and_read(desk, customer):
    assess(facts=facts_of_order(customer, "DD1"))
    draft = make_draft("large_first_order", points=60, least=Decimal(1))
    form = desk.get(f"{page('payments_risktrial_add')}?draft={draft.pk}").content.decode()
    assert "Large first order (60)" in form
    begun = desk.post(
        page("payments_risktrial_add"),
        {
            "days": "30",
            "drafts": [draft.pk],
            "code_from": "40",
            "hold_from": "60",
            "refuse_from": "100",
        },
    )
    trial = RiskTrial.objects.get()

    waiting = desk.get(page("payments_risktrial_progress", trial.pk))
    assert "0 of 1 orders tried." in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    try_batch(trial_id=trial.pk)
    assert desk.get(page("payments_risktrial_progress", trial.pk))["HX-Refresh"] == "true"

    read = desk.get(begun.headers["Location"]).content.decode()
    assert "Orders that would be decided otherwise" in read
    assert "DD1" in read
    assert desk.get(page("payments_risktrial_changelist")).status_code == 200


@pytest.mark.req("PAY-16")
def test_a_decision_is_read_with_its_reasons(desk, customer):
    make_rule("large_first_order", points=60, least=Decimal(1))
    assess(facts=facts_of_order(customer, "DD1"))

    listed = desk.get(f"{page('payments_riskassessment_changelist')}?q=DD1").content.decode()
    row = RiskAssessment.objects.get()
    read = desk.get(page("payments_riskassessment_change", row.pk)).content.decode()

    assert "Large first order" in listed
    assert "¥99.90, and nothing was paid before." in read
    assert "compared by: account, device" in read


@pytest.mark.req("PAY-23", "PAY-19")
def test_the_page_of_an_order_says_why_and_lets_staff_decide(desk, customer):
    make_rule("large_first_order", points=60, least=Decimal(1), marks_suspect=True)
    order = place(customer)
    address = page("orders_order_change", order.pk)

    shown = desk.get(address).content.decode()
    assert "60 points" in shown
    assert "and nothing was paid before." in shown
    assert "suspected by the rules" in shown
    desk.post(page("orders_order_step", order.pk, "genuine"), {"note": "a regular"})
    desk.post(
        page("orders_order_blacklist", order.pk),
        {"traits": ["account", "phone"], "reason": "chargeback", "days": ""},
    )

    order.refresh_from_db()
    assert (order.suspicion, order.is_suspect) == ("cleared", False)
    listed = BlacklistEntry.objects.order_by("trait")
    phone = order.receiver.phone
    assert [(entry.trait, entry.shown, entry.reason) for entry in listed] == [
        ("account", customer.number, "chargeback"),
        ("phone", f"{phone[:3]}****{phone[-4:]}", "chargeback"),
    ]


@pytest.mark.req("PAY-19")
def test_the_blacklist_is_kept_by_hand_without_the_number_in_clear(desk):
    desk.post(
        page("customers_blacklistentry_add"),
        {"trait": "phone", "value": "139 1234 5678", "reason": "fraud", "days": "30"},
    )
    entry = BlacklistEntry.objects.get()
    listed = desk.get(page("customers_blacklistentry_changelist")).content.decode()
    assert "139****5678" in listed
    assert "13912345678" not in listed

    again = desk.post(
        page("customers_blacklistentry_add"),
        {"trait": "phone", "value": "13912345678", "reason": "fraud", "days": ""},
    )
    assert "This is on the blacklist already." in again.content.decode()
    desk.post(page("customers_blacklistentry_lift", entry.pk), {"reason": "a mistake"})

    entry.refresh_from_db()
    assert entry.lift_reason == "a mistake"
    assert entry.lifted_by is not None
    assert (
        "139****5678"
        in desk.get(page("customers_blacklistentry_change", entry.pk)).content.decode()
    )


@pytest.mark.req("SEC-01")
def test_who_may_only_look_changes_nothing():
    rule, draft = make_rule("account_orders"), make_draft("ip_orders")
    looker = client_of(
        "payments.view_riskrule", "payments.view_risktrial", "customers.view_blacklistentry",
        "orders.view_order",
    )  # fmt: skip
    order = place(UserFactory())

    answers = [
        looker.post(page("payments_riskrule_add"), {"kind": "ip_orders"}),
        looker.post(page("payments_riskrule_draft", "ip_orders"), {"points": "1"}),
        looker.post(page("payments_riskrule_edit", draft.pk), {"points": "1"}),
        looker.post(page("payments_riskrule_step", draft.pk, "enforce")),
        looker.post(page("payments_riskrule_step", rule.pk, "retire")),
        looker.post(page("payments_risktrial_add"), {"days": "30"}),
        looker.post(page("customers_blacklistentry_add"), {"trait": "ip"}),
        looker.post(page("customers_blacklistentry_lift", 1), {"reason": "x"}),
        looker.post(page("orders_order_blacklist", order.pk), {"reason": "x"}),
        looker.post(page("orders_order_step", order.pk, "fake")),
    ]

    assert [answer.status_code for answer in answers if answer.status_code not in {403, 404}] == []
    assert set(RiskRule.objects.values_list("state", flat=True)) == {"active", "draft"}
    assert (
        "points of risk" not in looker.get(page("orders_order_change", order.pk)).content.decode()
    )


RISING = {"code_from": "40", "hold_from": "60", "refuse_from": "100"}
FALLING = "Points for a code, for holding and for refusing have to rise in this order."


@pytest.mark.parametrize("changed", [{"code_from": "61"}, {"hold_from": "101"}])
def test_points_that_do_not_rise_are_refused_in_policies_and_trials(desk, changed):
    member = User.objects.get(is_staff=True)
    grant(member, "common.view_policyvalue", "common.change_policyvalue")
    decided = {**RISING, "keep_days": "180", **changed}
    policies_page = page("common_policyvalue_changelist")

    answers = [
        desk.post(
            policies_page,
            {"section": "risk"} | {f"risk-{name}": value for name, value in decided.items()},
        ),
        desk.post(page("payments_risktrial_add"), {"days": "30", **RISING, **changed}),
    ]

    assert all(FALLING in answer.content.decode() for answer in answers)
    assert policies(RiskPolicies).hold_from == 60
    assert not RiskTrial.objects.exists()


def test_who_talks_to_the_customer_reads_why_an_order_is_held(customer):
    make_rule("large_first_order", points=60, least=Decimal(1))
    order = place(customer)
    service = client_of("orders.view_order", "orders.change_order")

    shown = service.get(page("orders_order_change", order.pk)).content.decode()

    assert "60 points" in shown
    assert "Large first order (+60)" in shown
