from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from customers.services.blacklist import blacklist_value, lift_entry
from customers.traits import Trait
from payments.models import PaymentPlan, RiskAssessment
from payments.policies import RiskPolicies
from payments.risk.errors import CodeNeeded, OrderNotAccepted
from payments.risk.services.assessment import assess, keep_refusal, prune_assessments
from payments.selectors.risk import assessments_of
from payments.services.attempts import create_attempt
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR
from tests.factories.risk import DEVICE, IP, PHONE, facts_of_order, keys, make_draft, make_rule
from tests.support.policies import decide

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def reasons(reference: str) -> list[tuple[str, int, str]]:
    found = assessments_of([reference])[reference]
    return [(reason.label, reason.points, reason.text) for reason in found.reasons]


@pytest.mark.req("PAY-17")
def test_without_a_rule_that_speaks_an_order_passes_and_is_remembered(customer):
    make_rule("device_orders", most=1)

    judgement = assess(facts=facts_of_order(customer))

    assert (judgement.decision, judgement.points, judgement.findings) == ("pass", 0, ())
    row = RiskAssessment.objects.get()
    assert (row.reference, row.decision, row.amount) == ("DD1", "pass", Decimal("99.90"))


@pytest.mark.req("PAY-16", "PAY-17")
@pytest.mark.parametrize(
    ("kind", "shared", "words"),
    [
        ("device_orders", {"device": DEVICE}, "3 orders from the same device within 10 minutes."),
        ("ip_orders", {"ip": IP}, "3 orders from the same IP address within 10 minutes."),
        (
            "address_orders",
            {"address": "110101 某路1号"},
            "3 orders to the same address within 10 minutes.",
        ),
        (
            "phone_orders",
            {"phone": PHONE},
            "3 orders for the same receiver's phone within 10 minutes.",
        ),
    ],
)
def test_many_orders_that_share_a_trait_are_seen_whoever_places_them(kind, shared, words):
    make_rule(kind, points=60, minutes=10, most=2)
    for number in ("DD1", "DD2"):
        assess(facts=facts_of_order(UserFactory(), number, keys=keys(**shared)))

    judgement = assess(facts=facts_of_order(UserFactory(), "DD3", keys=keys(**shared)))

    assert (judgement.decision, judgement.points) == ("hold", 60)
    assert [(points, text) for _label, points, text in reasons("DD3")] == [(60, words)]


@pytest.mark.req("PAY-16")
def test_many_orders_of_one_account_are_seen_and_those_of_others_are_not(customer):
    make_rule("account_orders", points=60, minutes=10, most=1)
    assess(facts=facts_of_order(UserFactory(), "DD1"))
    first = assess(facts=facts_of_order(customer, "DD2"))

    second = assess(facts=facts_of_order(customer, "DD3"))

    assert (first.decision, second.decision) == ("pass", "hold")


def test_what_is_older_than_the_window_does_not_count(customer):
    now = timezone.now()
    make_rule("account_orders", minutes=10, most=1)
    assess(facts=facts_of_order(customer, "DD1", at=now - timedelta(minutes=11)))

    judgement = assess(facts=facts_of_order(customer, "DD2", at=now))

    assert judgement.decision == "pass"


@pytest.mark.parametrize("told", ["", "127.0.0.1", "192.168.3.4", "fd00::1", "no address"])
def test_an_address_that_tells_nobody_apart_is_never_counted(told):
    make_rule("ip_orders", most=1)
    for number in ("DD1", "DD2"):
        assess(facts=facts_of_order(UserFactory(), number, keys=keys(ip=told)))

    judgement = assess(facts=facts_of_order(UserFactory(), "DD3", keys=keys(ip=told)))

    assert judgement.decision == "pass"


def test_a_household_with_many_ipv6_addresses_is_one():
    assert keys(ip="2001:db9:1:2::1") == keys(ip="2001:db9:1:2:9::7")
    assert keys(ip="2001:db9:1:2::1") != keys(ip="2001:db9:1:3::1")


@pytest.mark.req("PAY-18")
def test_coupon_farming_is_many_accounts_with_one_phone_and_offers_for_new_customers():
    make_rule("newcomer_offers", points=60, days=30, accounts=3, marks_suspect=True)
    shared: dict[str, Any] = {"keys": keys(phone=PHONE), "uses_newcomer_offer": True}
    for number in ("DD1", "DD2"):
        assess(facts=facts_of_order(UserFactory(), number, **shared))
    plain = assess(facts=facts_of_order(UserFactory(), "DD3", keys=keys(phone=PHONE)))

    farmed = assess(facts=facts_of_order(UserFactory(), "DD4", **shared))

    assert (plain.decision, plain.is_suspect) == ("pass", False)
    assert (farmed.decision, farmed.is_suspect) == ("hold", True)


@pytest.mark.req("PAY-23")
def test_many_accounts_on_one_device_are_suspected_without_being_stopped():
    make_rule("device_accounts", points=10, days=1, accounts=3, marks_suspect=True)
    for number in ("DD1", "DD2"):
        assess(facts=facts_of_order(UserFactory(), number))

    judgement = assess(facts=facts_of_order(UserFactory(), "DD3"))

    assert (judgement.decision, judgement.is_suspect) == ("pass", True)
    assert RiskAssessment.objects.filter(is_suspect=True).get().reference == "DD3"


@pytest.mark.req("PAY-18")
@pytest.mark.parametrize(
    ("kind", "known", "words"),
    [
        (
            "amount_jump",
            {"amount": "3000.00", "earlier_orders": 3, "usual_amount": Decimal("60.00")},
            "¥3000.00, though ¥60.00 is usual for this customer.",
        ),
        ("large_first_order", {"amount": "5000.00"}, "¥5000.00, and nothing was paid before."),
        (
            "many_returns",
            {"earlier_orders": 6, "returned_orders": 3},
            "3 of 6 paid orders went back.",
        ),
        (
            "other_region",
            {"delivery_region": "110000", "ip_region": "440000"},
            "Delivery to 北京市; known of this customer: 广东省.",
        ),
    ],
)
def test_what_does_not_fit_the_customers_past_is_said_with_its_figures(
    customer, kind, known, words
):
    make_rule(kind, points=30)

    judgement = assess(facts=facts_of_order(customer, **known))

    assert judgement.points == 30
    assert [text for _label, _points, text in reasons("DD1")] == [words]


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("amount_jump", {"amount": "1999.99", "earlier_orders": 3, "usual_amount": Decimal(60)}),
        ("amount_jump", {"amount": "3000.00", "earlier_orders": 2, "usual_amount": Decimal(60)}),
        ("large_first_order", {"amount": "5000.00", "earlier_orders": 1}),
        ("many_returns", {"earlier_orders": 7, "returned_orders": 3}),
        ("many_returns", {"earlier_orders": 2, "returned_orders": 2}),
        ("other_region", {"delivery_region": "110000"}),
        ("other_region", {"delivery_region": "110000", "known_regions": ("110000", "440000")}),
    ],
)
def test_what_fits_or_tells_nothing_costs_no_points(customer, kind, known):
    make_rule(kind)

    assert assess(facts=facts_of_order(customer, **known)).points == 0


@pytest.mark.req("PAY-19")
def test_who_is_on_the_blacklist_is_held_until_the_entry_is_lifted():
    make_rule("blacklist", points=60)
    entry = blacklist_value(trait=Trait.PHONE, value=PHONE, reason="chargeback", actor=ACTOR)
    listed = assess(facts=facts_of_order(UserFactory(), "DD1", keys=keys(phone=PHONE)))

    lift_entry(entry_id=entry.pk, reason="a mistake", actor=ACTOR)
    free = assess(facts=facts_of_order(UserFactory(), "DD2", keys=keys(phone=PHONE)))

    assert (listed.decision, free.decision) == ("hold", "pass")
    assert reasons("DD1") == [("Blacklist", 60, "On the blacklist: phone.")]


@pytest.mark.req("PAY-17")
@pytest.mark.parametrize(
    ("points", "decision"), [(39, "pass"), (40, "code"), (59, "code"), (60, "hold"), (99, "hold")]
)
def test_points_decide_by_the_thresholds_of_the_back_office(customer, points, decision):
    decide(RiskPolicies, code_from=40, hold_from=60, refuse_from=100)
    make_rule("large_first_order", points=points, least=Decimal(1))

    assert assess(facts=facts_of_order(customer)).decision == decision


@pytest.mark.req("PAY-17")
def test_who_is_asked_for_a_code_cannot_pay_before_it_came(customer):
    make_rule("large_first_order", points=40, least=Decimal(1))
    assess(facts=facts_of_order(customer))

    with pytest.raises(CodeNeeded):
        create_attempt(reference="DD1", gateway_code="alipay", product="page")

    plan = PaymentPlan.objects.get()
    assert plan.awaits_code
    assert not plan.payments.get().attempts.exists()
    assert plan.history.filter(axis="code").get().actor_process == "payments.risk"


def test_who_cannot_be_sent_a_code_is_held_instead(customer):
    make_rule("large_first_order", points=40, least=Decimal(1))

    judgement = assess(facts=facts_of_order(customer, can_get_code=False))

    assert judgement.decision == "hold"
    assert not PaymentPlan.objects.get().awaits_code


@pytest.mark.req("PAY-17")
def test_a_refusal_is_kept_but_counts_for_nobody(customer):
    rule = make_rule("account_orders", points=100, minutes=10, most=1)
    assess(facts=facts_of_order(customer, "DD1"))
    with pytest.raises(OrderNotAccepted) as refused:
        assess(facts=facts_of_order(customer, "DD2"))
    assert not RiskAssessment.objects.filter(reference="DD2").exists()

    kept = keep_refusal(refusal=refused.value)

    assert (kept.decision, kept.points) == ("refuse", 100)
    assert kept.findings[0]["rule"] == rule.pk
    make_rule("device_orders", points=60, minutes=10, most=2)
    other = assess(facts=facts_of_order(UserFactory(), "DD3"))
    assert other.decision == "pass"


@pytest.mark.req("PAY-17")
def test_a_draft_does_not_count(customer):
    make_draft("large_first_order", points=60, least=Decimal(1))

    assert assess(facts=facts_of_order(customer)).points == 0


@pytest.mark.req("PAY-17")
def test_a_decision_cannot_be_edited_afterwards(customer):
    assess(facts=facts_of_order(customer))

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        RiskAssessment.objects.update(points=0, findings=[])


def test_nothing_in_an_assessment_can_be_read_back_to_a_person(customer):
    shared = keys(phone=PHONE, address="110101 某路1号", device=DEVICE, ip=IP)
    assess(facts=facts_of_order(customer, keys=shared))

    row = RiskAssessment.objects.values().get()
    told = " ".join(map(str, row.values()))
    assert not [clear for clear in (PHONE, "某路", DEVICE, IP) if clear in told]


def test_assessments_are_forgotten_when_their_days_are_over(customer):
    decide(RiskPolicies, keep_days=30)
    now = timezone.now()
    assess(facts=facts_of_order(customer, "DD1", at=now - timedelta(days=31)))
    assess(facts=facts_of_order(customer, "DD2", at=now - timedelta(days=29)))

    assert prune_assessments() == 1

    assert RiskAssessment.objects.get().reference == "DD2"


@pytest.mark.parametrize("rows", [1, 50])
def test_assessing_costs_the_same_however_long_the_history_is(
    customer, rows, django_assert_num_queries
):
    for kind in ("account_orders", "device_orders", "ip_orders", "device_accounts", "blacklist"):
        make_rule(kind, points=1)
    for number in range(rows):
        assess(facts=facts_of_order(customer, f"DD{number}", keys=keys(device=DEVICE, ip=IP)))
    facts = facts_of_order(customer, "DD999", keys=keys(device=DEVICE, ip=IP))

    with django_assert_num_queries(4):  # savepoint, locks with counts, row, release
        assess(facts=facts)
