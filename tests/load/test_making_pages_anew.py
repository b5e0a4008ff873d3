"""What it costs to make a page for everybody that is not kept: CPU of this process, per request."""

import itertools
import time
from collections.abc import Callable
from statistics import median

import pytest

from catalog.models import Listing
from shop.common.site_memory import forget_site
from shop.templatetags import goods
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory
from tests.factories.inventory import StockLevelFactory
from tests.load.test_serving_kept_pages import Visitor
from tests.support.scale import full_or_small, is_full, report

pytestmark = [pytest.mark.django_db, pytest.mark.race]

REQUESTS = full_or_small(60, 5)  # in each heat
HEATS = full_or_small(9, 2)
GOODS = 30
MOST = 7.0


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
    least: dict[str, float] = {}
    for name, path in paths.items():

        def anew(path: str = path) -> None:
            visitor.get(f"{path}?from={next(number)}")  # an address that was never kept

        anew()
        took = [milliseconds(anew) for _heat in range(HEATS)]
        forgetting = [milliseconds(anew, before=forget_what_was_drawn) for _heat in range(HEATS)]
        least[name] = min(took)
        rows += [
            (f"{name}: CPU of one page, ms", f"{median(took):.2f}, least {min(took):.2f}"),
            (f"{name}: with nothing drawn before", f"{median(forgetting):.2f}"),
        ]
    report(f"Pages made anew, {HEATS} heats of {REQUESTS} requests", rows)
    assert min(least.values()) > 0
    if is_full():  # neighbours only ever add: the least is what the page itself costs
        assert max(least.values()) <= MOST, least


def milliseconds(make: Callable[[], None], before: Callable[[], None] | None = None) -> float:
    """Time one page, on average: what this process worked."""
    took = 0.0
    for _request in range(REQUESTS):
        if before:
            before()
        began = time.process_time()
        make()
        took += time.process_time() - began
    return took / REQUESTS * 1000


def forget_what_was_drawn() -> None:
    """Have the next page draw every card, tick and part, as the first page of a process does."""
    forget_site()
    goods._draw_card.cache_clear()
    goods._draw_tick.cache_clear()
