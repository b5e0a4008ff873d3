"""An account whose keys cannot be used stops its own gateway, and nothing else of the shop."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payments.gateways.registry import GATEWAYS
from payments.models import Notification, NotificationRefusal, PaymentAttempt, Statement
from payments.services.account_trials import try_account
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.queries import close_at_gateway, query_attempt
from payments.services.statements import open_statements
from payments.types import Departure, DepartureKind, TradeState
from shop.common.models import ProviderAccount
from shop.common.selectors import forget_provider_accounts
from shop.common.trials import last_trial
from tests.factories.payments import ACTOR, make_merchant, make_plan, paid_report
from tests.factories.unionpay import make_unionpay
from tests.factories.wechat import make_wechat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01")]

# What is kept in place of what, and a way of each gateway on a computer.
BROKEN = {
    "alipay": ("app_private_key", "page"),
    "wechat": ("private_key", "native"),
    "unionpay": ("pfx", "page"),
}
CODE = Departure(kind=DepartureKind.QR, url="https://qr.example/abc")
OTHERS = {"alipay": "wechat:native", "wechat": "alipay:page", "unionpay": "alipay:page"}


@pytest.fixture(params=BROKEN)
def broken(request, customer) -> str:
    """A gateway whose key is garbage, among others that work; an attempt was begun there."""
    for set_up in (make_merchant, make_wechat, make_unionpay):
        set_up()
    code: str = request.param
    key, product = BROKEN[code]
    make_plan(customer=customer)
    create_attempt(reference="DD1", gateway_code=code, product=product)
    account = ProviderAccount.objects.get(provider=code)
    account.secrets = json.dumps(json.loads(account.secrets) | {key: "garbage"})
    account.save()
    forget_provider_accounts()
    return code


def set_out(client, way: str):
    return client.post("/pay/DD1/start/", {"way": way})


def test_who_chooses_it_is_offered_the_others(customer_client, broken):
    page = set_out(customer_client, f"{broken}:{BROKEN[broken][1]}")

    assert page.status_code == 422
    assert "This way of paying is not offered at the moment" in page.text
    assert "Pay again, or another way" in page.text


def test_who_began_there_pays_another_way(customer_client, broken, monkeypatch):
    other, product = OTHERS[broken].split(":")
    monkeypatch.setattr(GATEWAYS[other], "create", lambda *_: CODE)

    answer = set_out(customer_client, f"{other}:{product}")

    assert answer.status_code == 302
    assert PaymentAttempt.objects.filter(gateway=other, state="pending").exists()


def test_its_trades_are_not_closed_and_may_be_asked_about_later(broken):
    attempt = PaymentAttempt.objects.get()

    assert close_at_gateway(reference="DD1") is False
    assert query_attempt(attempt_id=attempt.pk) == TradeState.UNKNOWN
    assert PaymentAttempt.objects.get().state == "pending"


@pytest.mark.fault("false-notification")
def test_what_it_reports_is_kept_counted_and_answered_in_its_own_words(client, broken):
    house = GATEWAYS[broken]
    address = reverse("payments:notify", args=[broken])

    answer = client.post(address, b"a=b", content_type=house.notification_type)

    assert (answer.status_code, answer.text) == (400, house.failure_answer)
    assert Notification.objects.get().verdict == "unknown_key"
    assert NotificationRefusal.objects.get().count == 1


def test_the_night_goes_on_with_the_others_statements(broken):
    other, product = OTHERS[broken].split(":")
    make_plan(reference="DD2")
    attempt = create_attempt(reference="DD2", gateway_code=other, product=product)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    open_statements(at=timezone.now() + timedelta(days=2))

    assert set(Statement.objects.values_list("gateway", flat=True)) == {other}


def test_trying_it_says_what_is_wrong(broken):
    assert not try_account(gateway_code=broken)

    trial = last_trial(broken)
    assert trial.state == "bad"
    assert "read" in trial.text or "opened" in trial.text


def test_a_trial_that_breaks_off_says_so_too(monkeypatch):
    make_merchant()

    def break_off(*_):
        raise RuntimeError

    monkeypatch.setattr(GATEWAYS["alipay"], "query", break_off)

    with pytest.raises(RuntimeError):
        try_account(gateway_code="alipay")

    assert last_trial("alipay").text == "The account could not be tried."
