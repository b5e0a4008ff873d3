"""What scripts add to product, reviews, favourites and comparing, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from catalog.models import Sku
from marketing.models import Favourite
from marketing.services.favourites import add_favourite
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    ProductFactory,
    ProductPictureFactory,
    SkuFactory,
)
from tests.factories.inventory import StockLevelFactory
from tests.factories.logistics import FreightTemplateFactory
from tests.factories.marketing import make_review

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def open_page(live_server, page, context, customer):
    """Open a page of the shop as the customer; errors of scripts fail the test."""
    client = Client()
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_(path):
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_
    assert errors == []


@pytest.fixture
def shirt(db):
    """Blue in S and M, white in S; blue M is sold out."""
    FreightTemplateFactory()
    product = ProductFactory(listed=True, title="纯棉衬衫")
    kind = product.product_type
    colour = AttributeFactory(product_type=kind, code="colour", sku_maker=True, position=1)
    size = AttributeFactory(product_type=kind, code="size", sku_maker=True, position=2)
    blue, white = (AttributeValueFactory(attribute=colour, name=name) for name in ("蓝", "白"))
    small, medium = (AttributeValueFactory(attribute=size, name=name) for name in ("S", "M"))
    StockLevelFactory(sku=SkuFactory(product=product, values=(blue, small)), on_hand=7)
    SkuFactory(product=product, values=(blue, medium))
    StockLevelFactory(sku=SkuFactory(product=product, values=(white, small)), on_hand=3)
    for _picture in range(3):
        ProductPictureFactory(product=product)
    return product


def path_of(product):
    return f"/p/{product.slug}-{product.number}/"


@pytest.mark.req("CAT-17")
def test_pictures_are_looked_at_closely_by_keyboard(open_page, shirt):
    page = open_page(path_of(shirt))

    page.locator('[data-zoom="0"]').press("Enter")
    expect(page.locator("[data-lightbox-count]")).to_have_text("1 / 3")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-lightbox-count]")).to_have_text("2 / 3")
    page.keyboard.press("+")
    expect(page.locator("[data-lightbox-stage]")).to_have_attribute("data-enlarged", "")
    page.keyboard.press("Escape")

    expect(page.locator("#lightbox")).not_to_be_visible()
    expect(page.locator('[data-zoom="1"]')).to_be_focused()


@pytest.mark.req("CAT-17")
def test_choosing_says_at_once_why_something_is_gone(open_page, shirt):
    page = open_page(path_of(shirt))
    reason = page.locator('[data-label="M"] [data-sku-reason]')
    expect(reason).not_to_be_empty()
    sold_out = reason.text_content()

    page.locator('[data-label="白"]').click()

    expect(reason).not_to_have_text(sold_out)
    expect(reason).not_to_be_empty()


@pytest.mark.req("CAT-39")
def test_the_heart_turns_and_is_known_again(open_page, shirt, customer):
    page = open_page(path_of(shirt))
    heart = page.locator(f"#favourite-page-{shirt.number}")

    heart.click()
    expect(heart).to_have_class("button button-text heart heart-kept")
    assert Favourite.objects.get().user == customer
    page.reload()

    expect(heart).to_have_class("button button-text heart heart-kept")


@pytest.mark.req("CAT-40")
def test_reviews_come_when_one_reaches_them_and_turn_their_pages(open_page, shirt):
    for number in range(11):
        make_review(shirt, text=f"评价{number:02d}")
    page = open_page(path_of(shirt))

    page.locator("#reviews").scroll_into_view_if_needed()
    expect(page.locator(".review")).to_have_count(10)
    page.locator("#reviews-list [rel=next]").click()

    expect(page.locator(".review")).to_have_count(1)


@pytest.fixture
def liked(shirt, customer):
    make_review(shirt, stars=4, text="很好")
    add_favourite(user_id=customer.pk, product_id=shirt.pk)
    return shirt


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["product", "reviews", "favourites", "compare"])
def test_the_pages_are_open_to_everybody(open_page, page, liked, width, path):
    page.set_viewport_size({"width": width, "height": 900})
    open_page(path_of(liked))
    page.locator("#reviews").scroll_into_view_if_needed()
    expect(page.locator(".review")).to_have_count(1)
    if path == "compare":
        page.locator('.gallery-actions [formaction="/compare/add/"]').evaluate("it => it.click()")
        expect(page.locator(".toast")).to_be_visible()
    if path != "product":
        addresses = {
            "reviews": f"/reviews/{liked.number}/",
            "favourites": "/account/favourites/",
            "compare": "/compare/",
        }
        open_page(addresses[path])

    found = Axe().run(page)

    serious = [
        violation["id"]
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == [], found.generate_report()


@pytest.mark.req("CAT-17")
def test_the_bar_of_a_phone_wakes_when_something_in_stock_is_chosen(open_page, page, shirt):
    page.set_viewport_size({"width": 390, "height": 844})
    sold_out = Sku.objects.get(product=shirt, stock_levels=None)
    open_page(f"{path_of(shirt)}?sku={sold_out.pk}")
    buttons = page.locator(".action-bar .button")
    expect(buttons.first).to_be_disabled()

    page.locator(".sku-summary").click()
    page.locator('[data-label="白"]').click()
    page.keyboard.press("Escape")

    expect(buttons.first).to_be_enabled()
    expect(buttons.last).to_be_enabled()
