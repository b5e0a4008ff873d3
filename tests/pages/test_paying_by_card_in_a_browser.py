"""From the pay page by a form to UnionPay, and back by a form from another site."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from payments.models import PaymentPlan
from shop.common.services.providers import save_provider_account
from tests.factories.orders import place, ready_to_ship
from tests.factories.payments import ACTOR
from tests.support.sandbox import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.req("PAY-01", "PAY-08"),
]
PUBLIC = ("mer_id", "root_cert", "middle_cert", "front_url", "back_url", "query_url", "file_url")


@pytest.fixture
def order(sandbox, live_server, settings, context, customer):
    """An order that waits for its money, and a browser that is signed in as its customer."""
    settings.SITE_URL = live_server.url
    kit = sandbox.unionpay_merchant()
    save_provider_account(
        provider="unionpay",
        is_enabled=True,
        settings={name: kit[name] for name in PUBLIC},
        secrets={"pfx": kit["pfx"], "pfx_password": kit["pfx_password"]},
        actor=ACTOR,
    )
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
    return place(customer)


def test_a_card_is_refused_then_pays_and_the_browser_comes_back(order, live_server, page):
    page.goto(f"{live_server.url}/pay/{order.number}/")
    page.locator("[name=way][value='unionpay:page']").check(force=True)
    page.locator("form:has([name=way]) button[type=submit]").first.click()

    expect(page.get_by_role("heading", name="银联在线支付")).to_be_visible()
    page.get_by_role("button", name="付款失败").click()
    expect(page.get_by_role("alert")).to_contain_text("卡上的余额不足")
    page.get_by_role("button", name="确认付款").click()
    expect(page.get_by_role("heading", name="付款成功")).to_be_visible()
    page.get_by_role("button", name="返回商家").click()

    expect(page).to_have_url(re.compile(f"^{live_server.url}/(pay|orders|account)/"))
    expect(page.locator("main")).to_contain_text(order.number)
    wait_until(lambda: PaymentPlan.objects.get(reference=order.number).is_paid, "the money")
