"""The facets of a list that nobody narrowed are counted once while nothing on the shelf changes."""

import pytest

from catalog.models import Listing
from catalog.selectors.listings import PAGE_SIZE, search
from catalog.services.listing import set_in_stock
from catalog.types import ListingQuery
from shop.common.freshness import SHELF, SITE, changes_of, reading_at
from tests.factories.catalog import ProductFactory
from tests.support.budget import statements

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-36")]


def asked(**query):
    """Ask as a page for everybody does, after the changes were counted."""
    with reading_at(changes_of((SITE, SHELF))):
        return search(ListingQuery(**query))


def counts(made):
    return [statement for statement in made if "width_bucket" in statement]


@pytest.fixture
def goods():
    return ProductFactory.create_batch(PAGE_SIZE + 2, listed=True, price="10.00", in_stock=True)


def test_the_pages_of_a_list_share_one_counting(goods):
    first = asked()

    with statements() as made:
        last = asked(page=2)

    assert not counts(made)
    assert last.facets.in_stock == first.facets.in_stock == PAGE_SIZE + 2
    shown = [row.pk for page in (first, last) for row in page.page.object_list]
    assert shown == sorted((product.pk for product in goods), reverse=True)


def test_a_page_past_the_end_shows_the_last_one(goods):
    asked()

    assert [row.pk for row in asked(page=9).page.object_list] == [goods[1].pk, goods[0].pk]


def test_a_change_is_counted_at_once(goods):
    asked()

    set_in_stock(product_id=goods[0].pk, in_stock=False)

    assert asked().facets.in_stock == PAGE_SIZE + 1


@pytest.mark.parametrize("query", [{"in_stock": True}, {"text": "SP"}, {"sort": "sales"}])
def test_other_questions_have_other_answers(goods, query):
    asked()
    Listing.objects.filter(pk=goods[0].pk).update(sold_count=9)

    with statements() as made:
        asked(**query)

    assert counts(made)


def test_for_one_person_the_shelf_is_read(goods):
    asked()

    with statements() as made:
        search(ListingQuery())

    assert counts(made)
