"""What is planted in every text runs in no real browser either."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.test_storing_scripts import ATTEMPTS
from tests.support.full_shop import open_full_shop
from tests.support.pages_of_the_shop import storefront
from tests.support.planting import plant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("SEC-24"),
]

LISTS = (
    "catalog_product", "catalog_brand", "catalog_category", "catalog_claim", "catalog_hotword",
    "catalog_mediaasset", "catalog_tag", "customers_user", "marketing_article", "marketing_banner",
    "marketing_homeblock", "marketing_review", "orders_order", "common_message",
    "shop_sitesettings",
)  # fmt: skip
LISTEN = """
    window.wasPwned = 0;
    window.pwned = () => { window.wasPwned += 1 };
    document.addEventListener("securitypolicyviolation", () => { window.wasPwned += 1 });
"""
RAN = """() => window.wasPwned + document.querySelectorAll(
    "[pwned], [onload*=pwned], [onclick*=pwned], [onfocus*=pwned], [onerror*=pwned],"
    + " a[href^='javascript:' i], [src*='//pwned']").length"""


@pytest.fixture
def shop():
    opened = open_full_shop()
    plant([piece for pieces in ATTEMPTS.values() for piece in pieces])
    return opened


@pytest.fixture
def watched(page):
    """A page that tells of every dialog, and of every request to the attacker."""
    heard = []
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("request", lambda asked: heard.append(asked.url) if "//pwned" in asked.url else None)
    page.add_init_script(LISTEN)
    return page, heard


def sign_in(page, live_server, person):
    client = Client()
    client.force_login(person, backend="customers.backends.IdentityBackend")
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([session | {"url": live_server.url}])


def ran(watched, live_server, path):
    page, heard = watched
    page.goto(f"{live_server.url}{path}", wait_until="load")
    return [*heard, *(["in the page"] * page.evaluate(RAN))]


def test_nothing_planted_runs_on_the_storefront(watched, live_server, shop):
    sign_in(watched[0], live_server, shop.customer)

    found = {name: ran(watched, live_server, path) for name, path in storefront(shop).items()}

    assert {name: what for name, what in found.items() if what} == {}


def test_nothing_planted_runs_in_the_back_office(watched, live_server, shop):
    sign_in(watched[0], live_server, shop.clerk)
    lists = [reverse(f"admin:{name}_changelist") for name in LISTS]
    held, product = shop.held.pk, shop.product.pk
    pages = [
        reverse("admin:index"),
        *lists,
        reverse("admin:orders_order_change", args=[held]),
        reverse("admin:catalog_product_change", args=[product]),
        reverse("admin:catalog_product_skus", args=[product]),
        reverse("admin:marketing_review_change", args=[shop.review.pk]),
        reverse("admin:marketing_article_change", args=[shop.article.pk]),
        reverse("admin:customers_user_change", args=[shop.customer.pk]),
    ]

    found = {path: ran(watched, live_server, path) for path in pages}

    assert {path: what for path, what in found.items() if what} == {}


def test_what_runs_is_seen(watched, live_server):
    page, _heard = watched
    page.goto(f"{live_server.url}/health/")

    page.set_content("<b pwned></b><img src=x onerror=pwned()>")

    assert page.evaluate(RAN) >= 2
