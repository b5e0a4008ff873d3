"""Traditional characters, the end of a name, and whole sentences find the goods that are meant."""

import pytest

from catalog.selectors.listings import search
from catalog.services.search_words import renew_search_words
from catalog.types import ListingQuery
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-37")]


def stocked(*titles):
    for title in titles:
        ProductFactory(listed=True, title=title, price="10.00")
    renew_search_words()


def titles_of(found):
    return [listing.title for listing in found.page.object_list]


@pytest.mark.parametrize("typed", ["連衣裙", "餅乾", "檯燈"])
def test_traditional_characters_find_the_goods_at_once(typed):
    stocked("雪纺连衣裙", "黄油饼干", "护眼台灯")

    found = search(ListingQuery(text=typed))

    assert not found.is_loose
    assert found.page.paginator.count == 1


def test_a_title_in_traditional_characters_is_found_by_simplified_ones():
    stocked("蠶絲連衣裙", "黄油饼干")

    found = search(ListingQuery(text="蚕丝连衣裙"))

    assert titles_of(found) == ["蠶絲連衣裙"]
    assert not found.is_loose


def test_a_general_word_finds_what_ends_with_its_name():
    stocked("雪纺连衣裙", "高腰短裙子", "裙边围巾", "纯棉衬衫")

    found = search(ListingQuery(text="裙子"))

    assert titles_of(found) == ["高腰短裙子", "雪纺连衣裙"]
    assert not found.is_loose


def test_an_end_that_does_not_name_the_goods_finds_nothing_else():
    stocked("猪肉包子", "帆布双肩包")

    assert titles_of(search(ListingQuery(text="包子"))) == ["猪肉包子"]


def test_words_around_the_goods_are_not_asked_for():
    stocked("夏天白色连衣裙", "白色连衣裙", "夏天白色衬衫")

    found = search(ListingQuery(text="我想买一件夏天穿的白色连衣裙"))

    assert titles_of(found) == ["夏天白色连衣裙"]
    assert not found.is_loose


def test_of_a_sentence_that_nothing_answers_most_words_come_first():
    stocked("白色衬衫 我想穿一件天生好看的", "红色连衣裙", "白色连衣裙", "夏天的风扇")

    found = search(ListingQuery(text="我想买一件夏天穿的白色连衣裙"))

    assert found.is_loose
    assert titles_of(found)[0] == "白色连衣裙"


def test_a_sentence_without_a_telling_word_asks_for_what_it_says():
    stocked("有没有", "白色连衣裙")

    assert titles_of(search(ListingQuery(text="有没有"))) == ["有没有"]
