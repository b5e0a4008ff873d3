"""Orders per second on one hot SKU against the rate on SKUs of everybody's own, in one run."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from tests.factories.inventory import WarehouseFactory
from tests.support.crowd import goods, outcomes, shoppers, side_by_side, want
from tests.support.scale import full_or_small, is_full, report
from tests.support.visitors import Visitor, visitors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

CLIENTS = 8
ORDERS = full_or_small(240, 48)  # in each heat
HEATS = full_or_small(5, 3)
LEAST = 0.6


def orders_per_second(crowd: Sequence[Visitor]) -> float:
    side_by_side(crowd, Visitor.open_checkout)
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(Visitor.place, crowd))
    took = time.perf_counter() - began
    assert outcomes(answers) == {"ordered": len(crowd)}
    return len(crowd) / took


def test_a_hot_article_sells_at_sixty_per_cent_of_the_rate_of_spread_ones(shop):
    warehouse = WarehouseFactory()
    customers = shoppers(ORDERS)
    crowd = visitors(shop.url, customers)
    hot, spread = goods(warehouse, 100_000), [goods(warehouse, 1000) for _ in range(ORDERS)]
    want(customers[:CLIENTS], hot)
    orders_per_second(crowd[:CLIENTS])  # warms the processes

    rates: dict[str, list[float]] = {"hot": [], "spread": []}
    for _heat in range(HEATS):
        for kind, skus in (("spread", spread), ("hot", [hot])):
            want(customers, *skus)
            rates[kind].append(orders_per_second(crowd))

    ratio = median(rates["hot"]) / median(rates["spread"])
    report(
        f"Orders per second, {CLIENTS} clients, {HEATS} heats of {ORDERS} orders",
        [(kind, f"{median(found):.1f}") for kind, found in rates.items()]
        + [("ratio", f"{ratio:.0%}")],
    )
    assert ratio > 0
    if is_full():
        assert ratio >= LEAST
