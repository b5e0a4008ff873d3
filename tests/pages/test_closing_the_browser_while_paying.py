"""The browser is closed at the cashier: the notification pays; whoever comes back goes on."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import expect

from payments.gateways.alipay import Alipay
from payments.models import PaymentAttempt, PaymentPlan
from payments.services.captures import settle_capture
from payments.types import Departure, DepartureKind
from shop.common.services.providers import save_provider_account
from tests.factories.orders import make_sku, place, ready_to_ship
from tests.factories.payments import ACTOR, make_merchant, paid_report
from tests.pages.test_paying_with_scripts import BANK
from tests.support.sandbox import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.req("PAY-01", "PAY-05", "PAY-06"),
]
# What stands in each provider's account beside its secrets.
SECRET = {
    "alipay": ("app_private_key",),
    "wechat": ("private_key", "api_v3_key"),
    "unionpay": ("pfx", "pfx_password"),
}
OPEN = {
    "alipay": ("gateway", "app_id", "seller_id", "alipay_public_key"),
    "wechat": (
        *("gateway", "merchant_id", "app_id"),
        *("certificate_serial", "public_key_id", "public_key"),
    ),
    "unionpay": (
        *("mer_id", "root_cert", "middle_cert"),
        *("front_url", "back_url", "query_url", "file_url"),
    ),
}


@pytest.fixture
def order(live_server, context, customer):
    """An order that waits for its money; its buyer sits at the browser."""
    client = Client()
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    cookie = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": live_server.url,
        "sameSite": "Lax",
    }
    context.add_cookies([cookie])
    ready_to_ship()
    return place(customer, make_sku(price="1180.00"))


def set_up(provider: str, kit: dict[str, str]) -> None:
    save_provider_account(
        provider=provider,
        is_enabled=True,
        settings={name: kit[name] for name in OPEN[provider]},
        secrets={name: kit[name] for name in SECRET[provider]},
        actor=ACTOR,
    )


def leading_to(origin: str, policy):
    """Let forms of the pay page lead on to the stand-in, as they do to the real cashiers."""
    rules = policy["DIRECTIVES"]
    allowed = {"form-action": [*rules["form-action"], origin]}
    return policy | {"DIRECTIVES": rules | allowed}


def choose(page, address: str, way: str) -> None:
    page.goto(address)
    page.locator(f"[name=way][value='{way}']").check(force=True)
    page.locator("form:has([name=way]) button[type=submit]").first.click()


@dataclass(frozen=True)
class Way:
    """A way of paying at a stand-in: where it leads, and how the money comes without a browser."""

    code: str
    leads_to: str
    bring_money: Callable[[str], object]
    site: str


@pytest.fixture(params=["alipay", "wechat", "unionpay"])
def way(request, sandbox, settings, live_server) -> Way:
    settings.SITE_URL = live_server.url
    settings.CONTENT_SECURITY_POLICY = leading_to(sandbox.url, settings.CONTENT_SECURITY_POLICY)
    code, leads_to, kit, bring_money = {
        "alipay": ("alipay:page", "/alipay/cashier/", sandbox.alipay_app, sandbox.pay),
        "wechat": ("wechat:native", "/departure/$", sandbox.wechat_merchant, sandbox.wechat_pay),
        "unionpay": (
            *("unionpay:page", "/unionpay/cashier/"),
            *(sandbox.unionpay_merchant, sandbox.pay_by_card),
        ),
    }[request.param]
    set_up(request.param, kit())
    return Way(code=code, leads_to=leads_to, bring_money=bring_money, site=live_server.url)


def test_an_order_is_paid_though_the_browser_never_came_back(
    way, order, page, context, deliver_all
):
    address = f"{way.site}/pay/{order.number}/"
    choose(page, address, way.code)
    expect(page).to_have_url(re.compile(way.leads_to))
    page.close()

    way.bring_money(PaymentAttempt.objects.get().out_trade_no)
    wait_until(lambda: PaymentPlan.objects.get().is_paid, "the notification to pay the plan")
    deliver_all()
    again = context.new_page()
    again.goto(address)

    expect(again).to_have_url(f"{way.site}/account/orders/{order.number}/")
    expect(again.locator("#order-status a[href*='/pay/']")).to_have_count(0)
    order.refresh_from_db()
    assert order.payment_state == "paid"


def test_the_pay_page_opened_again_goes_on_with_the_same_code(
    live_server, context, page, order, monkeypatch
):
    make_merchant()
    asked = []

    def create(_self, request):
        asked.append(request)
        return Departure(kind=DepartureKind.QR, url="https://qr.example/abc")

    monkeypatch.setattr(Alipay, "create", create)
    address = f"{live_server.url}/pay/{order.number}/"
    choose(page, address, "alipay:qr")
    expect(page.locator("svg.pay-code")).to_be_visible()
    page.close()

    again = context.new_page()
    again.goto(address)
    expect(again.locator("[name=way]:checked")).to_have_value("alipay:qr")
    again.locator("a[href$='/departure/']").click()
    expect(again.locator("svg.pay-code")).to_be_visible()
    attempt = PaymentAttempt.objects.get()
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    expect(again).to_have_url(f"{live_server.url}/account/orders/{order.number}/")
    assert len(asked) == 1


def test_who_chose_a_transfer_finds_its_account_again(live_server, context, page, order):
    save_provider_account(
        provider="transfer", is_enabled=True, settings=BANK, secrets={}, actor=ACTOR
    )
    address = f"{live_server.url}/pay/{order.number}/"
    choose(page, address, "transfer:")
    remark = page.locator("#transfer-remark").inner_text()
    page.close()

    again = context.new_page()
    again.goto(address)
    again.locator("a[href$='/departure/']").click()

    expect(again.locator("#transfer-remark")).to_have_text(remark)
    expect(again.locator("#transfer-account-number")).to_have_text(BANK["account_number"])
    assert PaymentAttempt.objects.count() == 1
