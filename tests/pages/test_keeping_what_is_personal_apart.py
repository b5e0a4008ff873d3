"""What is one visitor's own never comes out of a page that is kept for everybody."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from catalog.selectors.skus import product_address
from customers.models import User
from shop.common.page_cache import forget_pages
from tests.support.full_shop import open_full_shop

pytestmark = pytest.mark.django_db

OWN = "只属于一个人的名字"
LOG_OUT = 'action="/logout/"'
ONES_OWN = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[^"]+')


@pytest.fixture
def shop():
    full = open_full_shop()
    User.objects.filter(pk=full.customer.pk).update(nickname=OWN)
    return full


@pytest.fixture
def paths(shop):
    products = (shop.product, shop.on_pre_sale)
    addresses = [product_address(product.slug, product.number) for product in products]
    return ["/", "/c/goods/", "/b/maker/", "/search/?q=雪纺", "/search/?q=zzzzqq", *addresses]


@pytest.fixture
def busy_guest(shop):
    """A guest with a district, a comparison, goods he looked at, a wish and a word to be told."""
    client = Client()
    client.get(f"/mine/{shop.product.number}/", headers={"HX-Request": "true"})
    detail = product_address(shop.product.slug, shop.product.number)
    client.get(f"{detail}delivery/?to=440305")
    client.post("/favourites/add/", {"product": shop.product.number})
    client.post("/compare/add/", {"product": shop.on_pre_sale.number})
    assert {"sessionid", "kaidian_region"} <= client.cookies.keys()
    return client


@pytest.fixture
def member(shop):
    """A customer with a cart, orders, a message and favourites."""
    client = Client()
    client.force_login(shop.customer, backend="customers.backends.IdentityBackend")
    return client


@pytest.fixture
def guest_with_cart(shop):
    client = Client()
    client.post("/cart/add/", {"sku": shop.product.skus.order_by("pk")[0].pk, "quantity": "7"})
    assert "kaidian_cart" in client.cookies
    return client


def seen(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return ONES_OWN.sub("", answer.content.decode())


def made_anew(path):
    cache.clear()
    forget_pages()
    return seen(Client(), path)


@pytest.mark.parametrize("first", ["busy_guest", "member", "guest_with_cart"])
def test_a_page_first_made_for_somebody_shows_nobody_else_what_is_his(request, paths, first):
    first_visitor = request.getfixturevalue(first)
    cache.clear()
    forget_pages()

    pages = {path: (seen(first_visitor, path), seen(Client(), path)) for path in paths}

    assert all(OWN not in page for _his, page in pages.values())
    assert {path for path, (_his, page) in pages.items() if page != made_anew(path)} == set()


def test_a_kept_page_hides_nobody_what_is_his(paths, member, guest_with_cart):
    for path in paths:
        for_everybody = seen(Client(), path)

        assert LOG_OUT in seen(member, path)
        assert LOG_OUT not in for_everybody
        assert seen(guest_with_cart, path).count(">7<") > for_everybody.count(">7<")
