"""The pages of the search room."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import HotWord, Listing
from catalog.selectors import ranking
from catalog.selectors.listings import search
from catalog.services.listing import add_sold
from catalog.services.products import say_attributes
from catalog.services.search_vocabulary import save_hot_word
from catalog.services.search_words import renew_search_words
from catalog.types import ListingQuery, Span
from catalog.views.searches import rules_in_figures
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    ProductFactory,
    ProductTypeFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("CAT-37")
def test_a_slip_leads_to_the_word_meant_and_the_goods_that_come_near(client):
    ProductFactory(listed=True, price="10.00", title="雪纺连衣裙")
    renew_search_words()

    text = page(client, "/search/?q=连衣群")

    assert "Did you mean" in text
    assert 'href="/search/?q=%E8%BF%9E%E8%A1%A3%E8%A3%99"' in text
    assert "These goods come near." in text


@pytest.mark.req("CAT-37")
def test_a_search_without_a_find_offers_hot_words_categories_and_best_sellers(
    client, django_capture_on_commit_callbacks
):
    product = ProductFactory(listed=True, price="10.00", title="雪纺连衣裙")
    with django_capture_on_commit_callbacks(execute=True):
        save_hot_word(hot_word=HotWord(word="保温杯"), actor=TESTS)

    text = page(client, "/search/?q=ψψψ")

    assert "Nothing found for “ψψψ”" in text
    assert "保温杯" in text
    assert product.category.name in text or product.title in text
    assert 'id="facets"' not in text


@pytest.mark.req("SITE-24")
def test_a_hot_word_stands_under_the_field_in_its_time(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save_hot_word(hot_word=HotWord(word="保温杯", link="/c/cups/"), actor=TESTS)
        tomorrow = timezone.now() + timedelta(days=1)
        save_hot_word(hot_word=HotWord(word="年货", shows_from=tomorrow), actor=TESTS)

    text = page(client, "/search/")

    assert '<a href="/c/cups/">保温杯</a>' in text
    assert "年货" not in text


@pytest.mark.req("CAT-37")
def test_suggestions_come_as_words_with_their_pages(client):
    product = ProductFactory(listed=True, price="10.00", title="雪纺连衣裙")
    renew_search_words()

    found = client.get("/search/suggest/", {"q": "lyq"}).json()["suggestions"]

    assert [row["text"] for row in found] == ["连衣裙"]
    assert found[0]["url"] == "/search/?q=%E8%BF%9E%E8%A1%A3%E8%A3%99"
    assert product.title


@pytest.mark.parametrize("typed", ["", " ", "\0", "%", "_", "😀", "a" * 5000])
def test_strange_letters_suggest_nothing_and_break_nothing(client, typed):
    ProductFactory(listed=True, price="10.00", title="雪纺连衣裙")
    renew_search_words()

    assert client.get("/search/suggest/", {"q": typed}).json() == {"suggestions": []}


@pytest.mark.req("SEC-25")
def test_the_published_rules_are_those_of_the_code(client):
    text = re.sub(r"\s+", " ", page(client, reverse("catalog:search-rules")))

    assert rules_in_figures() == {
        "title": ranking.IN_TITLE * 100,
        "brand": ranking.IN_BRAND_OR_NUMBER * 100,
        "category": ranking.IN_CATEGORY * 100,
        "elsewhere": ranking.ELSEWHERE * 100,
        "in_stock": ranking.IN_STOCK_BONUS * 100,
        "sales": ranking.SALES_BONUS * 100,
        "sales_pieces": ranking.SALES_FOR_FULL_BONUS,
        "most_goods": ranking.MOST_GOODS,
    }
    for name in ("title", "brand", "category", "elsewhere"):
        assert f'<td class="numeric">{rules_in_figures()[name]} %</td>' in text
    assert "Goods in stock get 20 % more." in text
    assert "get up to 30 % more: the full share from 10000 pieces sold" in text
    assert "When more than 1000 goods fit" in text


@pytest.mark.req("SEC-25")
def test_stock_and_sales_decide_between_goods_that_fit_alike():
    plain, sold, stocked = (
        ProductFactory(listed=True, price="10.00", title="雪纺连衣裙") for _each in range(3)
    )
    add_sold(product_id=sold.pk, quantity=50)
    Listing.objects.filter(pk=stocked.pk).update(in_stock=True)

    rows = search(ListingQuery(text="连衣裙")).page.object_list

    assert [row.pk for row in rows] == [stocked.pk, sold.pk, plain.pk]


@pytest.mark.req("SEC-25")
def test_a_fit_of_the_title_outweighs_stock_and_sales():
    title = ProductFactory(listed=True, price="10.00", title="雪纺连衣裙")
    other = ProductFactory(
        listed=True, price="10.00", title="腰带", selling_points="配连衣裙", in_stock=True
    )
    add_sold(product_id=other.pk, quantity=20_000)

    rows = search(ListingQuery(text="连衣裙")).page.object_list

    assert [row.pk for row in rows] == [title.pk, other.pk]


@pytest.fixture
def powers():
    """Three kettles of 800, 1500 and 1800 W at 50, 150 and 250 yuan."""
    kind = ProductTypeFactory()
    power = AttributeFactory(
        product_type=kind, code="power", name="功率", unit="W", kind="number", is_filter=True
    )
    goods = []
    for number, price in ((800, "50.00"), (1500, "150.00"), (1800, "250.00")):
        product = ProductFactory(
            listed=True, title="电热水壶", product_type=kind, price=price, tags=[TagFactory()]
        )
        say_attributes(
            product_id=product.pk, sayings={power.pk: {"number": Decimal(number)}}, actor=TESTS
        )
        goods.append(product)
    return goods


def numbers_shown(text):
    return re.findall(r"/p/[^/]*-(SP\d+)/", text)


@pytest.mark.req("CAT-36")
def test_bands_of_prices_and_numbers_add_up_inside_and_narrow_across(client, powers):
    low, middle, high = (product.number for product in powers)

    assert set(numbers_shown(page(client, "/search/?price=30-100&price=200-300"))) == {low, high}
    assert set(numbers_shown(page(client, "/search/?n=power:1000-2000"))) == {middle, high}
    both = page(client, "/search/?n=power:1000-2000&price=100-200")
    assert set(numbers_shown(both)) == {middle}
    assert "功率 1000–2000 W" in both
    assert "¥100–200" in both


@pytest.mark.req("CAT-36")
def test_tags_of_a_list_add_up(client, powers):
    first, second = (product.tags.get().name for product in powers[:2])

    text = page(client, f"/search/?tag={first}&tag={second}")

    assert set(numbers_shown(text)) == {powers[0].number, powers[1].number}


@pytest.mark.req("CAT-36")
def test_a_facet_counts_without_its_own_choice(client, powers):
    facets = search(
        ListingQuery(numbers={"power": span("1000", "2000")}, prices=span("100", "200"))
    ).facets

    (power,) = facets.numbers
    assert {int(band.span.low): band.count for band in power.bands} == {1000: 1}
    assert {int(band.span.low): band.count for band in facets.prices} == {100: 1, 200: 1}


def span(low, high):
    return (Span(Decimal(low), Decimal(high)),)
