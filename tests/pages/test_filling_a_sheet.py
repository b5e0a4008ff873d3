"""Sheets of fields in a real browser: filling a column, pasting rows, going down."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.factories.catalog import ProductFactory, SkuFactory

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
