"""axe-core finds nothing serious or critical on any page of the shop, on a phone and at a desk."""

from typing import Any
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from catalog.models import Listing
from catalog.selectors.skus import product_address
from marketing.models import ArticlePage
from shop.demo.people import DEMO_PHONE, PASSWORD
from tests.journey.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GRAVE = {"serious", "critical"}


def test_no_page_keeps_anybody_out(whole_shop, page):
    found: dict[str, list[str]] = {}
    sign_in(page, whole_shop.url)
    put_something_in_the_cart(page, whole_shop.url)

    for name, path in addresses().items():
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            answer = page.goto(f"{whole_shop.url}{path}", wait_until="networkidle")
            assert answer is not None
            assert unquote(page.url) == f"{whole_shop.url}{unquote(path)}"
            found[f"{name}, {size['width']} px, {answer.status}"] = grave_findings(page)

    assert {where: what for where, what in found.items() if what} == {}
    assert {int(where.rsplit(" ", 1)[1]) for where in found} == {200, 404}


def test_what_keeps_people_out_is_found(page):
    page.set_content("<html lang=zh><title>shop</title><main><img src=data:,></main></html>")

    assert [finding.split(":")[0] for finding in grave_findings(page)] == ["image-alt"]


def addresses() -> dict[str, str]:
    listing = Listing.objects.live().filter(in_stock=True).order_by("pk")[0]
    category = listing.product.category
    article = ArticlePage.objects.exclude(kind__in=["help", "guide", "policy"])[0]
    helping = ArticlePage.objects.filter(kind__in=["help", "guide", "policy"])[0]
    return {
        "home": "/",
        "category": f"/c/{category.slug}/",
        "search": f"/search/?q={listing.title.split()[0]}",
        "nothing found": "/search/?q=zzzzqqq",
        "product": product_address(listing.slug, listing.number),
        "cart": "/cart/",
        "checkout": "/checkout/",
        "account": "/account/",
        "orders": "/account/orders/",
        "for you": "/for-you/",
        "favourites": "/account/favourites/",
        "article": f"/articles/{article.slug}/",
        "help": f"/help/{helping.slug}/",
        "not there": "/there/is/nothing/",
    }


def sign_in(page: Page, shop: str) -> None:
    page.goto(f"{shop}/login/password/")
    page.locator("form:has([name=password]) input:not([type=hidden])").first.fill(DEMO_PHONE)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) button.button-large").click()
    page.wait_for_url(f"{shop}/**")


def put_something_in_the_cart(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/?stock=1")
    page.locator("main a[href^='/p/']").first.click()
    with page.expect_response("**/cart/add/") as added:
        page.locator("#sku-form button[data-sku-buy]").first.click()
    assert added.value.status < 400, added.value.text()


def grave_findings(page: Page) -> list[str]:
    """Name each rule that is broken, with the first thing that breaks it."""
    answer: dict[str, Any] = Axe().run(page).response
    return [
        f"{finding['id']}: {len(finding['nodes'])}, first {finding['nodes'][0]['html'][:160]}"
        for finding in answer["violations"]
        if finding["impact"] in GRAVE
    ]
