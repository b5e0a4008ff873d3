"""Sheets of fields in a real browser: filling a column, pasting rows, going down."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from catalog.models import Product
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    ProductFactory,
    SkuFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASTE = """([field, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(field).dispatchEvent(event);
}"""


@pytest.fixture
def sheet(live_server, page, context, clerk):
    client = Client()
    client.force_login(clerk, backend="customers.backends.IdentityBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    product = ProductFactory(listed=True)
    for place in range(3):
        SkuFactory(product=product, price="59.00", position=place)
    page.goto(f"{live_server.url}/admin/catalog/product/{product.pk}/change/")
    return page


def column(page, name):
    return [page.input_value(f"#id_skus-{place}-{name}") for place in range(3)]


@pytest.mark.req("CAT-04", "CAT-05")
def test_a_column_is_filled_pasted_and_walked_down(sheet):
    sheet.fill("#id_skus-0-weight_grams", "321")
    sheet.locator("#skus-group th.column-weight_grams .sheet-fill").click()
    assert column(sheet, "weight_grams") == ["321"] * 3

    sheet.evaluate(PASTE, ["#id_skus-1-sale_price", "¥49.00\t69\n1,059.00"])
    assert column(sheet, "sale_price") == ["59.00", "49.00", "1059.00"]
    assert column(sheet, "list_price") == ["", "69", ""]

    sheet.focus("#id_skus-0-barcode")
    sheet.keyboard.press("Enter")
    expect(sheet.locator("#id_skus-1-barcode")).to_be_focused()


def test_a_phone_shows_the_sections_of_a_product_closed_and_a_wide_screen_open(sheet):
    expect(sheet.locator("#id_skus-0-weight_grams")).to_be_visible()

    sheet.set_viewport_size({"width": 390, "height": 844})
    sheet.reload()
    expect(sheet.locator("#id_title")).to_be_visible()
    expect(sheet.locator("#id_skus-0-weight_grams")).not_to_be_visible()
    sheet.locator("#skus-group summary").click()

    expect(sheet.locator("#id_skus-0-weight_grams")).to_be_visible()


@pytest.mark.req("CAT-04")
def test_one_of_many_values_is_found_by_typing(sheet):
    kind = Product.objects.get().product_type
    attribute = AttributeFactory(product_type=kind, code="colour", sku_maker=True)
    for number in range(20):
        AttributeValueFactory(attribute=attribute, name=f"颜色{number:02d}")
    sheet.goto(sheet.url.replace("/change/", "/skus/"))
    sheet.get_by_label("颜色03").check()

    sheet.locator(".boxes-search").fill("17")

    expect(sheet.get_by_label("颜色17")).to_be_visible()
    expect(sheet.get_by_label("颜色03")).to_be_visible()
    expect(sheet.get_by_label("颜色16")).not_to_be_visible()
