import pytest

from catalog.selectors.listings import search
from catalog.selectors.search_words import query_words
from catalog.types import ListingQuery
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-36")]


@pytest.fixture
def shelf():
    clothes = CategoryFactory(name="女装", parent=CategoryFactory(name="服饰"))
    digital = CategoryFactory(name="手机", parent=CategoryFactory(name="数码"))
    return {
        "dress": ProductFactory(
            listed=True, price="299.00", title="夏季新款雪纺连衣裙", category=clothes,
            tags=[TagFactory(name="通勤")],
        ),
        "shirt": ProductFactory(
            listed=True, price="99.00", title="纯棉T恤 短袖", category=clothes,
            selling_points="配连衣裙也好看",
        ),
        "phone": ProductFactory(
            listed=True, price="4999.00", title="Pro15 256GB 深空黑", category=digital,
            brand=BrandFactory(name="苹果"),
        ),
        "headset": ProductFactory(
            listed=True, price="399.00", title="无线蓝牙耳机 主动降噪", category=digital
        ),
    }  # fmt: skip


def found(text, shelf):
    names = {product.pk: name for name, product in shelf.items()}
    result = search(ListingQuery(text=text))
    return [names[row.pk] for row in result.page.object_list]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("连衣裙", "dress"),
        ("雪纺", "dress"),
        ("裙", "dress"),
        ("通勤", "dress"),
        ("苹果手机", "phone"),
        ("pro 15", "phone"),
        ("256G", "phone"),
        ("PRO15", "phone"),
        ("蓝牙耳机", "headset"),
        ("降噪 耳机", "headset"),
        ("女装 短袖", "shirt"),
        ("ｔ恤", "shirt"),
    ],
)
def test_words_find_the_goods_meant(shelf, text, first):
    assert found(text, shelf)[0] == first


def test_a_word_in_the_title_weighs_more_than_in_the_introduction(shelf):
    assert found("连衣裙", shelf) == ["dress", "shirt"]


def test_goods_with_some_words_are_shown_when_none_has_all(shelf):
    result = search(ListingQuery(text="蓝牙 连衣裙"))

    assert result.is_loose
    assert {row.pk for row in result.page.object_list} == {
        shelf["dress"].pk, shelf["shirt"].pk, shelf["headset"].pk,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "没有这样的东西XYZ", "!!!", "'", "\\", "a' | 'b", "%", "&|!()<->:*", "😀", "\0",
        "':*", "a" * 60,
    ],
)  # fmt: skip
def test_strange_texts_find_nothing_and_break_nothing(shelf, text):
    assert found(text, shelf) == []


@pytest.mark.parametrize("text", ["", " "])
def test_no_words_show_everything(shelf, text):
    assert len(found(text.strip(), shelf)) == 4


def test_goods_that_are_not_listed_are_not_found(shelf):
    ProductFactory(title="连衣裙样品", price="1.00")

    assert found("连衣裙", shelf) == ["dress", "shirt"]


def test_words_without_a_meaning_of_their_own_are_not_asked():
    assert query_words("妈妈的礼物") == ["妈妈", "礼物"]
    assert query_words("的") == ["的"]


def test_long_words_are_asked_by_their_parts():
    assert query_words("连衣裙") == ["连衣", "衣裙"]
    assert query_words("iPhone15Pro") == ["iphone", "15", "pro"]
    assert len(query_words("雪纺连衣裙 " * 50)) <= 12
