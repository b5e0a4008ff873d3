"""Paying in a real browser: a gateway that fails, a code to scan, a bank transfer."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from orders.models import Order
from payments.gateways.alipay import Alipay
from payments.models import PaymentAttempt
from payments.services.captures import settle_capture
from payments.services.transfers import Found, record_transfer
from payments.types import Departure, DepartureKind
from shop.common.services.providers import save_provider_account
from shop.common.transport import ProviderUnavailable
from tests.factories.customers import UserFactory
from tests.factories.orders import make_sku, place
from tests.factories.payments import ACTOR, make_merchant, paid_report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

BANK = {
    "account_name": "杭州开店商贸有限公司",
    "bank": "中国银行杭州西湖支行",
    "account_number": "3571 0000 0000 1234",
}


@pytest.fixture
def order(live_server, context, customer) -> Order:
    """An order over ¥2,370.00 that waits for its payment; its buyer sits at the browser."""
    make_merchant()
    save_provider_account(
        provider="transfer", is_enabled=True, settings=BANK, secrets={}, actor=ACTOR
    )
    client = Client()
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return place(customer, make_sku(price="1180.00"), quantity=2)


def gateway_answers(monkeypatch, answer: Departure | type[Exception]) -> None:
    def create(*_request):
        if isinstance(answer, Departure):
            return answer
        raise answer

    monkeypatch.setattr(Alipay, "create", create)


def is_accessible(page) -> bool:
    return not Axe().run(page).response["violations"]


@pytest.mark.req("PAY-01", "PAY-08")
def test_a_way_that_fails_leads_to_a_code_and_the_page_goes_on_by_itself(
    order, live_server, page, monkeypatch
):
    gateway_answers(monkeypatch, ProviderUnavailable)
    page.goto(f"{live_server.url}/pay/{order.number}/")
    assert is_accessible(page)
    page.locator(".pay button[type=submit]").first.click()
    expect(page.locator(".pay")).to_contain_text("服务暂时无法访问")
    expect(page.locator("[name=way]:checked")).to_have_value("transfer:")

    gateway_answers(monkeypatch, Departure(kind=DepartureKind.QR, url="https://qr.example/abc"))
    page.locator("[name=way][value='alipay:qr']").check()
    page.locator(".pay button[type=submit]").first.click()
    expect(page.locator("svg.pay-code")).to_be_visible()
    assert is_accessible(page)
    attempt = PaymentAttempt.objects.get(product="qr")
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    expect(page).to_have_url(re.compile(f"/account/orders/{order.number}/$"))


@pytest.mark.req("PAY-01")
def test_a_transfer_is_shown_and_confirmed_by_finance(order, live_server, page):
    page.goto(f"{live_server.url}/pay/{order.number}/")
    page.locator("[name=way][value='transfer:']").check()
    page.locator(".pay button[type=submit]").first.click()
    expect(page.locator("#transfer-account-number")).to_have_text(BANK["account_number"])
    assert is_accessible(page)

    attempt = PaymentAttempt.objects.get(gateway="transfer")
    found = Found(
        number=page.locator("#transfer-remark").inner_text(),
        amount=attempt.amount,
        serial="B1",
        received_on=timezone.localdate(),
    )
    record_transfer(found=found, user_id=UserFactory(is_staff=True).pk)
    page.reload()

    expect(page).to_have_url(re.compile(f"/account/orders/{order.number}/$"))
