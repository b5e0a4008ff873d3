"""One piece and eight visitors at once over HTTP, round after round."""

from collections import Counter

import pytest

from inventory.models import StockLevel
from orders.models import Order
from tests.factories.inventory import WarehouseFactory
from tests.support.books import assert_books_agree
from tests.support.crowd import goods, outcomes, press_at_once, shoppers, side_by_side, want
from tests.support.events import deliver_pending
from tests.support.scale import full_or_small, report
from tests.support.visitors import Visitor, visitors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.req("INV-05")]

ROUNDS = full_or_small(100, 10)
VISITORS = 8


def test_the_last_piece_is_sold_once_and_always(shop):
    warehouse = WarehouseFactory()
    customers = shoppers(VISITORS)
    crowd = visitors(shop.url, customers)
    counted = Counter[str]()

    for _round in range(ROUNDS):
        want(customers, goods(warehouse, pieces=1))
        side_by_side(crowd, Visitor.open_checkout)
        counted += outcomes(press_at_once(crowd))

    report(f"{ROUNDS} rounds of one piece, {VISITORS} visitors", sorted(counted.items()))
    assert counted == {"ordered": ROUNDS, "refused": ROUNDS * (VISITORS - 1)}
    assert Order.objects.count() == ROUNDS
    assert not StockLevel.objects.exclude(reserved=1).exists()
    deliver_pending()
    assert_books_agree()
