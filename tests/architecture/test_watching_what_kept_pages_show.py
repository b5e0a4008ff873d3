"""A page that is kept until something changes shows only what the database watches."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from catalog.selectors.skus import product_address
from shop.common.page_cache import KEEPS, forget_pages
from tests.support.budget import statements
from tests.support.full_shop import open_full_shop

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'(?:FROM|JOIN) \(?"(\w+)"')
# What a page asks besides: the counts themselves, and who asks.
ASKED = {"common_change"}


def watched() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%tells'"
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def paths() -> list[str]:
    """Addresses of kept pages, in a shop that has everything they can show."""
    shop = open_full_shop()
    products = (shop.product, shop.on_pre_sale)
    return [
        "/", "/c/goods/", "/c/all/", "/c/goods/?stock=1&sort=price", "/b/maker/",
        "/search/", "/search/?q=雪纺", "/search/?q=zzzzqq", "/search/?q=lianyiqun",
        "/search/rules/",
        *(product_address(product.slug, product.number) for product in products),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_table_of_a_kept_page_is_watched(paths, language):
    unwatched = {}

    for path in paths:
        cache.clear()
        forget_pages()
        with statements() as made:
            assert Client(headers={"accept-language": language}).get(path).status_code == 200
        shown = {table for sql in made for table in TABLE.findall(sql)}
        assert shown
        if unseen := shown - ASKED - watched():
            unwatched[path] = unseen

    assert unwatched == {}


def test_every_kept_page_is_proved_here(paths):
    proved = {resolve(path.partition("?")[0]).func for path in paths}

    kept = {view for view in views(get_resolver()) if getattr(view, KEEPS, False)}

    assert kept
    assert {view.__name__ for view in kept - proved} == set()


def views(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry)
        else:
            yield entry.callback
