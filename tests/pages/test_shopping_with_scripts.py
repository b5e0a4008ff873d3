"""What scripts add to cart and checkout, in a real browser; without them the same forms work."""

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from logistics.types import ZoneTerms
from orders.models import CartLine
from tests.factories.customers import AddressFactory
from tests.factories.logistics import EVERYWHERE, DeliveryMethodFactory, FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def open_page(live_server, page, context, customer):
    """Open a page of the shop as the customer; errors in the console fail the test."""
    client = Client()
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)

    def open_(path):
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_
    assert errors == []


@pytest.mark.req("CART-02", "CART-03")
def test_a_changed_quantity_keeps_the_focus_and_changes_the_sums(open_page, customer):
    FreightTemplateFactory()
    fill_cart(customer, make_sku(price="59.00"), quantity=2)
    line = CartLine.objects.get()
    page = open_page("/cart/")

    page.locator(f"#quantity-{line.pk}-more").click()

    expect(page.locator("#cart-totals")).to_contain_text("189")
    expect(page.locator(f"#quantity-{line.pk}-more")).to_be_focused()
    expect(page.locator(".cart-link .cart-count")).to_have_text("3")


@pytest.mark.req("CART-02")
def test_a_removed_line_is_put_back_by_undo(open_page, customer):
    FreightTemplateFactory()
    fill_cart(customer, make_sku(price="59.00"), quantity=2)
    page = open_page("/cart/")

    page.locator(".cart-remove button").click()
    expect(page.locator(".cart-line")).to_have_count(0)
    page.locator(".toast-action").click()

    expect(page.locator(".cart-line")).to_have_count(1)
    assert CartLine.objects.get().quantity == 2


def test_lines_are_chosen_by_a_click(open_page, customer):
    FreightTemplateFactory()
    fill_cart(customer, make_sku(price="59.00"), quantity=1)
    fill_cart(customer, make_sku(price="10.00"), quantity=1)
    page = open_page("/cart/")

    page.locator(".cart-check input[type=checkbox]").first.uncheck()
    expect(page.locator("#cart-totals")).to_contain_text("67")
    page.locator("#select-all").check()

    expect(page.locator("#cart-totals")).to_contain_text("79")


@pytest.mark.req("CART-04")
def test_another_address_is_quoted_at_once_and_the_remark_stays(open_page, customer):
    far = ZoneTerms(name="广东", regions=("440000",), first_fee=Decimal("15.00"))
    FreightTemplateFactory(zones=[EVERYWHERE, far])
    DeliveryMethodFactory()
    AddressFactory(user=customer, is_default=True)
    guangzhou = AddressFactory(user=customer, district_id="440106")
    fill_cart(customer, make_sku(price="59.00"), quantity=1)
    page = open_page("/checkout/")
    page.locator("#id_remark").fill("周末送")

    page.locator(f"#address-{guangzhou.pk}").check()

    expect(page.locator(".checkout-side")).to_contain_text("¥74.00")
    expect(page.locator("#id_remark")).to_have_value("周末送")
    expect(page.locator(f"#address-{guangzhou.pk}")).to_be_focused()
    page.locator("#address-" + str(customer.addresses.first().pk)).check()
    expect(page.locator(".checkout-side")).to_contain_text("¥67.00")


@pytest.mark.parametrize("width", [390, 1440])
def test_everybody_can_use_the_pages(open_page, customer, width):
    FreightTemplateFactory()
    AddressFactory(user=customer, is_default=True)
    order = place(customer)
    fill_cart(customer, make_sku(on_hand=3), quantity=1)

    for path in ("/cart/", "/checkout/", "/account/orders/", f"/account/orders/{order.number}/"):
        page = open_page(path)
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
