"""What it costs to make a page for everybody that is not kept: CPU of this process, per request."""

import itertools
import time
from statistics import median

import pytest

from catalog.models import Listing
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory
from tests.factories.inventory import StockLevelFactory
from tests.load.test_serving_kept_pages import Visitor
from tests.support.scale import full_or_small, report

pytestmark = [pytest.mark.django_db, pytest.mark.race]

REQUESTS = full_or_small(60, 5)  # in each heat
HEATS = full_or_small(9, 2)
GOODS = 30


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    # Connections stay open between requests, as in a web process.
    monkeypatch.setattr("django.core.signals.request_started.send", lambda **_: [])
    monkeypatch.setattr("django.core.signals.request_finished.send", lambda **_: [])
    category = CategoryFactory(slug="goods", parent=CategoryFactory())
    for _number in range(GOODS):
        product = ProductFactory(
            listed=True, category=category, brand=BrandFactory(), in_stock=True
        )
        StockLevelFactory(sku=SkuFactory(product=product))
    assert Listing.objects.live().count() == GOODS
    return {"list": "/c/goods/", "product": f"/p/{product.slug}-{product.number}/"}


def test_a_page_that_is_not_kept_is_made_in_few_milliseconds(paths):
    visitor, number = Visitor(), itertools.count()
    rows: list[tuple[str, object]] = []
    for name, path in paths.items():
        visitor.get(path)
        took = []
        for _heat in range(HEATS):
            began = time.process_time()
            for _request in range(REQUESTS):
                visitor.get(f"{path}?from={next(number)}")  # an address that was never kept
            took.append((time.process_time() - began) / REQUESTS * 1000)
        rows.append((f"{name}: CPU of one page, ms", f"{median(took):.2f}"))
        assert median(took) > 0
    report(f"Pages made anew, {HEATS} heats of {REQUESTS} requests", rows)
