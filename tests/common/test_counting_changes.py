"""Triggers count what shoppers see; a page cache asks them."""

from threading import Thread

import pytest
from django.db import connection, connections, transaction

from catalog.models import Category, Listing, Product
from inventory.models import StockLevel
from shop.common.freshness import SHELF, SITE, changes_of, compact_changes
from shop.common.models import Change
from tests.factories.catalog import CategoryFactory, ProductFactory, SkuFactory
from tests.factories.inventory import StockLevelFactory

pytestmark = pytest.mark.django_db


def of(topic):
    return changes_of([topic])[topic]


def test_a_change_of_the_site_counts():
    category = CategoryFactory(name="Dresses")
    before = of(SITE)

    Category.objects.filter(pk=category.pk).update(name="Skirts")

    assert of(SITE) == before + 1


def test_writing_the_same_again_counts_for_nothing():
    category = CategoryFactory(name="Dresses")
    before = of(SITE)

    Category.objects.filter(pk=category.pk).update(name="Dresses")
    Category.objects.filter(name="nothing like it").update(name="Skirts")

    assert of(SITE) == before


def test_pieces_sold_do_not_make_the_lists_anew():
    product = ProductFactory(listed=True)
    before = of(SHELF)
    assert before

    Listing.objects.filter(pk=product.pk).update(sold_count=7)
    assert of(SHELF) == before

    Listing.objects.filter(pk=product.pk).update(title="Another title")
    assert of(SHELF) == before + 1


def test_a_change_of_stock_counts_for_its_product_alone():
    level, other = StockLevelFactory(), StockLevelFactory()
    topics = [f"product:{row.sku.product.number}" for row in (level, other)]
    before = changes_of(topics)

    StockLevel.objects.filter(pk=level.pk).update(safety_stock=1)

    after = changes_of(topics)
    assert [after[topic] - before[topic] for topic in topics] == [1, 0]


def test_what_is_deleted_counts():
    sku = SkuFactory()
    topic = f"product:{sku.product.number}"
    before = of(topic)

    sku.delete()

    assert of(topic) > before


def test_many_rows_of_a_topic_are_one_change():
    for _number in range(3):
        CategoryFactory()
    before = of(SITE)

    Category.objects.update(is_visible=False)

    assert of(SITE) == before + 1


def test_summing_up_changes_no_count():
    product = ProductFactory(listed=True)
    Product.objects.filter(pk=product.pk).update(title="Another title")
    topics = [SITE, SHELF, f"product:{product.number}"]
    before = changes_of(topics)

    compact_changes()

    assert changes_of(topics) == before
    assert Change.objects.count() == Change.objects.values("topic").distinct().count()


@pytest.mark.django_db(transaction=True)
def test_a_change_counts_with_its_commit_and_waits_for_nobody():
    first, second = CategoryFactory(), CategoryFactory()
    before = of(SITE)

    def rename_other():
        Category.objects.filter(pk=second.pk).update(name="in the meantime")
        connections.close_all()

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
        Category.objects.filter(pk=first.pk).update(name="not yet to be seen")
        other = Thread(target=rename_other)
        other.start()
        other.join(timeout=10)
        assert not other.is_alive()

    assert of(SITE) == before + 2
