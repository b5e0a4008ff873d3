from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from customers.traits import browser_told
from payments.failures import NO_CONNECTION
from payments.models import PaymentAttempt, PaymentPlan, RiskAssessment, RiskAtPayment
from payments.risk.errors import CodeNeeded, PaymentNotAccepted
from payments.risk.services.assessment import assess
from payments.risk.services.codes import confirm_code, send_code
from payments.risk.services.paying import assess_way
from payments.selectors.risk import assessments_of
from payments.services.attempts import create_attempt, mark_attempt_refused, start_attempt
from shop.common.audit import run_audits
from tests.factories.customers import UserFactory
from tests.factories.payments import make_merchant
from tests.factories.risk import DEVICE, IP, facts_of_order, keys, make_rule

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-17", "PAY-18")]

CARD_REFUSED = "64"
FAILURES = ["account_failures", "device_failures", "ip_failures"]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def code(monkeypatch) -> str:
    monkeypatch.setattr("customers.services.login_codes.secrets.randbelow", lambda _limit: 42)
    return "000042"


def ordered(customer, reference="DD1", **fields) -> PaymentPlan:
    """An order that the rules took; its traits are an account, a device and an IP address."""
    assess(facts=facts_of_order(customer, reference, keys=keys(device=DEVICE, ip=IP), **fields))
    return PaymentPlan.objects.get(reference=reference)


def refused(plan: PaymentPlan, times: int, code: str = CARD_REFUSED, **ago: int) -> None:
    for _time in range(times):
        attempt = create_attempt(
            reference=plan.reference, gateway_code="alipay", product="page",
            at=timezone.now() - timedelta(**ago),
        )  # fmt: skip
        mark_attempt_refused(attempt_id=attempt.pk, code=code)


@pytest.mark.parametrize("kind", FAILURES)
def test_cards_tried_on_one_order_are_seen_when_the_next_is_tried(customer, kind):
    make_rule(kind, points=60, minutes=60, most=2)
    plan = ordered(customer)

    refused(plan, 2)
    before = assess_way(reference="DD1", gateway_code="alipay")
    refused(plan, 1)
    after = assess_way(reference="DD1", gateway_code="alipay")

    assert (before, after) == ("pass", "hold")
    assert assessments_of(["DD1"])["DD1"].decision == "hold"
    (reason,) = assessments_of(["DD1"])["DD1"].reasons
    assert reason.text.startswith("3 payments ")
    assert reason.text.endswith(" were refused within 60 minutes.")


@pytest.mark.parametrize("kind", FAILURES)
def test_cards_tried_before_are_seen_when_the_next_order_is_placed(customer, kind):
    make_rule(kind, points=100, minutes=60, most=2)
    first = ordered(customer)
    refused(first, 2)
    assert ordered(customer, "DD2").awaits_code is False

    refused(first, 1)

    with pytest.raises(Exception, match="cannot take this order"):
        ordered(customer, "DD3")


def test_only_refusals_of_the_bank_within_the_window_count(customer):
    make_rule("account_failures", points=60, minutes=10, most=2)
    plan = ordered(customer, at=timezone.now() - timedelta(minutes=20))
    refused(plan, 3, minutes=11)
    refused(plan, 3, code=NO_CONNECTION)
    refused(ordered(UserFactory(), "DD2"), 3)

    assert assess_way(reference="DD1", gateway_code="alipay") == "pass"
    assert not RiskAtPayment.objects.exists()


def test_a_way_of_paying_with_a_large_amount_is_weighed_with_the_order(customer):
    make_rule("large_first_order", points=30, least=Decimal(1))
    make_rule("way_of_paying", points=30, way="unionpay", least=Decimal("99.90"))
    ordered(customer)

    by_alipay = assess_way(reference="DD1", gateway_code="alipay")
    by_unionpay = assess_way(reference="DD1", gateway_code="unionpay")

    assert (by_alipay, by_unionpay) == ("pass", "hold")
    view = assessments_of(["DD1"])["DD1"]
    assert (view.points, [reason.text for reason in view.reasons]) == (
        60,
        ["¥99.90, and nothing was paid before.", "¥99.90 by UnionPay."],
    )


def test_a_rule_that_speaks_twice_counts_once(customer):
    make_rule("account_failures", points=40, minutes=60, most=1)
    refused(ordered(customer), 2)
    ordered(customer, "DD2", can_get_code=True)

    assert assess_way(reference="DD2", gateway_code="alipay") == "code"

    assert RiskAtPayment.objects.get().points == 40


def test_a_refused_way_leaves_the_order_unpaid_and_is_kept_once(customer):
    make_merchant()
    make_rule("way_of_paying", points=100, way="alipay", least=Decimal(1))
    plan = ordered(customer)

    for _try in range(2):
        with pytest.raises(PaymentNotAccepted):
            start_attempt(reference="DD1", customer_id=customer.pk, gateway_code="alipay")

    assert not PaymentAttempt.objects.exists()
    kept = RiskAtPayment.objects.get()
    assert (kept.gateway, kept.decision, kept.points) == ("alipay", "refuse", 100)
    plan.refresh_from_db()
    assert (plan.state, plan.awaits_code) == ("open", False)


def test_a_code_is_asked_for_once_and_opens_every_way(customer, code):
    make_rule("account_failures", points=40, minutes=60, most=1)
    plan = ordered(customer)
    refused(plan, 2)
    assert assess_way(reference="DD1", gateway_code="alipay") == "code"
    with pytest.raises(CodeNeeded):
        create_attempt(reference="DD1", gateway_code="alipay", product="page")
    assert run_audits()["payments: codes before paying"] == []  # those attempts were earlier

    send_code(reference="DD1", customer_id=customer.pk)
    confirm_code(reference="DD1", customer_id=customer.pk, code=code)

    assert assess_way(reference="DD1", gateway_code="alipay") == "pass"
    assert assess_way(reference="DD1", gateway_code="wechat") == "pass"
    plan.refresh_from_db()
    assert not plan.awaits_code


def test_the_pay_page_says_what_a_refused_shopper_can_do(customer, customer_client):
    make_merchant()
    make_rule("way_of_paying", points=100, way="alipay", least=Decimal(1))
    ordered(customer)

    answer = customer_client.post(
        "/pay/DD1/start/", {"way": "alipay:page"}, headers={"accept-language": "en"}
    )

    assert answer.status_code == 422
    assert "This payment cannot be taken at the moment." in answer.content.decode()


def test_a_decision_at_payment_cannot_be_edited_and_goes_with_its_assessment(customer):
    make_rule("way_of_paying", points=100, way="alipay", least=Decimal(1))
    ordered(customer)
    assess_way(reference="DD1", gateway_code="alipay")

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        RiskAtPayment.objects.update(points=0)
    RiskAssessment.objects.get().delete()

    assert not RiskAtPayment.objects.exists()


@pytest.mark.parametrize("rules", [0, 1, 4])
def test_asking_costs_two_queries_and_without_rules_none(
    customer, rules, django_assert_num_queries
):
    ordered(customer)
    for kind in [*FAILURES, "way_of_paying"][:rules]:
        make_rule(kind)
    assess_way(reference="DD1", gateway_code="alipay")

    # savepoint, assessment, counts, release
    with django_assert_num_queries(4 if rules else 2):
        assess_way(reference="DD1", gateway_code="alipay")


def test_who_deletes_the_cookie_is_known_by_network_and_browser():
    make_rule("browser_orders", points=60, minutes=10, most=2)
    told = browser_told(ip=IP, browser="chrome/windows/zh-cn")
    for number in ("DD1", "DD2"):
        assess(facts=facts_of_order(UserFactory(), number, keys=keys(browser=told)))

    third = assess(facts=facts_of_order(UserFactory(), "DD3", keys=keys(browser=told)))
    other = browser_told(ip=IP, browser="safari/iphone/zh-cn")
    neighbour = assess(facts=facts_of_order(UserFactory(), "DD4", keys=keys(browser=other)))

    assert (third.decision, neighbour.decision) == ("hold", "pass")
    assert browser_told(ip="127.0.0.1", browser="chrome/windows/zh-cn") == ""
