"""Sounds, first letters, parts of numbers, slips and synonyms."""

import pytest

from catalog.models import Synonym
from catalog.selectors.listings import search
from catalog.selectors.pinyin import readings
from catalog.selectors.suggestions import suggestions
from catalog.services.listing import refresh_listing
from catalog.services.search_vocabulary import delete_synonym, save_synonym
from catalog.services.search_words import renew_search_words
from catalog.types import ListingQuery
from tests.factories.catalog import (
    TESTS,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    SkuFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-37")]


@pytest.fixture
def shelf():
    clothes = CategoryFactory(name="女装", parent=CategoryFactory(name="服饰"))
    digital = CategoryFactory(name="数码配件", parent=CategoryFactory(name="数码"))
    goods = {
        "dress": ProductFactory(listed=True, title="夏季雪纺连衣裙", category=clothes),
        "shirt": ProductFactory(listed=True, title="纯棉衬衫 通勤", category=clothes),
        "headset": ProductFactory(
            listed=True,
            title="无线蓝牙耳机 主动降噪",
            category=digital,
            brand=BrandFactory(name="鸣谷"),
        ),
        "charger": ProductFactory(
            listed=True, title="移动电源 Bluetooth 20000mAh", category=digital
        ),
    }
    SkuFactory(product=goods["charger"], code="PB-7731-X", barcode="6990261234567")
    return goods


def found(text, shelf):
    names = {product.pk: name for name, product in shelf.items()}
    return [names[row.pk] for row in search(ListingQuery(text=text)).page.object_list]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lianyiqun", "dress"),
        ("lianyiq", "dress"),
        ("lyq", "dress"),
        ("LYQ", "dress"),
        ("连衣qun", "dress"),
        ("xuefang lianyiqun", "dress"),
        ("lanyaerji", "headset"),
        ("lyej", "headset"),
        ("minggu", "headset"),
        ("连衣群", "dress"),
        ("lianyiqn", "dress"),
        ("blutooth", "charger"),
        ("7731", "charger"),
        ("PB7731X", "charger"),
        ("pb-7731", "charger"),
        ("6990261234567", "charger"),
        ("1234567", "charger"),
        ("20000mah", "charger"),
    ],
)
def test_sounds_parts_and_slips_find_the_goods_meant(shelf, text, first):
    assert found(text, shelf)[:1] == [first]


def test_the_product_number_finds_its_product(shelf):
    number = shelf["dress"].number

    assert found(number, shelf) == ["dress"]
    assert "dress" in found(number[-6:], shelf)


def test_a_word_wins_over_a_sound():
    sound = ProductFactory(listed=True, title="连衣裙")
    word = ProductFactory(listed=True, title="Lianyiqun 手册")

    rows = search(ListingQuery(text="lianyiqun")).page.object_list

    assert [row.pk for row in rows] == [word.pk, sound.pk]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("lianyiqun", ("lian", "yi", "qun")),
        ("lanyaer", ("lan", "ya", "er")),
        ("lianyiq", ("lian", "yi", "q")),
        ("nvzhuang", ("nv", "zhuang")),
        ("lyq", None),
        ("bluetooth", None),
        ("", None),
    ],
)
def test_letters_are_cut_into_syllables(letters, expected):
    assert next(iter(readings(letters)), None) == expected


def test_letters_without_end_are_cut_without_delay():
    assert readings("an" * 30) == []


def test_words_of_a_group_find_each_other_at_once(shelf, django_capture_on_commit_callbacks):
    assert found("充电宝", shelf) == []

    with django_capture_on_commit_callbacks(execute=True):
        save_synonym(synonym=Synonym(words=["充电宝", "移动电源"]), actor=TESTS)

    assert found("充电宝", shelf) == ["charger"]
    assert found("移动电源", shelf) == ["charger"]


def test_one_way_leads_one_way(shelf):
    save_synonym(synonym=Synonym(typed="上衣", words=["衬衫"]), actor=TESTS)
    ProductFactory(listed=True, title="上衣架")

    assert "shirt" in found_ids("上衣", shelf)
    assert len(found("衬衫", shelf)) == 1


def found_ids(text, shelf):
    names = {product.pk: name for name, product in shelf.items()}
    return [names.get(row.pk) for row in search(ListingQuery(text=text)).page.object_list]


def test_a_deleted_group_is_forgotten_at_once(shelf, django_capture_on_commit_callbacks):
    group = save_synonym(synonym=Synonym(words=["充电宝", "移动电源"]), actor=TESTS)
    assert found("充电宝", shelf) == ["charger"]

    with django_capture_on_commit_callbacks(execute=True):
        delete_synonym(synonym_id=group.pk, actor=TESTS)

    assert found("充电宝", shelf) == []


def test_part_of_a_word_is_no_synonym(shelf):
    save_synonym(synonym=Synonym(words=["包", "衬衫"]), actor=TESTS)

    assert found("面包", shelf) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("连", "连衣裙"),
        ("lian", "连衣裙"),
        ("lyq", "连衣裙"),
        ("nvz", "女装"),
        ("蓝牙e", "蓝牙耳机"),
        ("纯棉 chens", "纯棉 衬衫"),
        ("minggu", "鸣谷"),
    ],
)
def test_suggestions_go_on_from_what_is_typed(shelf, typed, first):
    ProductFactory(listed=True, title="蓝牙耳机 入耳式")
    renew_search_words()

    assert first in [row.text for row in suggestions(typed)]


def test_a_category_is_suggested_as_a_page(shelf):
    renew_search_words()

    row = next(row for row in suggestions("女装") if row.kind == "category")

    assert (row.link, row.goods_count) == (f"/c/{shelf['dress'].category.slug}/", 2)


def test_words_of_goods_that_left_are_forgotten(shelf):
    renew_search_words()
    assert suggestions("雪纺")
    type(shelf["dress"]).objects.filter(pk=shelf["dress"].pk).update(status="taken_down")
    refresh_listing(product_ids=[shelf["dress"].pk])
    renew_search_words()

    assert not suggestions("雪纺")
    assert renew_search_words() == 0


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("lianyiqn", "连衣裙"),
        ("连衣群", "连衣裙"),
        ("blutooth", "bluetooth"),
        ("连衣裙", ""),
        ("qqqq", ""),
    ],
)
def test_the_nearest_word_is_offered(shelf, text, better):
    renew_search_words()

    assert search(ListingQuery(text=text)).did_you_mean == better
