import pytest
from django.urls import reverse

from catalog.models import Listing
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    SkuFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-36")]

SEARCH = "/search/"


@pytest.fixture
def clothes():
    return CategoryFactory(name="服装", slug="clothes")


@pytest.fixture
def dress(clothes):
    return ProductFactory(
        listed=True, price="299.00", title="雪纺连衣裙", in_stock=True,
        category=CategoryFactory(name="连衣裙", slug="dresses", parent=clothes),
        brand=BrandFactory(name="云朵"),
    )  # fmt: skip


@pytest.mark.req("SITE-09")
def test_a_category_shows_its_goods_with_a_trail(client, dress):
    response = client.get("/c/dresses/")

    page = response.content.decode()
    assert response.status_code == 200
    assert "雪纺连衣裙" in page
    assert reverse("catalog:category-detail", args=["clothes"]) in page
    assert f"/p/{dress.slug}-{dress.number}/" in page


def test_an_unknown_category_is_not_found(client):
    assert client.get("/c/nowhere/").status_code == 404
    assert client.get("/c/%00/").status_code == 404


def test_all_categories_are_one_page(client, dress):
    page = client.get("/categories/").content.decode()

    assert "服装" in page
    assert "连衣裙" in page


def test_chosen_filters_stand_as_chips_that_remove_themselves(client, dress):
    response = client.get(SEARCH, {"q": "裙", "brand": dress.brand_id, "max": "500", "stock": "1"})

    chips = {chip.label: chip.remove_url for chip in response.context["filters"].chips}
    assert len(chips) == 3
    assert f"brand={dress.brand_id}" not in chips["云朵"]
    assert "max=500" in chips["云朵"]
    assert [row.pk for row in response.context["found"].page.object_list] == [dress.pk]


def test_a_chosen_value_that_leaves_nothing_can_still_be_taken_back(client, dress):
    colour = AttributeFactory(
        product_type=dress.product_type, code="colour", sku_maker=True, name="颜色"
    )
    red = AttributeValueFactory(attribute=colour, name="红")
    SkuFactory(product=dress, values=(red,), price="299.00")

    response = client.get(SEARCH, {"v": f"colour:{red.pk}", "min": "9000"})

    (group,) = [group for group in response.context["filters"].groups if group.parameter == "v"]
    assert [(tick.label, tick.count, tick.is_chosen) for tick in group.ticks] == [("红", 0, True)]
    assert len(response.context["filters"].chips) == 2


def test_pages_are_real_links_that_keep_the_filters(client, clothes):
    below = CategoryFactory(parent=clothes, slug="dresses")
    ProductFactory.create_batch(30, listed=True, price="10.00", category=below)

    page = client.get("/c/dresses/", {"sort": "price", "stock": ""}).content.decode()

    assert 'rel="next"' not in page
    page = client.get("/c/dresses/", {"sort": "price"}).content.decode()
    assert "sort=price&amp;page=2" in page


def test_the_first_pictures_load_at_once_and_the_others_when_they_are_near(client, clothes):
    for _ in range(5):
        Listing.objects.filter(
            pk=ProductFactory(listed=True, price="10.00", category=clothes).pk
        ).update(picture="products/dress.webp")

    page = client.get("/c/clothes/").content.decode()

    assert (page.count('fetchpriority="high"'), page.count('loading="lazy"')) == (2, 3)


def test_a_search_narrows_to_a_category(client, dress):
    hooks = CategoryFactory(parent=CategoryFactory())
    ProductFactory(listed=True, price="9.00", title="连衣裙挂钩", category=hooks)

    response = client.get(SEARCH, {"q": "连衣裙", "in": "clothes"})

    assert [row.pk for row in response.context["found"].page.object_list] == [dress.pk]
    assert [link.name for link in response.context["categories"]] == ["连衣裙"]


def test_an_empty_search_leads_on(client, dress):
    page = client.get(SEARCH, {"q": "没有的东西"}).content.decode()

    assert "没有的东西" in page
    assert reverse("catalog:category-list") in page


@pytest.mark.parametrize(
    "parameters",
    [
        {"page": "abc"}, {"page": "0"}, {"page": "-1"}, {"page": "9" * 40}, {"page": "1.5"},
        {"min": "xyz"}, {"min": "NaN"}, {"max": "1e999"}, {"min": "-5"}, {"min": "9" * 30},
        {"min": "50", "max": "10"}, {"q": "裙" * 4000}, {"q": "\0"}, {"q": "' OR 1=1 --"},
        {"brand": "x"}, {"brand": "9" * 30}, {"brand": ["1"] * 500}, {"brand": "１"},
        {"v": "colour"}, {"v": ":"}, {"v": "a\0:1"}, {"v": "a:1.b.3"}, {"v": ["x:1"] * 300},
        {"v": "%s:1"}, {"v": "{x}:1"},
        {"tag": "\0"}, {"tag": "x" * 500}, {"tag": "{a,b}"}, {"sort": "evil"}, {"sort": "\0"},
        {"in": "\0"}, {"in": "x"}, {"stock": "maybe"},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("path", ["/search/", "/c/dresses/"])
def test_strange_parameters_never_break_a_list(client, dress, path, parameters):
    assert client.get(path, parameters).status_code == 200


@pytest.mark.req("SITE-20")
@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ("/c/clothes/?page=999", "/c/clothes/?page=2"),
        ("/c/clothes/?stock=1&page=7", "/c/clothes/?stock=1"),
        ("/search/?q=nobody&page=3", "/search/?q=nobody"),
        ("/b/maker/?page=2", "/b/maker/"),
        ("/articles/?kind=news&page=999", "/articles/?kind=news"),
    ],
)
def test_a_page_past_the_end_leads_to_the_last_one(client, asked, last):
    clothes = CategoryFactory(slug="clothes")
    BrandFactory(slug="maker")
    ProductFactory.create_batch(25, listed=True, category=clothes)

    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (302, last)
    assert client.get(last).status_code == 200
