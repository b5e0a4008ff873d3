from decimal import Decimal

import pytest

from catalog.selectors import facet_sets, facets
from catalog.selectors.listings import PAGE_SIZE, best_sellers, search
from catalog.selectors.shelves import BEST, NEWEST, Shelf, fill_shelves
from catalog.services.listing import add_sold
from catalog.services.products import say_attributes
from catalog.types import ListingQuery
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ProductTypeFactory,
    TagFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-36")]


@pytest.fixture
def kind():
    return ProductTypeFactory()


@pytest.fixture
def colours(kind):
    colour = AttributeFactory(
        product_type=kind, code="colour", name="颜色", kind="choice", is_filter=True
    )
    return {name: AttributeValueFactory(attribute=colour, name=name) for name in ("红", "蓝")}


@pytest.fixture
def shelf(kind, colours):
    """A row of five: price, brand, colour, stock."""
    near, far = BrandFactory(name="近"), BrandFactory(name="远")
    rows = [
        ("10.00", near, "红", True),
        ("20.00", near, "蓝", True),
        ("30.00", far, "红", False),
        ("40.00", far, "蓝", True),
        ("50.00", None, "红", True),
    ]
    goods = []
    for price, brand, colour, in_stock in rows:
        product = ProductFactory(
            listed=True, price=price, brand=brand, product_type=kind, in_stock=in_stock
        )
        value = colours[colour]
        say_attributes(
            product_id=product.pk,
            sayings={value.attribute_id: {"value_ids": [value.pk]}},
            actor=TESTS,
        )
        goods.append(product)
    return goods


def prices(**query):
    result = search(ListingQuery(sort="price", **query))
    assert result.facets.total == len(result.page.object_list)
    return [int(row.lowest_price) for row in result.page.object_list]


def test_a_list_narrows_by_price_range(shelf):
    assert prices(lowest=Decimal(20), highest=Decimal(40)) == [20, 30, 40]


def test_a_list_narrows_by_several_brands(shelf):
    brands = tuple(product.brand_id for product in shelf[1:3])

    assert prices(brand_ids=brands) == [10, 20, 30, 40]


def test_values_of_one_attribute_add_up_and_filters_narrow_each_other(shelf, colours):
    red, blue = colours["红"].pk, colours["蓝"].pk

    assert prices(values={"colour": (red,)}) == [10, 30, 50]
    assert prices(values={"colour": (red, blue)}) == [10, 20, 30, 40, 50]
    assert prices(values={"colour": (red,)}, in_stock=True) == [10, 50]


@pytest.mark.parametrize("most", [1000, 2, 1])
def test_filters_ask_the_whole_shop_however_few_goods_are_counted(
    shelf, colours, most, monkeypatch
):
    for module in (facets, facet_sets):
        monkeypatch.setattr(module, "MOST_GOODS", most)

    near, red = shelf[0].brand_id, colours["红"].pk
    found = search(ListingQuery(brand_ids=(near,), values={"colour": (red,)}))

    assert [row.pk for row in found.page.object_list] == [shelf[0].pk]
    assert found.facets.total == 1


def test_a_list_narrows_by_tag(shelf):
    ProductFactory(listed=True, price="60.00", tags=[TagFactory(name="通勤")])

    assert prices(tags=("通勤",)) == [60]


def test_a_category_holds_what_hangs_below_it():
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    ProductFactory(listed=True, price="10.00", category=below)
    ProductFactory(listed=True, price="20.00", category=CategoryFactory())

    assert prices(category_path=top.path) == [10]


@pytest.mark.req("CAT-08")
def test_facets_count_what_a_further_choice_would_leave(shelf, colours):
    near = shelf[0].brand_id

    found = search(ListingQuery(brand_ids=(near,), values={"colour": (colours["红"].pk,)})).facets

    assert (found.has_any, found.total, found.in_stock) == (True, 1, 1)
    assert {value.label: value.count for value in found.brands} == {"近": 1, "远": 1}
    (colour,) = found.attributes
    assert {value.label: value.count for value in colour.values} == {"红": 1, "蓝": 1}
    assert found.names_of_brands == {near: "近"}


def test_product_types_share_a_facet_by_name(shelf, colours):
    other = AttributeFactory(code="colour", name="颜色", kind="choice", is_filter=True)
    value = AttributeValueFactory(attribute=other, name="红")
    product = ProductFactory(listed=True, price="60.00", product_type=other.product_type)
    say_attributes(
        product_id=product.pk, sayings={other.pk: {"value_ids": [value.pk]}}, actor=TESTS
    )

    (facet,) = search(ListingQuery()).facets.attributes

    assert {row.label: (row.count, len(row.ids)) for row in facet.values} == {
        "红": (4, 2), "蓝": (2, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price", [0, 1, 2, 3, 4]),
        ("-price", [4, 3, 2, 1, 0]),
        ("newest", [4, 3, 2, 1, 0]),
        ("sales", [2, 4, 3, 1, 0]),
        ("", [4, 3, 1, 0, 2]),
    ],
)
def test_a_list_sorts(shelf, sort, expected):
    add_sold(product_id=shelf[2].pk, quantity=7)

    rows = search(ListingQuery(sort=sort)).page.object_list

    assert [row.pk for row in rows] == [shelf[place].pk for place in expected]


def test_a_page_holds_24_and_a_page_too_far_is_the_last():
    ProductFactory.create_batch(PAGE_SIZE + 2, listed=True, price="10.00")

    page = search(ListingQuery(page=9)).page

    assert (page.number, len(page.object_list), page.paginator.num_pages) == (2, 2, 2)


def test_shelves_of_the_home_page(shelf):
    add_sold(product_id=shelf[1].pk, quantity=2)
    path = shelf[0].category.path

    assert [row.pk for row in best_sellers(1)] == [shelf[1].pk]
    newest, floor, empty = fill_shelves(
        [
            Shelf(count=2, order=NEWEST),
            Shelf(count=4, order=BEST, category_path=path),
            Shelf(count=4, order=BEST, category_path="9999"),
        ]
    )
    assert [row.pk for row in newest] == [shelf[4].pk, shelf[3].pk]
    assert (len(floor), empty) == (4, [])
