"""A refund in a real browser: service asks, finance agrees, the shopper sees it come back."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from payments.models import Refund, RefundPart
from payments.services.refund_outcomes import settle_refund_part
from payments.types import RefundReport, RefundState
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.factories.orders import make_sku, pay, place
from tests.factories.payments import ACTOR

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.req("PAY-05"),
]


@pytest.fixture
def order(customer, deliver_all):
    """A paid order over two pieces of ¥59.00."""
    order = place(customer, make_sku(price="59.00"), quantity=2)
    pay(order)
    deliver_all()
    return order


@pytest.fixture
def become(live_server, page, context):
    """Let somebody else sit down at the browser."""

    def sit_down(user, address):
        client = Client()
        client.force_login(user, backend="customers.backends.IdentityBackend")
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}{address}")
        return page

    return sit_down


def member(role: str):
    ensure_roles()
    somebody = UserFactory(staff=True)
    give_role(user_id=somebody.pk, code=role)
    return somebody


def test_service_asks_finance_agrees_and_the_shopper_sees_it_back(
    become, customer, order, deliver_all
):
    line = order.lines.get()
    service = become(member("customer_service"), f"/admin/orders/order/{order.pk}/change/")
    service.locator(f"a[href$='/{order.pk}/refund/']").click()
    service.fill(f"#id_line_{line.pk}", "1")
    service.fill("#id_note", "屏幕有划痕")
    service.locator("form:has(#id_note) button[type=submit]").click()
    asked = service.locator("section[aria-labelledby=order-money] tbody tr")
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text("屏幕有划痕")
    expect(asked.locator(".chip.is-act")).to_be_visible()
    assert not Refund.objects.exists()

    finance = become(member("finance"), "/admin/")
    finance.locator(".desk-work a[href*='/refundproposal/']").click()
    finance.locator("#result_list a[href*='/change/']").first.click()
    finance.locator("a[href$='/step/approve/']").click()
    expect(finance).to_have_url(re.compile("/step/approve/$"))
    finance.locator("form button[type=submit]").last.click()
    expect(finance.locator(".money-chips .chip.is-good")).to_be_visible()
    shopper = become(customer, f"/account/orders/{order.number}/")
    expect(shopper.locator(".alert", has_text="¥59.00")).to_have_count(1)
    expect(shopper.locator(".alert-good", has_text="¥59.00")).to_have_count(0)

    done = RefundReport(state=RefundState.DONE)
    settle_refund_part(part_id=RefundPart.objects.get().pk, report=done, actor=ACTOR)
    deliver_all()
    shopper.reload()

    expect(shopper.locator(".alert-good", has_text="¥59.00")).to_have_count(1)
    expect(shopper.locator("#goods")).to_contain_text("¥59.00")
