"""Every order of a list is the true one, whether all of its goods were counted or not."""

from decimal import Decimal

import pytest

from catalog.models import Listing
from catalog.selectors import facet_sets, facets
from catalog.selectors.listings import search
from catalog.types import ListingQuery
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-37")]

PRICES = ["30.00", "10.00", None, "20.00", "10.00"]
SOLD = [1, 5, 9, 0, 5]


@pytest.fixture
def goods():
    made = [ProductFactory(listed=True, title="Linen shirt") for _price in PRICES]
    for product, price, sold in zip(made, PRICES, SOLD, strict=True):
        amount = Decimal(price) if price else None
        Listing.objects.filter(pk=product.pk).update(lowest_price=amount, sold_count=sold)
    return [product.pk for product in made]


@pytest.fixture(params=[1000, 5, 3], ids=["few", "as-many-as-counted", "more"])
def _counting(request, monkeypatch):
    for module in (facets, facet_sets):
        monkeypatch.setattr(module, "MOST_GOODS", request.param)


@pytest.mark.parametrize("text", ["", "linen"])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("sales", [2, 4, 1, 0, 3]),
        ("price", [1, 4, 3, 0, 2]),
        ("-price", [0, 3, 4, 1, 2]),
        ("newest", [4, 3, 2, 1, 0]),
    ],
)
@pytest.mark.usefixtures("_counting")
def test_a_sort_is_the_true_order(goods, sort, order, text):
    found = search(ListingQuery(text=text, sort=sort))

    shown = [goods.index(row.pk) for row in found.page.object_list]
    assert shown == order


def test_the_best_of_a_list_are_in_stock_and_sold_most(goods):
    Listing.objects.exclude(pk=goods[2]).update(in_stock=True)
    Listing.objects.filter(pk=goods[2]).update(in_stock=False)

    found = search(ListingQuery())

    assert [goods.index(row.pk) for row in found.page.object_list] == [4, 1, 0, 3, 2]
