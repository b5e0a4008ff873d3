import pytest

from marketing.services.review_answers import answer_review
from shop.common.actors import person
from tests.factories.catalog import ProductFactory
from tests.factories.marketing import make_review

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-40")]

HTMX = {"HX-Request": "true"}
SCRIPTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "</textarea><svg onload=alert(1)>",
]


@pytest.fixture
def shirt():
    return ProductFactory(listed=True, price="59.00", title="纯棉衬衫")


def shown(client, product, **query):
    page = client.get(f"/reviews/{product.number}/", query).context["page"]
    return [review.text for review in page]


@pytest.mark.req("CAT-17")
def test_the_product_page_leads_to_the_reviews(client, shirt):
    make_review(shirt, stars=4)

    page = client.get(f"/p/{shirt.slug}-{shirt.number}/").text

    assert f'href="/reviews/{shirt.number}/"' in page
    assert f'hx-get="/reviews/{shirt.number}/"' in page
    assert "4.0" in page


def test_only_what_is_shown_can_be_read(client, shirt):
    make_review(shirt, text="看得到")
    make_review(shirt, text="还在等", shown=False)
    make_review(text="别的商品")

    assert shown(client, shirt) == ["看得到"]


def test_reviews_are_narrowed_and_sorted_by_links(client, shirt):
    make_review(shirt, text="长一点的文字评价", stars=5)
    make_review(shirt, text="有图", stars=4, pictures=("reviews/a.jpg",))
    make_review(shirt, text="差", stars=1)

    assert shown(client, shirt) == ["有图", "长一点的文字评价", "差"]
    assert shown(client, shirt, sort="newest") == ["差", "有图", "长一点的文字评价"]
    assert shown(client, shirt, stars="1") == ["差"]
    assert shown(client, shirt, photos="1") == ["有图"]
    assert shown(client, shirt, photos="1", stars="1") == []


@pytest.mark.parametrize(
    "query",
    [
        {"stars": "9"}, {"stars": "x"}, {"stars": "\x00"}, {"sort": "'"}, {"photos": "2"},
        {"page": "0"}, {"page": "99"}, {"page": "-1"}, {"page": "9" * 30}, {"page": "\x00"},
    ],
)  # fmt: skip
def test_strange_wishes_are_ignored(client, shirt, query):
    make_review(shirt, text="好")

    assert shown(client, shirt, **query) == ["好"]


@pytest.mark.parametrize("number", ["NOSUCH", "%00", "a b", "9" * 300])
def test_reviews_of_nothing_are_not_found(client, number):
    assert client.get(f"/reviews/{number}/").status_code == 404
    assert client.get(f"/mine/{number}/").status_code == 404


def test_scripts_get_the_list_alone(client, shirt):
    make_review(shirt)

    part = client.get(f"/reviews/{shirt.number}/", headers=HTMX).text

    assert 'id="reviews-list"' in part
    assert "<html" not in part


def test_pages_of_reviews_are_links(client, shirt):
    for _ in range(11):
        make_review(shirt)

    page = client.get(f"/reviews/{shirt.number}/").text

    assert f'href="/reviews/{shirt.number}/?page=2"' in page


def test_an_anonymous_author_is_not_named(client, shirt):
    make_review(shirt, is_anonymous=True, author_name="王*")

    page = client.get(f"/reviews/{shirt.number}/").text

    assert "王*" not in page
    assert "Anonymous" in page


@pytest.mark.req("CAT-41")
def test_the_answer_of_the_shop_stands_below(client, shirt, clerk):
    review = make_review(shirt, stars=1)
    answer_review(review_id=review.pk, text="非常抱歉", actor=person(clerk.pk))

    assert "非常抱歉" in client.get(f"/reviews/{shirt.number}/").text


@pytest.mark.parametrize("script", SCRIPTS)
def test_texts_of_reviews_are_shown_as_texts(client, shirt, clerk, script):
    review = make_review(shirt, text=script, sku_name=script, author_name=script)
    answer_review(review_id=review.pk, text=script, actor=person(clerk.pk))

    page = client.get(f"/reviews/{shirt.number}/", headers=HTMX).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page
    assert 'href="javascript' not in page
    if script.startswith("{{"):
        assert script in page
