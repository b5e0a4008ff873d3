import pytest

from tests.factories.catalog import BrandFactory, ProductFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return BrandFactory(
        name="岚枝", slug="lanzhi", story="面料先摸再选。\n<script>alert(1)</script>"
    )


def test_a_brand_shows_its_story_and_its_goods_alone(client, brand):
    own = ProductFactory(listed=True, price="9.00", brand=brand)
    ProductFactory(listed=True, price="9.00", brand=BrandFactory())

    answer = client.get("/b/lanzhi/")

    page = answer.content.decode()
    assert "面料先摸再选" in page
    assert "<script>alert(1)" not in page
    assert [row.pk for row in answer.context["found"].page.object_list] == [own.pk]


def test_a_brand_is_narrowed_by_price_and_never_by_another_brand(client, brand):
    cheap = ProductFactory(listed=True, price="9.00", brand=brand)
    ProductFactory(listed=True, price="90.00", brand=brand)
    other = BrandFactory()
    ProductFactory(listed=True, price="9.00", brand=other)

    answer = client.get(f"/b/lanzhi/?max=50&brand={other.pk}")

    assert [row.pk for row in answer.context["found"].page.object_list] == [cheap.pk]
    assert "Brand" not in [group.title for group in answer.context["filters"].groups]


def test_hidden_and_unknown_brands_are_not_found(client):
    BrandFactory(slug="hidden", is_visible=False)

    assert client.get("/b/hidden/").status_code == 404
    assert client.get("/b/unknown/").status_code == 404
    assert client.get("/b/%00/").status_code == 404


def test_brands_are_listed_with_how_many_goods_they_have(client, brand):
    ProductFactory.create_batch(2, listed=True, price="9.00", brand=brand)
    BrandFactory(name="空", is_visible=True)
    BrandFactory(name="藏", is_visible=False)

    shown = client.get("/brands/").context["brands"]

    assert [(one.brand.name, one.count) for one in shown] == [("岚枝", 2), ("空", 0)]


@pytest.mark.parametrize(("path", "most"), [("/b/lanzhi/", 6), ("/brands/", 5)])
def test_brands_cost_the_same_with_one_row_and_with_fifty(customer_client, brand, path, most):
    ProductFactory(listed=True, price="9.00", brand=brand)
    with_one = cost(customer_client, path)

    ProductFactory.create_batch(29, listed=True, price="9.00", brand=brand)
    BrandFactory.create_batch(20)
    with_fifty = cost(customer_client, path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= most, "\n".join(with_fifty)


def cost(client, path):
    client.get(path)
    with statements() as made:
        assert client.get(path).status_code == 200
    return made
