"""Queries of a search and of what stands around it, for visitors without an account."""

import pytest

from catalog.models import HotWord, Synonym
from catalog.services.search_vocabulary import save_synonym
from catalog.services.search_words import renew_search_words
from shop.common.actors import process
from tests.budgets.test_pages_made_for_everybody import cost
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db

MOST = {
    "/search/suggest/?q=lyq": 1,
    "/search/rules/": 3,
    "/search/?q=连衣群": 5,  # another word was meant
    "/search/?q=连衣qun 雪纺": 5,
    "/search/?q=zzzz": 6,  # nothing is found
}


def stock_the_shop(rows):
    category = CategoryFactory()
    for number in range(rows):
        ProductFactory(
            listed=True, category=category, brand=BrandFactory(), title=f"雪纺连衣裙 {number}"
        )
        HotWord.objects.create(word=f"{category.slug} {number}"[:20])
        save_synonym(
            synonym=Synonym(words=[f"w{category.pk} {number}", f"v{number}"]),
            actor=process("tests"),
        )
    renew_search_words()


@pytest.mark.parametrize("path", MOST)
def test_searching_costs_the_same_with_one_row_and_with_fifty(path):
    stock_the_shop(1)
    with_one = cost(path)

    stock_the_shop(49)
    with_fifty = cost(path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= MOST[path], "\n".join(with_fifty)
