"""Ticking filters in a real browser; without scripts a button applies them."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def brands(db):
    """Ten brands with one product each in one category; two of them hide behind "2 more"."""
    category = CategoryFactory(slug="shirts")
    brands = [BrandFactory(name=f"品牌{number:02d}") for number in range(10)]
    for brand in brands:
        SkuFactory(product=ProductFactory(listed=True, category=category, brand=brand))
    return brands


@pytest.fixture
def slow_page(live_server, page, brands):
    """Open the list; its answers take longer than a quick hand."""

    def answer_late(route):
        time.sleep(0.4)
        route.continue_()

    page.goto(f"{live_server.url}/c/shirts/")
    page.route("**/c/shirts/?*", answer_late)
    return page


def tick_of(page, brand):
    return page.locator(f'[name="brand"][value="{brand.pk}"]')


@pytest.mark.req("CAT-37")
def test_a_second_tick_counts_though_the_first_is_not_answered_yet(slow_page, brands):
    first, second = brands[:2]

    slow_page.evaluate(
        "names => names.forEach(name => document.getElementById(name).click())",
        [f"facet-brand={first.pk}", f"facet-brand={second.pk}"],
    )

    expect(slow_page.locator("#listing .card")).to_have_count(2)
    expect(slow_page).to_have_url(re.compile(f"brand={first.pk}&brand={second.pk}"))
    expect(tick_of(slow_page, first)).to_be_checked()
    expect(tick_of(slow_page, second)).to_be_checked()


@pytest.mark.req("CAT-37")
@pytest.mark.parametrize("width", [390, 1440])
def test_a_tick_keeps_the_focus_and_what_was_opened(slow_page, brands, width):
    slow_page.set_viewport_size({"width": width, "height": 900})
    if width == 390:
        slow_page.locator('[data-open="#facets-drawer"]').click()
    slow_page.locator("#facet-brand-more-title").click()
    slow_page.locator("#facet-stock-title").click()

    tick_of(slow_page, brands[0]).press("Space")

    expect(slow_page.locator("#listing .card")).to_have_count(1)
    expect(tick_of(slow_page, brands[0])).to_be_focused()
    expect(tick_of(slow_page, brands[9])).to_be_visible()
    expect(slow_page.locator("#facet-in-stock")).not_to_be_visible()


@pytest.mark.req("CAT-37")
def test_what_is_being_typed_outlives_the_answer_to_a_tick(slow_page, brands):
    slow_page.evaluate(
        """name => {
          document.getElementById(name).click();
          const lowest = document.getElementById("facet-min");
          lowest.focus();
          lowest.value = "12";
        }""",
        f"facet-brand={brands[0].pk}",
    )

    expect(slow_page.locator("#listing .card")).to_have_count(1)
    expect(slow_page.locator("#facet-min")).to_have_value("12")
    expect(slow_page.locator("#facet-min")).to_be_focused()
