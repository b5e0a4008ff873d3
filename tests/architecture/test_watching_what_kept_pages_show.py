"""A page that is kept until something changes shows only what the database watches."""

import re

import pytest
from django.db import connection
from django.test import Client

from catalog.models import Product
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ProductPictureFactory,
    SkuFactory,
    TagFactory,
)
from tests.factories.inventory import StockLevelFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'(?:FROM|JOIN) \(?"(\w+)"')
# What a page asks besides: the counts themselves, and who asks.
ASKED = {"common_change"}


@pytest.fixture
def product() -> Product:
    category = CategoryFactory(slug="goods", parent=CategoryFactory())
    colour = AttributeFactory(code="colour", sku_maker=True)
    product = ProductFactory(
        listed=True, category=category, product_type=colour.product_type, tags=[TagFactory()],
        brand=BrandFactory(slug="maker"), title="Linen shirt", in_stock=True,
    )  # fmt: skip
    ProductPictureFactory(product=product)
    StockLevelFactory(
        sku=SkuFactory(product=product, values=(AttributeValueFactory(attribute=colour),))
    )
    return product


def watched() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%tells'"
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("name", ["home", "list", "brand", "search", "nothing found", "product"])
def test_every_table_of_a_kept_page_is_watched(product, name):
    path = {
        "home": "/",
        "list": "/c/goods/",
        "brand": "/b/maker/",
        "search": "/search/?q=shirt",
        "nothing found": "/search/?q=zzzzqq",
        "product": f"/p/{product.slug}-{product.number}/",
    }[name]

    with statements() as made:
        assert Client().get(path).status_code == 200

    shown = {table for sql in made for table in TABLE.findall(sql)}
    assert shown
    assert shown - ASKED - watched() == set()
