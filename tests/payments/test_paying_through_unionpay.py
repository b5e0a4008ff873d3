"""The whole way on the real protocol: adapter, transport, sandbox, notification."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
import requests
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payments.errors import GatewayKeysInvalid
from payments.gateways.unionpay_words import BEIJING, clearing_day
from payments.models import Notification, PaymentAttempt, PaymentPlan, Refund, RefundPart
from payments.services.attempts import start_attempt
from payments.services.gateways import gateway
from payments.services.plans import close_plan
from payments.services.queries import close_at_gateway, due_attempts, query_attempt
from payments.services.refund_sending import send_refund_part
from payments.services.refunds import request_refund
from payments.types import Departure, DepartureKind, Device, TradeState
from shop.common.services.providers import save_provider_account
from shop.common.transport import NetworkInsideTransaction
from tests.factories.payments import ACTOR, make_plan
from tests.support.sandbox import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PAY-01")]
PUBLIC = ("mer_id", "root_cert", "middle_cert", "front_url", "back_url", "query_url", "file_url")


@pytest.fixture
def unionpay(sandbox, live_server, settings):
    settings.SITE_URL = live_server.url
    set_up(sandbox.unionpay_merchant())
    return sandbox


def set_up(kit, **changes: str) -> None:
    save_provider_account(
        provider="unionpay",
        is_enabled=True,
        settings={name: kit[name] for name in PUBLIC} | changes,
        secrets={"pfx": kit["pfx"], "pfx_password": kit["pfx_password"]},
        actor=ACTOR,
    )


def start(plan: PaymentPlan) -> tuple[PaymentAttempt, Departure]:
    started = start_attempt(
        reference=plan.reference, customer_id=plan.customer_id, gateway_code="unionpay"
    )
    return PaymentAttempt.objects.get(pk=started.attempt_id), started.departure


def set_out(unionpay, plan: PaymentPlan) -> PaymentAttempt:
    """Leave for the cashier page, as a browser does."""
    attempt, departure = start(plan)
    page = unionpay.bring_form(departure.url, departure.fields)
    assert page.ok, page.text
    return attempt


def paid_plan(unionpay) -> tuple[PaymentPlan, PaymentAttempt]:
    plan = make_plan()
    attempt = set_out(unionpay, plan)
    unionpay.pay_by_card(attempt.out_trade_no)
    wait_until(is_paid, "the payment")
    return plan, attempt


def is_paid() -> bool:
    return PaymentPlan.objects.get().is_paid


def ask_back(plan: PaymentPlan, amount: str) -> RefundPart:
    refund = request_refund(
        reference=plan.reference, amount=Decimal(amount), cause_key="case:1", actor=ACTOR
    )
    return refund.parts.get()


def is_back() -> bool:
    return Refund.objects.get().state == Refund.State.DONE


@pytest.mark.req("PAY-05", "PAY-06")
def test_the_notification_pays_the_plan_with_the_browser_closed(unionpay):
    attempt = set_out(unionpay, make_plan())

    unionpay.pay_by_card(attempt.out_trade_no)

    wait_until(is_paid, "the notification to pay the plan")
    attempt.refresh_from_db()
    assert Notification.objects.get().verdict == Notification.Verdict.APPLIED
    assert attempt.payer == "621626*********0018"
    assert len(attempt.gateway_trade_no) == 21


def test_the_form_says_all_that_the_cashier_needs(unionpay):
    attempt, departure = start(make_plan())

    assert departure.kind == DepartureKind.FORM
    assert departure.url.endswith("/gateway/api/frontTransReq.do")
    said = departure.fields
    assert (said["txnAmt"], said["currencyCode"], said["channelType"]) == ("9990", "156", "07")
    assert said["orderId"] == attempt.out_trade_no
    began = timezone.localtime(attempt.created_at)
    assert said["txnTime"] == f"{began:%Y%m%d%H%M%S}"
    assert said["payTimeout"] == f"{timezone.localtime(attempt.expires_at):%Y%m%d%H%M%S}"


def test_taking_an_attempt_up_again_leads_to_the_same_trade(unionpay):
    plan = make_plan()
    first = set_out(unionpay, plan)
    second = set_out(unionpay, plan)

    assert first == second
    assert len(unionpay.card_books(first.out_trade_no)["trades"]) == 1


@pytest.mark.parametrize(
    ("device", "products"),
    [(Device.COMPUTER, ["page"]), (Device.PHONE, ["wap"]), (Device.WECHAT, [])],
)
def test_it_is_offered_on_computers_and_phones_but_not_inside_wechat(unionpay, device, products):
    ways = gateway(code="unionpay").ways(device)

    assert [way.product for way in ways] == products


@pytest.mark.req("PAY-09")
def test_a_refused_card_says_why_and_leaves_the_trade_payable(unionpay):
    attempt = set_out(unionpay, make_plan())
    unionpay.pay_by_card(attempt.out_trade_no, action="fail", cause="64")

    report = gateway(code="unionpay").query(attempt.at_gateway)
    unionpay.pay_by_card(attempt.out_trade_no)

    assert (report.state, report.failure_code) == (TradeState.WAITING, "64")
    wait_until(is_paid, "the second card")


@pytest.mark.req("PAY-16")
def test_a_card_that_was_refused_counts_once_though_the_payer_sets_out_again(unionpay):
    plan = make_plan()
    counts = []

    for action in ("fail", "", "fail"):
        attempt = set_out(unionpay, plan)
        if action:
            unionpay.pay_by_card(attempt.out_trade_no, action=action, cause="64")
        query_attempt(attempt_id=attempt.pk)
        attempt.refresh_from_db()
        counts.append((attempt.failure_code, attempt.refusal_count))

    assert counts == [("64", 1), ("64", 1), ("64", 2)]


@pytest.mark.fault("provider-in-trouble")
def test_a_lost_notification_is_made_good_by_the_query(unionpay):
    attempt = set_out(unionpay, make_plan())
    unionpay.card_fault("notify_lost", reference=attempt.out_trade_no)
    unionpay.pay_by_card(attempt.out_trade_no)

    assert query_attempt(attempt_id=attempt.pk) == TradeState.PAID

    assert is_paid()
    assert not Notification.objects.exists()


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize("fault", ["http_500", "garbage"])
def test_a_gateway_in_trouble_leaves_everything_as_it_was(unionpay, fault):
    attempt = set_out(unionpay, make_plan())
    unionpay.card_fault(fault, count=1, method="query")

    assert query_attempt(attempt_id=attempt.pk) == TradeState.UNKNOWN

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("notify_wrong_sign", "bad_signature"),
        ("notify_wrong_amount", "wrong_amount"),
        ("notify_wrong_app", "wrong_merchant"),
    ],
)
def test_a_false_notification_is_refused_and_the_next_true_one_pays(unionpay, fault, verdict):
    attempt = set_out(unionpay, make_plan())
    unionpay.card_fault(fault, count=1, reference=attempt.out_trade_no)

    unionpay.pay_by_card(attempt.out_trade_no)

    wait_until(is_paid, "the repeated notification")
    first = unionpay.deliveries(attempt.out_trade_no)[0]["attempts"][0]
    assert first["outcome"] == "400 fail"
    assert Notification.objects.order_by("pk")[0].verdict in {verdict, "applied"}


def test_a_duplicated_notification_counts_once(unionpay):
    attempt = set_out(unionpay, make_plan())
    unionpay.card_fault("notify_duplicate", times=5, reference=attempt.out_trade_no)

    unionpay.pay_by_card(attempt.out_trade_no)

    wait_until(
        lambda: all(
            row["state"] == "accepted" for row in unionpay.deliveries(attempt.out_trade_no)
        ),
        "all five",
    )
    assert PaymentPlan.objects.get().captured == attempt.amount
    assert Notification.objects.get().received_count == 5


def test_a_trade_given_up_before_its_time_is_looked_at_once_more_after_it(unionpay):
    plan = make_plan()
    attempt = set_out(unionpay, plan)

    assert close_at_gateway(reference=plan.reference)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.CLOSED
    assert attempt.next_query_at > attempt.expires_at


@pytest.mark.req("PAY-08", "PAY-09")
def test_a_refused_card_is_said_on_the_pay_page(unionpay):
    attempt = set_out(unionpay, make_plan())
    unionpay.pay_by_card(attempt.out_trade_no, action="fail", cause="33")

    query_attempt(attempt_id=attempt.pk)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.failure_group) == (PaymentAttempt.State.PENDING, "limit")


def test_after_its_time_an_unpaid_trade_is_closed(unionpay):
    plan = make_plan()
    attempt = set_out(unionpay, plan)

    with time_machine.travel(attempt.expires_at + timedelta(seconds=1)):
        assert close_at_gateway(reference=plan.reference)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.CLOSED


def test_a_payment_that_a_bank_works_on_keeps_the_order_open(unionpay):
    plan = make_plan()
    attempt = set_out(unionpay, plan)
    unionpay.card_fault("slow", method="pay_result", seconds=3600, reference=attempt.out_trade_no)
    unionpay.pay_by_card(attempt.out_trade_no)

    assert not close_at_gateway(reference=plan.reference)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING


@pytest.mark.fault("money-not-owed")
def test_money_for_a_closed_plan_is_found_and_goes_back(unionpay):
    plan = make_plan()
    attempt = set_out(unionpay, plan)
    close_at_gateway(reference=plan.reference)
    close_plan(reference=plan.reference, actor=ACTOR)
    unionpay.card_fault("notify_lost", reference=attempt.out_trade_no)
    unionpay.pay_by_card(attempt.out_trade_no)

    assert attempt.pk in due_attempts(at=attempt.expires_at + timedelta(minutes=2))
    query_attempt(attempt_id=attempt.pk)

    plan.refresh_from_db()
    assert (plan.captured, plan.refunded) == (plan.total, plan.total)


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "fault", ["", "refund_unknown_done", "refund_unknown_undone", "http_500_done", "http_500"]
)
def test_money_goes_back_exactly_once_whatever_the_gateway_answers(unionpay, fault):
    plan, attempt = paid_plan(unionpay)
    if fault:
        unionpay.card_fault(fault, count=1, method="refund")
    part = ask_back(plan, "40.00")

    for _try in range(3):
        send_refund_part(part_id=part.pk)

    wait_until(is_back, "the money to be back")
    (there,) = unionpay.card_books(attempt.out_trade_no)["refunds"]
    assert (there["refund_amount"], there["kind"]) == ("40.00", "refund")


def test_the_notification_alone_finishes_a_refund(unionpay):
    plan, _attempt = paid_plan(unionpay)

    send_refund_part(part_id=ask_back(plan, "40.00").pk)

    wait_until(is_back, "the notification")
    assert RefundPart.objects.get().tries == 1


@pytest.mark.fault("provider-in-trouble")
def test_a_refund_whose_notification_comes_before_its_answer_is_done_once(unionpay):
    plan, attempt = paid_plan(unionpay)
    unionpay.card_fault("notify_first", method="refund", reference=attempt.out_trade_no)

    send_refund_part(part_id=ask_back(plan, "40.00").pk)

    assert is_back()
    (told,) = unionpay.deliveries(attempt.out_trade_no, kind="refund")
    assert told["state"] == "accepted"


def test_the_query_finishes_a_refund_whose_notification_was_lost(unionpay):
    plan, attempt = paid_plan(unionpay)
    unionpay.card_fault("notify_lost", reference=attempt.out_trade_no)
    part = ask_back(plan, "40.00")
    send_refund_part(part_id=part.pk)

    def is_found() -> bool:
        send_refund_part(part_id=part.pk)
        return is_back()

    wait_until(is_found, "the query")


def test_a_refund_that_the_bank_refuses_waits_for_staff(unionpay):
    plan, _attempt = paid_plan(unionpay)
    unionpay.card_fault("refund_closed", cause="60")
    part = ask_back(plan, "40.00")
    send_refund_part(part_id=part.pk)

    def is_refused() -> bool:
        send_refund_part(part_id=part.pk)
        return RefundPart.objects.get().state == RefundPart.State.FAILED

    wait_until(is_refused, "the refusal")
    assert RefundPart.objects.get().last_error == "60"


def test_the_whole_of_a_trade_is_undone_on_its_clearing_day(unionpay):
    plan, attempt = paid_plan(unionpay)
    part = ask_back(plan, "99.90")
    noon = datetime.combine(clearing_day(timezone.now()), time(12), tzinfo=BEIJING)

    with time_machine.travel(noon):  # the last minutes of a clearing day are left out
        send_refund_part(part_id=part.pk)

    wait_until(is_back, "the undoing")
    (there,) = unionpay.card_books(attempt.out_trade_no)["refunds"]
    assert there["kind"] == "undo"


def test_the_network_is_refused_inside_a_transaction(unionpay):
    attempt = set_out(unionpay, make_plan())
    house = gateway(code="unionpay")
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        house.query(attempt.at_gateway)


def test_a_number_that_was_never_brought_is_not_found(unionpay):
    attempt, _departure = start(make_plan())

    assert query_attempt(attempt_id=attempt.pk) == TradeState.NOT_FOUND


@pytest.mark.parametrize(
    "change",
    [
        {"pfx_password": "wrong"},
        {"pfx": "AAAA"},
        {"root_cert": "no PEM"},
        {"mer_id": ""},
        {"query_url": ""},
    ],
    ids=["password", "pfx", "certificate", "merchant", "address"],
)
def test_wrong_keys_are_said_at_once(unionpay, change):
    set_up(unionpay.unionpay_merchant() | change)

    with pytest.raises(GatewayKeysInvalid):
        gateway(code="unionpay")


def test_the_browser_comes_back_by_a_form_without_cookies(unionpay, live_server):
    plan = make_plan()
    back = live_server.url + reverse("payments:pay-return", args=[plan.reference])

    answer = requests.post(back, data={"respCode": "00"}, allow_redirects=False, timeout=10)

    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        reverse("payments:pay-return", args=[plan.reference]),
    )
    assert not is_paid()
