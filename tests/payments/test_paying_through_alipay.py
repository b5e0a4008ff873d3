"""The whole way on the real protocol: adapter, official SDK, sandbox, notification."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from payments.errors import PlanNotPayable
from payments.gateways.keys import public_key_pem
from payments.models import Notification, PaymentAttempt, PaymentPlan, Refund
from payments.services.attempts import create_attempt, start_attempt
from payments.services.gateways import gateway
from payments.services.plans import close_plan
from payments.services.queries import close_at_gateway, due_attempts, query_attempt
from payments.services.refund_sending import send_refund_part
from payments.services.refunds import request_refund
from payments.types import DepartureKind, TradeState
from shop.common.models import ProviderAccount
from shop.common.selectors import forget_provider_accounts
from shop.common.services.providers import save_provider_account
from shop.common.transport import NetworkInsideTransaction
from tests.factories.payments import ACTOR, make_plan
from tests.support.sandbox import sandbox, sandbox_process, wait_until  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PAY-01")]


@pytest.fixture
def alipay(sandbox, live_server, settings):  # noqa: F811
    settings.SITE_URL = live_server.url
    app = sandbox.alipay_app()
    save_provider_account(
        provider="alipay",
        is_enabled=True,
        settings={
            "gateway": app["gateway"],
            "app_id": app["app_id"],
            "seller_id": app["seller_id"],
            "alipay_public_key": app["alipay_public_key"],
        },
        secrets={"app_private_key": app["app_private_key"]},
        actor=ACTOR,
    )
    return sandbox


def set_out(alipay, plan: PaymentPlan) -> PaymentAttempt:
    """Leave for the cashier page, as a browser does."""
    started = start_attempt(
        reference=plan.reference, customer_id=plan.customer_id, gateway_code="alipay"
    )
    assert alipay.visit(started.departure.url).ok
    return PaymentAttempt.objects.get(pk=started.attempt_id)


def is_paid() -> bool:
    return PaymentPlan.objects.get().is_paid


@pytest.mark.req("PAY-05", "PAY-06")
def test_the_notification_pays_the_plan_with_the_browser_closed(alipay):
    attempt = set_out(alipay, make_plan())

    alipay.pay(attempt.out_trade_no)

    wait_until(is_paid, "the notification to pay the plan")
    assert Notification.objects.get().verdict == Notification.Verdict.APPLIED


def test_a_scanned_code_pays_the_plan(alipay):
    plan = make_plan()
    started = start_attempt(
        reference=plan.reference, customer_id=plan.customer_id, gateway_code="alipay", product="qr"
    )
    assert started.departure.kind == DepartureKind.QR
    attempt = PaymentAttempt.objects.get(pk=started.attempt_id)
    assert query_attempt(attempt_id=attempt.pk) == TradeState.NOT_FOUND  # nobody has scanned yet

    cashier = alipay.visit(started.departure.url)
    assert attempt.out_trade_no in cashier.text
    alipay.pay(attempt.out_trade_no)

    wait_until(is_paid, "the notification to pay the plan")


def test_answers_are_believed_by_a_key_with_the_line_ends_of_a_browser(alipay):
    account = ProviderAccount.objects.get()
    pem = public_key_pem(account.settings["alipay_public_key"])
    account.settings["alipay_public_key"] = pem.replace("\n", "\r\n")
    account.save()
    forget_provider_accounts()
    attempt = create_attempt(reference=make_plan().reference, gateway_code="alipay", product="page")

    assert query_attempt(attempt_id=attempt.pk) == TradeState.NOT_FOUND


def test_changing_the_way_closes_the_first_at_the_gateway(alipay):
    plan = make_plan()
    first = set_out(alipay, plan)

    start_attempt(
        reference=plan.reference, customer_id=plan.customer_id, gateway_code="alipay", product="qr"
    )

    first.refresh_from_db()
    assert first.state == PaymentAttempt.State.CLOSED
    assert alipay.books(first.out_trade_no)["trades"][0]["trade_status"] == "TRADE_CLOSED"
    assert PaymentAttempt.objects.filter(state=PaymentAttempt.State.PENDING).count() == 1


def test_money_of_the_first_way_wins_over_the_second(alipay):
    plan = make_plan()
    first = set_out(alipay, plan)
    alipay.fault("notify_lost", reference=first.out_trade_no)
    alipay.pay(first.out_trade_no)

    with pytest.raises(PlanNotPayable):
        start_attempt(
            reference=plan.reference,
            customer_id=plan.customer_id,
            gateway_code="alipay",
            product="qr",
        )

    assert is_paid()
    assert PaymentAttempt.objects.get().state == PaymentAttempt.State.CAPTURED


@pytest.mark.fault("provider-in-trouble")
def test_a_lost_notification_is_made_good_by_the_query(alipay):
    attempt = set_out(alipay, make_plan())
    alipay.fault("notify_lost", reference=attempt.out_trade_no)
    alipay.pay(attempt.out_trade_no)

    assert query_attempt(attempt_id=attempt.pk) == TradeState.PAID

    assert is_paid()
    assert not Notification.objects.exists()


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize("fault", ["http_500", "garbage"])
def test_a_gateway_in_trouble_leaves_everything_as_it_was(alipay, fault):
    attempt = set_out(alipay, make_plan())
    alipay.fault(fault, count=1, method="alipay.trade.query")

    assert query_attempt(attempt_id=attempt.pk) == TradeState.UNKNOWN

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING


def test_closing_closes_at_the_gateway(alipay):
    plan = make_plan()
    attempt = set_out(alipay, plan)

    assert close_at_gateway(reference=plan.reference)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.CLOSED
    assert alipay.books(attempt.out_trade_no)["trades"][0]["trade_status"] == "TRADE_CLOSED"


def test_closing_finds_money_that_just_arrived(alipay):
    plan = make_plan()
    attempt = set_out(alipay, plan)
    alipay.fault("notify_lost", reference=attempt.out_trade_no)
    alipay.pay(attempt.out_trade_no)

    close_at_gateway(reference=plan.reference)

    assert is_paid()


@pytest.mark.fault("money-not-owed")
def test_money_for_a_closed_plan_is_found_though_its_notification_was_lost(alipay):
    plan = make_plan()
    started = start_attempt(
        reference=plan.reference, customer_id=plan.customer_id, gateway_code="alipay"
    )
    close_at_gateway(reference=plan.reference)  # the payer has not opened the cashier: no trade yet
    close_plan(reference=plan.reference, actor=ACTOR)
    attempt = PaymentAttempt.objects.get(pk=started.attempt_id)
    alipay.fault("notify_lost", reference=attempt.out_trade_no)
    alipay.visit(started.departure.url)
    alipay.pay(attempt.out_trade_no)

    assert attempt.pk in due_attempts(at=attempt.expires_at + timedelta(minutes=2))
    query_attempt(attempt_id=attempt.pk)

    plan.refresh_from_db()
    assert (plan.captured, plan.refunded) == (plan.total, plan.total)


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "fault", ["", "refund_unknown_done", "refund_unknown_undone", "http_500_done"]
)
def test_money_goes_back_exactly_once_whatever_the_gateway_answers(alipay, fault):
    plan = make_plan()
    attempt = set_out(alipay, plan)
    alipay.pay(attempt.out_trade_no)
    wait_until(is_paid, "the payment")
    if fault:
        alipay.fault(fault, count=1, method="alipay.trade.refund")
    refund = request_refund(
        reference=plan.reference, amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    )

    for _try in range(3):
        send_refund_part(part_id=refund.parts.get().pk)

    refund.refresh_from_db()
    assert refund.state == Refund.State.DONE
    (at_alipay,) = alipay.books(attempt.out_trade_no)["refunds"]
    assert Decimal(str(at_alipay["refund_amount"])) == Decimal("40.00")


def test_the_network_is_refused_inside_a_transaction(alipay, monkeypatch):
    attempt = set_out(alipay, make_plan())
    house = gateway(code="alipay")
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        house.query(attempt.at_gateway)
