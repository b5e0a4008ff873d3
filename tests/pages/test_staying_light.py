"""No page ships more than sixty kilobytes of styles and scripts, compressed, as it is served."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from catalog.selectors.skus import product_address
from tests.support.full_shop import open_full_shop
from tests.support.scale import report

LIMIT = 60_000
LINKED = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="/static/([^"?]+\.(?:css|js))"')


def compressed(name: str) -> int:
    return len(gzip.compress(Path(str(finders.find(name))).read_bytes()))


@pytest.mark.django_db
def test_no_page_ships_more_than_sixty_kilobytes_of_styles_and_scripts():
    shop = open_full_shop()
    visitor = Client()
    visitor.force_login(shop.customer, backend="customers.backends.IdentityBackend")
    paths = {
        "home": "/",
        "category": "/c/goods/",
        "search": "/search/?q=雪纺",
        "product": product_address(shop.product.slug, shop.product.number),
        "reviews": f"/reviews/{shop.product.number}/",
        "compare": "/compare/",
        "cart": "/cart/",
        "checkout": "/checkout/",
        "account": "/account/",
        "order": f"/account/orders/{shop.shipped.number}/",
        "article": f"/articles/{shop.article.slug}/",
        "help": f"/help/{shop.helping.slug}/",
    }

    weights = {name: weight_of(visitor.get(path)) for name, path in paths.items()}

    report("Styles and scripts of a page, gzip", [*weights.items()])
    assert {name: weight for name, weight in weights.items() if weight > LIMIT} == {}
    assert min(weights.values()) > 10_000


def weight_of(answer) -> int:
    assert answer.status_code == 200
    linked = set(LINKED.findall(answer.content.decode()))
    assert {"css/tokens.css", "django_htmx/htmx-2.min.js"} <= linked
    return sum(map(compressed, linked))
