"""What the pay page offers, and every way in which a payer sets out."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from payments.errors import PaymentRefused
from payments.gateways import registry
from payments.gateways.alipay import Alipay
from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.policies import PaymentLimits
from payments.types import Departure, DepartureKind, Device, PayWay
from shop.common.services.providers import save_provider_account
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable
from tests.factories.payments import ACTOR, make_attempt, make_merchant, make_plan
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01")]

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148 Safari/604.1"
WECHAT = f"{IPHONE} MicroMessenger/8.0.50"


class Scripted(Alipay):
    """Alipay that departs as a test says, and counts how often it is asked."""

    departure = Departure(kind=DepartureKind.QR, url="https://qr.example/abc")
    trouble: Exception | None = None
    calls = 0

    @staticmethod
    def ways(device: Device) -> list[PayWay]:
        bridge = PayWay(gateway="alipay", product="jsapi", label="Bridge", needs_payer=True)
        return [bridge] if device == Device.WECHAT else Alipay.ways(device)

    def create(self, request):
        type(self).calls += 1
        if self.trouble is not None:
            raise self.trouble
        return replace(self.departure)


@pytest.fixture
def plan(customer) -> PaymentPlan:
    make_merchant()
    return make_plan(customer=customer)


@pytest.fixture
def gateway(monkeypatch, plan):
    scripted = type("Scripted", (Scripted,), {})
    monkeypatch.setitem(registry.GATEWAYS, "alipay", scripted)
    return scripted


def ways_on(client, agent: str = "") -> list[str]:
    page = client.get("/pay/DD1/", headers={"User-Agent": agent}).text
    return re.findall(r'name="way"\s+value="([^"]+)"', page)


def set_out(client, way: str = "alipay:qr", **headers):
    return client.post("/pay/DD1/start/", {"way": way}, headers=headers)


@pytest.mark.parametrize(
    ("agent", "offered"),
    [
        pytest.param("", ["alipay:page", "alipay:qr"], id="computer"),
        pytest.param(IPHONE, ["alipay:wap"], id="phone"),
        pytest.param(WECHAT, [], id="wechat"),
    ],
)
def test_each_device_is_offered_what_works_on_it(customer_client, plan, agent, offered):
    assert ways_on(customer_client, agent) == offered


@pytest.mark.parametrize(
    ("limits", "offered"),
    [
        pytest.param(
            {"alipay_least": Decimal("99.90"), "alipay_most": Decimal("99.90")}, 2, id="in"
        ),
        pytest.param({"alipay_least": Decimal("99.91")}, 0, id="too little"),
        pytest.param({"alipay_most": Decimal("99.89")}, 0, id="too much"),
    ],
)
def test_a_gateway_is_offered_for_the_amounts_it_takes(customer_client, plan, limits, offered):
    decide(PaymentLimits, **limits)

    assert len(ways_on(customer_client)) == offered
    assert set_out(customer_client, "alipay:page").status_code == (302 if offered else 422)


def test_a_way_that_needs_its_payer_is_not_offered_where_nobody_can_be_asked(
    customer_client, gateway
):
    assert ways_on(customer_client, WECHAT) == []
    assert set_out(customer_client, "alipay:jsapi", **{"User-Agent": WECHAT}).status_code == 422


def test_a_code_is_drawn_and_looking_again_asks_nobody(customer_client, gateway):
    left = set_out(customer_client)
    pages = [customer_client.get(left.url).text for _look in range(3)]

    assert left.url == "/pay/DD1/departure/"
    assert all('class="pay-code"' in page for page in pages)
    assert all("qr.example" not in page for page in pages)
    set_out(customer_client)
    assert gateway.calls == 1
    assert PaymentAttempt.objects.count() == 1


def test_a_code_that_has_grown_old_is_asked_for_again(customer_client, gateway):
    set_out(customer_client)
    attempt = PaymentAttempt.objects.get()
    PaymentAttempt.objects.update(departed_at="2026-01-01T00:00:00+08:00")

    shown = customer_client.get("/pay/DD1/departure/")
    set_out(customer_client)

    assert shown.url == "/pay/DD1/"
    assert gateway.calls == 2
    assert PaymentAttempt.objects.get().out_trade_no == attempt.out_trade_no


def test_a_form_goes_to_the_gateways_host_and_carries_no_token_of_ours(customer_client, gateway):
    gateway.departure = Departure(
        kind=DepartureKind.FORM, url="https://bank.example/go", fields={"a": '"1"<'}
    )

    page = set_out(customer_client)

    assert page.status_code == 200
    form = page.text[page.text.index('action="https://bank.example/go"') :]
    form = form[: form.index("</form>")]
    assert '<input type="hidden" name="a" value="&quot;1&quot;&lt;">' in form
    assert "csrf" not in form
    assert "https://bank.example" in form_action(page)
    assert "https://bank.example" not in form_action(customer_client.get("/pay/DD1/"))


def form_action(page) -> str:
    policy = str(page.headers["Content-Security-Policy"])
    return next(part for part in policy.split("; ") if part.startswith("form-action"))


def test_the_bridge_is_given_its_fields(customer_client, gateway):
    gateway.departure = Departure(kind=DepartureKind.BRIDGE, fields={"package": "prepay_id=1"})

    page = customer_client.get(set_out(customer_client).url).text

    fields = re.search(r'<script id="wechat-pay-fields"[^>]*>(.*?)</script>', page)[1]
    assert json.loads(fields) == {"package": "prepay_id=1"}


@pytest.mark.fault("provider-in-trouble")
def test_a_gateway_that_is_away_leaves_the_order_payable_another_way(customer_client, gateway):
    gateway.trouble = ProviderUnavailable()

    page = set_out(customer_client)

    assert page.status_code == 422
    assert "The service is not reachable at the moment" in page.text
    assert "Pay again, or another way" in page.text
    assert PaymentAttempt.objects.get().state == "pending"
    gateway.trouble = None
    assert set_out(customer_client).status_code == 302
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.req("PAY-09")
@pytest.mark.parametrize(
    ("trouble", "group", "advice"),
    [
        pytest.param(ProviderUnavailable(), "network", "The connection was unstable", id="away"),
        pytest.param(
            ProviderAnswerInvalid(), "provider", "The payment service has a problem", id="garbage"
        ),
    ],
)
def test_what_kept_the_payer_from_setting_out_is_noted_and_comes_with_its_advice(
    customer_client, gateway, trouble, group, advice
):
    gateway.trouble = trouble

    page = set_out(customer_client).text

    alert = page[page.index('id="pay-status"') : page.index("<form")]
    assert advice in alert
    assert PaymentAttempt.objects.get().failure_group == group
    gateway.trouble = None
    set_out(customer_client)
    assert advice not in customer_client.get("/pay/DD1/departure/").text
    assert not PaymentAttempt.objects.get().failure_stands


@pytest.mark.req("PAY-08", "PAY-09")
def test_a_refused_payment_says_why_and_offers_the_other_ways(customer_client, gateway):
    gateway.trouble = PaymentRefused(reason="ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR")

    page = set_out(customer_client)

    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.failure_group) == ("failed", "limit")
    assert "A payment limit was reached" in page.text
    gateway.trouble = None
    assert set_out(customer_client).status_code == 302
    assert PaymentAttempt.objects.count() == 2


@pytest.mark.req("PAY-08")
def test_a_failure_that_the_waiting_page_hears_of_leads_on_to_the_other_ways(
    customer_client, gateway
):
    decide(PaymentLimits, transfer_least=Decimal(0))
    save_provider_account(
        provider="transfer", is_enabled=True, settings={}, secrets={}, actor=ACTOR
    )
    set_out(customer_client)
    PaymentAttempt.objects.update(failure_group="limit", failed_at=timezone.now())

    heard = customer_client.get("/pay/DD1/status/", headers={"HX-Request": "true"})
    page = customer_client.get("/pay/DD1/").text

    assert heard.headers["HX-Redirect"] == "/pay/DD1/"
    assert "A payment limit was reached" in page
    assert re.search(r'value="transfer:"\s+checked', page)


@pytest.mark.req("PAY-10")
def test_a_failure_does_not_stand_over_the_parts_that_came_after_it(customer_client, gateway):
    PaymentPlan.objects.update(total=Decimal("1200.00"))
    Payment.objects.update(amount=Decimal("1200.00"))
    gateway.trouble = PaymentRefused(reason="ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR")
    set_out(customer_client)

    customer_client.post("/pay/DD1/parts/", {"parts": "2"})

    page = customer_client.get("/pay/DD1/").text
    assert "¥600.00" in page
    assert "A payment limit was reached" not in page[: page.index("<form")]


@pytest.mark.parametrize(
    ("agent", "chosen"),
    [
        pytest.param("", "alipay:qr", id="the same device"),
        pytest.param(IPHONE, "alipay:wap", id="on the phone"),
        pytest.param(WECHAT, "transfer:", id="in WeChat, where the gateway has no way"),
    ],
)
def test_who_comes_back_on_another_device_finds_a_way_chosen(customer_client, plan, agent, chosen):
    decide(PaymentLimits, transfer_least=Decimal(0))
    save_provider_account(
        provider="transfer", is_enabled=True, settings={}, secrets={}, actor=ACTOR
    )
    make_attempt(plan, product="qr")

    page = customer_client.get("/pay/DD1/", headers={"User-Agent": agent}).text

    assert re.findall(r'value="([^"]+)"\s+checked', page) == [chosen]


def test_a_bank_that_sends_the_browser_back_by_a_form_is_followed(client, plan):
    answer = client.post("/pay/DD1/return/", {"respCode": "00"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/pay/DD1/return/")


def test_every_gateway_has_a_sign_and_limits():
    for code in registry.GATEWAYS:
        assert {f"{code}_least", f"{code}_most"} <= set(PaymentLimits.fields)


@pytest.mark.parametrize(
    ("deadline", "written"),
    [
        pytest.param("2026-11-20T23:30:00+08:00", "23:30", id="today"),
        pytest.param("2026-11-23T00:10:00+08:00", "2026-11-23 00:10", id="days later"),
    ],
)
def test_without_scripts_the_deadline_is_a_moment_with_its_day(
    customer_client, plan, deadline, written, time_machine
):
    PaymentPlan.objects.update(deadline=deadline)
    time_machine.move_to("2026-11-20T12:00:00+08:00", tick=False)

    page = customer_client.get("/pay/DD1/").text

    label, moment = re.search(
        r'data-countdown-label="Time left">([^<]+)</span>\s*<time[^>]*>([^<]+)</time>', page
    ).groups()
    assert (label, moment) == ("Pay until", written)
