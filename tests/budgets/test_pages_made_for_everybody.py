"""Queries of a page that is made for all visitors: the question whether it is fresh is one."""

import pytest
from django.test import Client

from catalog.models import Product
from tests.budgets.test_storefront_pages import add_goods
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    CategoryFactory,
    ProductPictureFactory,
    SkuFactory,
)
from tests.factories.inventory import StockLevelFactory, WarehouseFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

MOST = 5


@pytest.fixture
def category():
    return CategoryFactory(slug="goods", parent=CategoryFactory())


@pytest.fixture
def colour():
    return AttributeFactory(code="colour", sku_maker=True)


def cost(path):
    """Count for a visitor without any cookie; the mark in the address is no page that was kept."""
    between = "&" if "?" in path else "?"
    assert Client().get(f"{path}{between}from=warming").status_code == 200
    with statements() as made:
        assert Client().get(f"{path}{between}from=elsewhere").status_code == 200
    return made


@pytest.mark.parametrize(
    "path", ["/c/goods/", "/c/goods/?stock=1&sort=price", "/search/?q=雪纺连衣裙"]
)
def test_a_list_is_made_in_five_queries_with_one_row_and_with_fifty(category, colour, path):
    add_goods(category, colour, 1)
    with_one = cost(path)

    add_goods(category, colour, 49)
    with_fifty = cost(path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= MOST, "\n".join(with_fifty)


def test_a_product_is_made_in_five_queries_with_one_sku_and_with_fifty(category, colour):
    add_goods(category, colour, 1)
    product = Product.objects.get()
    path = f"/p/{product.slug}-{product.number}/"
    with_one = cost(path)

    warehouse = WarehouseFactory()
    for _sku in range(49):
        value = AttributeValueFactory(attribute=colour)
        sku = SkuFactory(product=product, values=(value,), list_price="99.00")
        ProductPictureFactory(product=product, value=value)
        StockLevelFactory(sku=sku, warehouse=warehouse, on_hand=3)
    with_fifty = cost(path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= MOST, "\n".join(with_fifty)
