from decimal import Decimal

import pytest

from catalog.models import Listing
from tests.factories.catalog import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db


def test_a_sku_from_the_factory_is_on_sale():
    sku = SkuFactory(price="59.00", list_price="79.00")

    row = Listing.objects.get(pk=sku.product_id)
    assert (row.is_live, row.lowest_price, row.list_price) == (
        True,
        Decimal("59.00"),
        Decimal("79.00"),
    )


def test_a_listed_product_from_the_factory_shows_in_lists():
    product = ProductFactory(listed=True, price="59.00", in_stock=True)

    row = Listing.objects.live().get()
    assert (row.pk, row.number, row.in_stock) == (product.pk, product.number, True)
