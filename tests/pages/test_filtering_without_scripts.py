"""The filters of a list on a phone that runs no scripts: folded away, and one link shows them."""

import pytest
from playwright.sync_api import expect

from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def browser_context_args(browser_context_args):
    phone = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
    return browser_context_args | phone


@pytest.fixture
def _goods():
    category = CategoryFactory(slug="goods")
    for name in ("Linen", "Silk"):
        ProductFactory(listed=True, category=category, brand=BrandFactory(name=name), title=name)


@pytest.mark.req("CAT-36")
@pytest.mark.usefixtures("_goods")
def test_goods_come_first_and_a_link_shows_the_filters(live_server, page):
    page.goto(f"{live_server.url}/c/goods/")
    filters = page.locator("#filters")
    expect(filters).to_be_hidden()
    expect(page.locator("#listing a.card")).to_have_count(2)

    page.locator("#listing .list-bar").locator("[href='#filters']").click()
    expect(filters).to_be_visible()
    filters.locator("label.check", has_text="Linen").click()
    filters.locator("[type=submit]").click()

    expect(page.locator("#listing a.card")).to_have_count(1)
    expect(page.locator("#listing .chosen")).to_contain_text("Linen")
    expect(filters).to_be_hidden()


@pytest.mark.usefixtures("_goods")
def test_a_wide_screen_shows_the_filters_beside_the_goods(live_server, page):
    page.set_viewport_size({"width": 1440, "height": 900})

    page.goto(f"{live_server.url}/c/goods/")

    expect(page.locator("#filters")).to_be_visible()
    expect(page.locator("[href='#filters']")).to_be_hidden()
