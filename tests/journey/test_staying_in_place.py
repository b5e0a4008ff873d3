"""Nothing on a page moves while it loads: what comes later has its place already."""

from typing import Any

import pytest
from playwright.sync_api import Page

from catalog.models import Listing
from catalog.selectors.skus import product_address
from tests.journey.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 0.02
# Sums up every shift that no tap asked for; what came before it listened is told as well.
LISTEN = """
window.shifts = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? "");
        window.shifts.push({ value: entry.value, moved });
    }
}).observe({ type: "layout-shift", buffered: true });
window.awaited = null;
addEventListener("DOMContentLoaded", () => {
    window.awaited = document.querySelectorAll("[hx-trigger^=load]").length;
    document.addEventListener("htmx:afterSettle", () => { window.awaited -= 1; });
});
"""
# What comes after the page has come; how fast this machine is says nothing about the page.
ALL_CAME = "() => window.awaited !== null && window.awaited <= 0"
READ_TO_THE_END = """async () => {
    const pause = (time) => new Promise((done) => setTimeout(done, time));
    const height = () => document.documentElement.scrollHeight;
    for (let top = 0; top < height(); top += innerHeight / 2) {
        scrollTo(0, top);
        await pause(250); // what is revealed is asked for after 200
        while (document.querySelector(".htmx-request")) await pause(20);
    }
}"""


def test_no_page_moves_while_it_loads_and_is_read(whole_shop, browser):
    moved: dict[str, list[dict[str, Any]]] = {}

    for size in (PHONE, DESK):
        for name, path in addresses().items():
            context = browser.new_context(viewport=size, locale="zh-CN")
            context.add_init_script(LISTEN)
            page = context.new_page()
            page.goto(f"{whole_shop.url}{path}", wait_until="networkidle")
            page.wait_for_function(ALL_CAME)
            page.evaluate(READ_TO_THE_END)
            page.wait_for_load_state("networkidle")
            moved[f"{name}, {size['width']} px"] = shifts(page)
            context.close()

    too_much = {where: what for where, what in moved.items() if total(what) >= MOST}
    assert too_much == {}


def test_what_moves_is_found(page):
    page.add_init_script(LISTEN)
    page.goto("data:text/html,<p>first</p><main style='height:90vh'>second</main>")
    page.evaluate("document.querySelector('p').style.height = '300px'")

    page.wait_for_function("window.shifts.length > 0")

    assert total(shifts(page)) > MOST


def addresses() -> dict[str, str]:
    listing = Listing.objects.live().filter(in_stock=True).order_by("pk")[0]
    return {
        "home": "/",
        "category": f"/c/{listing.product.category.slug}/",
        "product": product_address(listing.slug, listing.number),
    }


def shifts(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("window.shifts")
    return found


def total(found: list[dict[str, Any]]) -> float:
    return sum(float(shift["value"]) for shift in found)
