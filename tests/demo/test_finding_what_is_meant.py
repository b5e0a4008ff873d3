"""What shoppers type over the demo's goods, and the product that must be among the first three."""

import csv
from datetime import datetime, time
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import Listing
from catalog.selectors.listings import search
from catalog.services.search_words import renew_search_words
from catalog.types import ListingQuery
from shop.demo.catalogue.shelf import selection
from shop.demo.loading.clock import standing_at, without_queue
from shop.demo.loading.goods import load_goods
from shop.demo.loading.people import load_people
from shop.demo.loading.search import load_search_vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-37")]

FIRST = 3
LEAST_QUERIES = 60
ROWS = list(csv.DictReader(Path(__file__).with_name("relevance.csv").read_text().splitlines()))


@pytest.fixture(scope="module")
def shelf(shared_transaction) -> dict[int, str]:
    """The demo's goods without a past or pictures: their keys by id."""
    today = timezone.localdate()
    opens = timezone.make_aware(datetime.combine(today, time(0)))
    with without_queue(), standing_at(opens):
        people = load_people([], today=today)
        goods = load_goods(selection(1), people=people, opens=opens)
        load_search_vocabulary()
        renew_search_words()
    return {product_id: key for key, product_id in goods.products.items()}


def own_numbers(query: str, shelf: dict[int, str]) -> str:
    """Numbers are given anew with every database: ask for those that the products have here."""
    numbers = dict(Listing.objects.values_list("pk", "number"))
    by_key = {key: numbers[product_id] for product_id, key in shelf.items()}
    for key, number in by_key.items():
        query = query.replace(key, number).replace(key.lower(), number.lower())
    return query


def test_there_are_enough_questions_of_every_kind():
    kinds = {row["kind"] for row in ROWS}

    assert len(ROWS) >= LEAST_QUERIES
    assert kinds == {
        "word", "part", "pinyin", "initials", "typo", "attribute", "synonym", "traditional", "end",
        "sentence",
    }  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']}-{row['query']}" for row in ROWS])
def test_the_product_meant_is_among_the_first_three(shelf, row):
    found = search(ListingQuery(text=own_numbers(row["query"], shelf)))

    first = [shelf[listing.pk] for listing in found.page.object_list[:FIRST]]
    assert row["product"] in first, first


@pytest.mark.parametrize(
    ("query", "product"), [("咖啡豆", "SP2026055"), ("shouji", "SP2026018")], ids=str
)
def test_what_has_the_word_as_a_whole_comes_before_what_has_its_parts(shelf, query, product):
    first, second = search(ListingQuery(text=query)).page.object_list[:2]

    assert product in {shelf[first.pk], shelf[second.pk]}
