"""The whole way on the real protocol: adapter, SDK, sandbox, notification."""

import re
from decimal import Decimal

import pytest
from django.db import transaction

from payments.models import (
    Notification,
    PaymentAttempt,
    PaymentPlan,
    Refund,
    RefundPart,
    RefundReroute,
)
from payments.services.attempts import start_attempt
from payments.services.gateways import gateway
from payments.services.queries import close_at_gateway, query_attempt
from payments.services.refund_reroutes import reroute_refund
from payments.services.refund_sending import send_refund_part
from payments.services.refunds import request_refund
from payments.types import DepartureKind, Device, OtherWay, Payer, RerouteTarget, TradeState
from shop.common.actors import person
from shop.common.services.providers import save_provider_account
from shop.common.transport import NetworkInsideTransaction, ProviderAnswerInvalid
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_plan
from tests.support.sandbox import sandbox, sandbox_process, wait_until  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PAY-01")]

SECRETS = ("private_key", "api_v3_key")
SETTINGS = (
    "gateway",
    "merchant_id",
    "app_id",
    "certificate_serial",
    "public_key_id",
    "public_key",
)


def save_account(facts: dict[str, str], **changes: str) -> None:
    facts = facts | changes
    save_provider_account(
        provider="wechat",
        is_enabled=True,
        settings={name: value for name, value in facts.items() if name not in SECRETS},
        secrets={name: facts[name] for name in SECRETS},
        actor=ACTOR,
    )


@pytest.fixture
def wechat(sandbox, live_server, settings):  # noqa: F811
    settings.SITE_URL = live_server.url
    facts = sandbox.wechat_merchant()
    save_account({name: facts[name] for name in (*SETTINGS, *SECRETS)})
    return sandbox


def set_out(plan: PaymentPlan, device: Device = Device.COMPUTER):
    return start_attempt(
        reference=plan.reference,
        customer_id=plan.customer_id,
        gateway_code="wechat",
        payer=Payer(device=device, ip="203.0.113.7"),
    )


def begin(plan: PaymentPlan) -> PaymentAttempt:
    return PaymentAttempt.objects.get(pk=set_out(plan).attempt_id)


def is_paid() -> bool:
    return PaymentPlan.objects.get().is_paid


@pytest.mark.req("PAY-05", "PAY-06")
def test_a_scanned_code_is_paid_with_the_browser_closed(wechat):
    started = set_out(make_plan())
    attempt = PaymentAttempt.objects.get(pk=started.attempt_id)
    shown = wechat.call("GET", "/wechat/phone/", params={"code": started.departure.url})

    wechat.press(shown.url, f"{shown.url.removeprefix(wechat.url)}pay/")

    wait_until(is_paid, "the notification to pay the plan")
    assert started.departure.kind == DepartureKind.QR
    assert started.departure.url.startswith("weixin://wxpay/bizpayurl?pr=")
    assert Notification.objects.get().verdict == Notification.Verdict.APPLIED
    attempt.refresh_from_db()
    (trade,) = wechat.wechat_books(attempt.out_trade_no)["trades"]
    assert attempt.gateway_trade_no == trade["transaction_id"]
    assert trade["total_amount"] == "99.90"


def test_the_demo_shop_says_where_its_codes_are_scanned(wechat, client, settings):
    settings.SANDBOX_URL = wechat.url
    plan = make_plan()
    set_out(plan)
    client.force_login(plan.customer)

    page = client.get("/pay/DD1/departure/").text

    link = re.search(rf'href="({wechat.url}/wechat/phone/[^"]+)"', page)
    assert link is not None
    assert "¥99.90" in wechat.call("GET", link[1].removeprefix(wechat.url)).text


def test_setting_out_again_shows_the_same_code(wechat):
    plan = make_plan()

    assert set_out(plan) == set_out(plan)


@pytest.mark.fault("provider-in-trouble")
def test_a_lost_notification_is_made_good_by_the_query(wechat):
    attempt = begin(make_plan())
    wechat.fault("notify_lost", provider="wechat", reference=attempt.out_trade_no)
    wechat.wechat_pay(attempt.out_trade_no)

    assert query_attempt(attempt_id=attempt.pk) == TradeState.PAID

    assert is_paid()
    assert not Notification.objects.exists()


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize("fault", ["http_500", "garbage"])
def test_a_gateway_in_trouble_leaves_everything_as_it_was(wechat, fault):
    attempt = begin(make_plan())
    wechat.fault(fault, provider="wechat", count=1, method="query")

    assert query_attempt(attempt_id=attempt.pk) == TradeState.UNKNOWN

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING


def pay_inside(plan: PaymentPlan, openid: str):
    return start_attempt(
        reference=plan.reference,
        customer_id=plan.customer_id,
        gateway_code="wechat",
        product="jsapi",
        payer=Payer(device=Device.WECHAT, payer_id=openid),
    )


def test_another_payer_gets_a_trade_of_their_own(wechat):
    plan = make_plan()
    first, second = pay_inside(plan, "oOne"), pay_inside(plan, "oTwo")

    numbers = PaymentAttempt.objects.order_by("pk").values_list("out_trade_no", flat=True)
    trades = [wechat.wechat_books(number)["trades"][0] for number in numbers]
    assert [trade["trade_state"] for trade in trades] == ["CLOSED", "NOTPAY"]
    assert first.departure.fields["package"] != second.departure.fields["package"]
    assert pay_inside(plan, "oTwo") == second


def test_another_account_of_the_shop_gets_a_trade_of_its_own(wechat):
    plan = make_plan()
    first = pay_inside(plan, "oOne")
    other = wechat.wechat_merchant("other")
    save_account({name: other[name] for name in (*SETTINGS, *SECRETS)})

    second = pay_inside(plan, "oOne")

    assert second.departure.fields["appId"] == other["app_id"]
    assert PaymentAttempt.objects.get(pk=first.attempt_id).state == "closed"
    number = PaymentAttempt.objects.get(pk=second.attempt_id).out_trade_no
    wechat.wechat_pay(number, merchant="other")
    wait_until(is_paid, "the notification to pay the plan")


def test_closing_closes_at_the_gateway(wechat):
    plan = make_plan()
    attempt = begin(plan)

    assert close_at_gateway(reference=plan.reference)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.CLOSED
    assert wechat.wechat_books(attempt.out_trade_no)["trades"][0]["trade_state"] == "CLOSED"


def test_closing_finds_money_that_just_arrived(wechat):
    plan = make_plan()
    attempt = begin(plan)
    wechat.fault("notify_lost", provider="wechat", reference=attempt.out_trade_no)
    wechat.wechat_pay(attempt.out_trade_no)

    close_at_gateway(reference=plan.reference)

    assert is_paid()


def paid(wechat, plan: PaymentPlan) -> PaymentAttempt:
    attempt = begin(plan)
    wechat.wechat_pay(attempt.out_trade_no)
    wait_until(is_paid, "the payment")
    return attempt


def ask_back(plan: PaymentPlan) -> RefundPart:
    refund = request_refund(
        reference=plan.reference, amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    )
    return refund.parts.get()


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "fault", ["", "refund_unknown_done", "refund_unknown_undone", "http_500_done"]
)
def test_money_goes_back_exactly_once_whatever_the_gateway_answers(wechat, fault):
    plan = make_plan()
    attempt = paid(wechat, plan)
    wechat.fault("notify_lost", provider="wechat", method="REFUND.SUCCESS")
    if fault:
        wechat.fault(fault, provider="wechat", count=1, method="refund")
    part = ask_back(plan)

    def is_back() -> bool:
        send_refund_part(part_id=part.pk)
        return Refund.objects.get().state == Refund.State.DONE

    wait_until(is_back, "the refund")
    (at_wechat,) = wechat.wechat_books(attempt.out_trade_no)["refunds"]
    assert (at_wechat["refund_amount"], at_wechat["status"]) == ("40.00", "SUCCESS")


def test_a_pending_refund_is_done_by_its_notification(wechat):
    plan = make_plan()
    paid(wechat, plan)
    part = ask_back(plan)

    send_refund_part(part_id=part.pk)

    wait_until(lambda: Refund.objects.get().state == Refund.State.DONE, "the notification")
    verdicts = Notification.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["applied", "applied"]


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    ("fault", "code"), [("refund_closed", "CLOSED"), ("refund_abnormal", "ABNORMAL")]
)
def test_a_refund_that_fails_later_waits_for_staff(wechat, fault, code):
    plan = make_plan()
    paid(wechat, plan)
    wechat.fault(fault, provider="wechat", count=1)
    part = ask_back(plan)

    send_refund_part(part_id=part.pk)

    wait_until(lambda: Refund.objects.get().state == Refund.State.FAILED, "the notification")
    part.refresh_from_db()
    assert (part.state, part.last_error) == (RefundPart.State.FAILED, code)


NUMBER = "6214830012345678"
CARD = OtherWay(target=RerouteTarget.CARD, bank="CMB_DEBIT", account=NUMBER, holder="王小明")
OURS = OtherWay(target=RerouteTarget.OURS)


def stuck(wechat, plan: PaymentPlan) -> RefundPart:
    paid(wechat, plan)
    wechat.fault("refund_abnormal", provider="wechat", method="refund", count=1)
    part = ask_back(plan)
    send_refund_part(part_id=part.pk)
    wait_until(lambda: Refund.objects.get().state == Refund.State.FAILED, "the notification")
    return part


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize("fault", ["", "refund_unknown_done", "refund_unknown_undone"])
def test_a_stuck_refund_goes_to_a_card_once_whatever_the_gateway_answers(wechat, fault):
    part = stuck(wechat, make_plan())
    if fault:
        wechat.fault(fault, provider="wechat", count=1, method="abnormal_refund")
    reroute_refund(refund_id=part.refund_id, way=CARD, actor=person(UserFactory().pk))

    def is_back() -> bool:
        send_refund_part(part_id=part.pk)
        return Refund.objects.get().state == Refund.State.DONE

    wait_until(is_back, "the refund")
    (at_wechat,) = wechat.wechat_books(part.attempt.out_trade_no)["refunds"]
    assert (at_wechat["status"], at_wechat["received_by"]) == ("SUCCESS", "招商银行借记卡5678")
    assert RefundReroute.objects.get().state == "done"


@pytest.mark.fault("provider-in-trouble")
def test_a_stuck_refund_that_comes_to_our_account_is_told_by_its_notification(wechat):
    part = stuck(wechat, make_plan())
    reroute_refund(refund_id=part.refund_id, way=OURS, actor=person(UserFactory().pk))

    send_refund_part(part_id=part.pk)

    wait_until(lambda: RefundPart.objects.get().returned_at, "the notification")
    part.refresh_from_db()
    assert (part.state, part.last_error) == (RefundPart.State.FAILED, "RETURNED")


@pytest.mark.fault("provider-in-trouble")
def test_a_card_that_is_closed_as_well_leaves_the_refund_stuck(wechat):
    part = stuck(wechat, make_plan())
    wechat.fault("refund_abnormal", provider="wechat", method="abnormal_refund", count=1)
    reroute_refund(refund_id=part.refund_id, way=CARD, actor=person(UserFactory().pk))

    def is_stuck() -> bool:
        send_refund_part(part_id=part.pk)
        return Refund.objects.get().state == Refund.State.FAILED

    wait_until(is_stuck, "the answer")
    part.refresh_from_db()
    assert (part.state, part.last_error) == (RefundPart.State.FAILED, "ABNORMAL")
    assert RefundReroute.objects.get().state == "failed"


@pytest.mark.fault("provider-in-trouble")
def test_a_refund_without_money_on_our_side_is_tried_later_under_its_number(wechat):
    plan = make_plan()
    attempt = paid(wechat, plan)
    wechat.fault("decline", provider="wechat", method="refund", cause="NOT_ENOUGH", count=1)
    part = ask_back(plan)
    send_refund_part(part_id=part.pk)
    part.refresh_from_db()
    assert (part.state, part.last_error) == (RefundPart.State.PENDING, "NOT_ENOUGH")

    send_refund_part(part_id=part.pk)

    (at_wechat,) = wechat.wechat_books(attempt.out_trade_no)["refunds"]
    assert at_wechat["out_refund_no"] == part.out_request_no


def test_an_answer_signed_by_another_is_not_believed(wechat):
    facts = wechat.wechat_merchant()
    other = wechat.wechat_merchant("other")
    attempt = begin(make_plan())
    save_account(
        {name: facts[name] for name in (*SETTINGS, *SECRETS)}, public_key=other["public_key"]
    )

    with pytest.raises(ProviderAnswerInvalid):
        gateway(code="wechat").query(attempt.at_gateway)


def test_the_network_is_refused_inside_a_transaction(wechat):
    attempt = begin(make_plan())
    house = gateway(code="wechat")

    with transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        house.query(attempt.at_gateway)


def test_a_phone_opens_the_app_and_comes_back(wechat):
    started = set_out(make_plan(), Device.PHONE)

    page = wechat.call("GET", started.departure.url.removeprefix(wechat.url))

    assert started.departure.kind == DepartureKind.REDIRECT
    assert page.status_code == 200
    assert "/pay/DD1/return/" in page.text
