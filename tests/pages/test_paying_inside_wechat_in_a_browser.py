"""WeChat's own browser: the pay page, the silent log-in, the bridge, and back with the money."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from payments.models import PaymentAttempt, PaymentPlan
from shop.common.services.providers import save_provider_account
from tests.factories.orders import place, ready_to_ship
from tests.factories.payments import ACTOR
from tests.support.sandbox import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.req("PAY-01", "PAY-08"),
]
SECRETS = ("private_key", "api_v3_key", "app_secret")
AGENT = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 MicroMessenger/8.0.50"
# What WeChat's browser brings: here it hands what the page asks of it to the stand-in.
BRIDGE = """
window.WeixinJSBridge = {
  invoke: (name, fields) => {
    const asked = new URLSearchParams({ ...fields, redirect_url: document.referrer });
    location.assign(`%s/wechat/bridge/?${asked}`);
  },
};
"""


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"user_agent": AGENT}


@pytest.fixture
def order(sandbox, live_server, settings, context, customer):
    """An order that waits for its money, and WeChat's browser signed in as its customer."""
    settings.SITE_URL = live_server.url
    policy = settings.CONTENT_SECURITY_POLICY
    directives = policy["DIRECTIVES"]
    allowed = {"form-action": [*directives["form-action"], sandbox.url]}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": {**directives, **allowed}}
    facts = sandbox.wechat_merchant()
    save_provider_account(
        provider="wechat",
        is_enabled=True,
        settings={name: value for name, value in facts.items() if name not in SECRETS},
        secrets={name: facts[name] for name in SECRETS},
        actor=ACTOR,
    )
    client = Client()
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    ready_to_ship()
    return place(customer)


def choose_wechat(page, live_server, order) -> None:
    page.goto(f"{live_server.url}/pay/{order.number}/")
    page.locator("[name=way][value='wechat:jsapi']").check(force=True)
    page.locator("form:has([name=way]) button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="微信登录")).to_be_visible()


def test_the_log_in_is_refused_then_given_and_the_bridge_takes_the_money(
    order, sandbox, live_server, page
):
    page.add_init_script(BRIDGE % sandbox.url)
    choose_wechat(page, live_server, order)
    page.get_by_role("link", name="拒绝登录").click()
    expect(page).to_have_url(re.compile(rf"/pay/{order.number}/payer/"))
    expect(page.locator("[name=way]:checked")).to_have_value("wechat:native")

    choose_wechat(page, live_server, order)
    page.get_by_role("link", name="以顾客乙登录").click()
    expect(page.get_by_role("heading", name="微信支付")).to_be_visible()
    page.get_by_role("button", name="确认支付").click()
    expect(page.get_by_role("heading", name="支付成功")).to_be_visible()

    wait_until(lambda: PaymentPlan.objects.get(reference=order.number).is_paid, "the money")
    assert PaymentAttempt.objects.get().payer == "oSandbox0000000000000000you"


def test_the_demo_shop_says_where_its_bridge_is_played(order, sandbox, live_server, page, settings):
    settings.SANDBOX_URL = sandbox.url
    choose_wechat(page, live_server, order)
    page.get_by_role("link", name="以顾客甲登录").click()
    page.locator(f"main a[href^='{sandbox.url}']").click()
    page.get_by_role("button", name="确认支付").click()
    page.get_by_role("link", name="返回商家").click()

    expect(page).to_have_url(re.compile(f"^{live_server.url}/(pay|orders|account)/"))
    expect(page.locator("main")).to_contain_text(order.number)
