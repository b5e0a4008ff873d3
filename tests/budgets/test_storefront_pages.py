"""Queries per page, signed in, with settings, navigation and session warm."""

import pytest

from catalog.models import Category, Product
from marketing.models import Banner, HomeBlock
from marketing.services.favourites import add_favourite
from marketing.services.recommendations import replace_bought_together
from marketing.types import Together
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
from tests.factories.content import ArticleFactory, usual_home
from tests.factories.inventory import StockLevelFactory, WarehouseFactory
from tests.factories.marketing import make_review
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

LIST, PRODUCT, HOME = 5, 6, 8
REVIEWS, MINE, FAVOURITES, COMPARE = 7, 7, 6, 5
HTMX = {"HX-Request": "true"}


@pytest.fixture
def category():
    return CategoryFactory(slug="goods", parent=CategoryFactory())


@pytest.fixture
def colour():
    return AttributeFactory(code="colour", sku_maker=True)


def add_goods(category, colour, rows):
    tag = TagFactory()
    for _row in range(rows):
        product = ProductFactory(
            listed=True, category=category, product_type=colour.product_type, tags=[tag],
            brand=BrandFactory(), title="雪纺连衣裙", in_stock=True,
        )  # fmt: skip
        SkuFactory(product=product, values=(AttributeValueFactory(attribute=colour),))


def cost(client, path):
    client.get(path)  # warms settings, navigation and session
    with statements() as made:
        assert client.get(path).status_code == 200
    return made


@pytest.mark.parametrize(
    "path",
    ["/c/goods/", "/c/goods/?sort=price&stock=1&max=500", "/search/?q=雪纺连衣裙", "/search/"],
)
def test_a_list_costs_five_queries_with_one_row_and_with_fifty(
    customer_client, category, colour, path
):
    add_goods(category, colour, 1)
    with_one = cost(customer_client, path)

    add_goods(category, colour, 49)
    with_fifty = cost(customer_client, path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= LIST, "\n".join(with_fifty)


def test_a_product_costs_six_queries_with_one_sku_and_with_fifty(customer_client, category, colour):
    add_goods(category, colour, 1)
    product = Product.objects.get()
    path = f"/p/{product.slug}-{product.number}/"
    with_one = cost(customer_client, path)

    warehouse = WarehouseFactory()
    for _sku in range(49):
        value = AttributeValueFactory(attribute=colour)
        sku = SkuFactory(product=product, values=(value,), list_price="99.00")
        ProductPictureFactory(product=product, value=value)
        StockLevelFactory(sku=sku, warehouse=warehouse, on_hand=3)
    with_fifty = cost(customer_client, path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= PRODUCT, "\n".join(with_fifty)


def test_the_home_page_costs_eight_queries_with_one_row_and_with_fifty(
    customer_client, category, colour
):
    CategoryFactory.create_batch(4)
    usual_home(*Category.objects.filter(depth=1))
    ArticleFactory(published=True, is_pinned=True)
    add_goods(category, colour, 1)
    Banner.objects.create(title="a", picture="banners/a.webp", link="/")
    with_one = cost(customer_client, "/")

    add_goods(category, colour, 49)
    Banner.objects.bulk_create(
        Banner(title="b", picture="banners/b.webp", link="/") for _ in range(5)
    )
    HomeBlock.objects.bulk_create(
        HomeBlock(kind="floor", category=category, position=place) for place in range(20, 62)
    )
    ArticleFactory.create_batch(9, kind="knowledge", published=True)
    with_fifty = cost(customer_client, "/")

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= HOME, "\n".join(with_fifty)


def test_reviews_cost_seven_queries_with_one_and_with_fifty(customer_client):
    product = ProductFactory(listed=True, price="9.00")
    path = f"/reviews/{product.number}/"
    make_review(product, pictures=("reviews/a.jpg",))
    with_one = cost(customer_client, path)

    for _review in range(49):
        make_review(product, pictures=("reviews/a.jpg", "reviews/b.jpg"))
    with_fifty = cost(customer_client, path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= REVIEWS, "\n".join(with_fifty)


def test_what_is_personal_costs_the_same_with_one_and_with_fifty(customer, client):
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    goods = ProductFactory.create_batch(21, listed=True, price="9.00")
    own = goods[0]
    pair = Together(product_id=own.pk, companion_id=goods[1].pk, order_count=2, position=1)
    replace_bought_together(pairs=[pair])
    path = f"/mine/{own.number}/"
    client.get(path, headers=HTMX)
    client.get(f"/mine/{goods[1].number}/", headers=HTMX)
    with statements() as with_one:
        assert client.get(path, headers=HTMX).status_code == 200

    for product in goods:
        client.get(f"/mine/{product.number}/", headers=HTMX)
    with statements() as with_fifty:
        client.get(path, headers=HTMX)

    assert max(len(with_one), len(with_fifty)) <= MINE, "\n".join(with_fifty)


@pytest.mark.parametrize("rows", [1, 20])
def test_favourites_cost_six_queries(customer, customer_client, rows):
    for product in ProductFactory.create_batch(rows, listed=True, price="9.00"):
        add_favourite(user_id=customer.pk, product_id=product.pk)

    made = cost(customer_client, "/account/favourites/")

    assert len(made) <= FAVOURITES, "\n".join(made)


@pytest.mark.parametrize("rows", [1, 4])
def test_comparing_costs_five_queries(customer_client, rows):
    for product in ProductFactory.create_batch(rows, listed=True, price="9.00"):
        customer_client.post("/compare/add/", {"product": product.number})

    made = cost(customer_client, "/compare/")

    assert len(made) <= COMPARE, "\n".join(made)
