"""PostgreSQL or Valkey away while people buy: they are asked to wait, and nothing is lost."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from deploy.local.servers import Servers
from orders.models import Order
from shop.common.models import OutboxDelivery
from tests.factories.inventory import WarehouseFactory
from tests.factories.orders import ready_to_ship
from tests.support.books import assert_books_agree
from tests.support.buyers import Buyer
from tests.support.crowd import goods, shoppers
from tests.support.sandbox import wait_until
from tests.support.scale import full_or_small, report
from tests.support.shop_processes import ShopProcesses
from tests.support.visitors import visitors

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

BUYERS = 4
AWAY = full_or_small(10, 4)  # seconds
BEFORE_AND_AFTER = 3.0
# Seconds from the moment at which the server is back. At most 6 pass until worker and beat connect
# again (they ask after 2, 6, 12 … seconds), 20 until what the queue lost is due and 10 until the
# next sweep; measured: 13 to 16 on two busy cores.
SWEPT = 60.0


@pytest.mark.fault("server-away")
@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_an_outage_loses_nothing(servers, frail_shop, server):
    buyers = open_shop(frail_shop)
    until = time.monotonic() + AWAY + 3 * BEFORE_AND_AFTER

    with ThreadPoolExecutor(BUYERS) as crowd:
        running = [crowd.submit(buy_until, buyer, until) for buyer in buyers]
        time.sleep(BEFORE_AND_AFTER)
        back = take_away(servers, server)
        for buyer in running:
            buyer.result()
    connections.close_all()  # ours broke, too

    answers = sum((buyer.answers for buyer in buyers), start=type(buyers[0].answers)())
    placed = {number for buyer in buyers for number in buyer.orders}
    assert set(answers) <= {"200", "302", "503"}
    assert set(Order.objects.values_list("number", flat=True)) == placed
    wait_until(everything_is_told, "the events", patience=back + SWEPT - time.monotonic())
    told = f"{time.monotonic() - back:.0f} s after its return"
    rows = [*sorted(answers.items()), ("every event told", told)]
    report(f"{server} away for {AWAY} s: {len(placed)} orders", rows)
    assert [
        name for name, process in frail_shop.running.items() if process.poll() is not None
    ] == []
    assert_books_agree()


def open_shop(shop: ShopProcesses) -> list[Buyer]:
    """Start the shop's processes and let the first visitors in."""
    ready_to_ship()
    sku = goods(WarehouseFactory(), 10_000)
    customers = shoppers(BUYERS)
    shop.start("worker", "beat", "web")
    return [Buyer(visitor, sku.pk) for visitor in visitors(shop.url, customers)]


def buy_until(buyer: Buyer, moment: float) -> None:
    while time.monotonic() < moment:
        buyer.buy()


def take_away(servers: Servers, name: str) -> float:
    """Stop a server for some seconds and say when it was back. Valkey forgets what it held."""
    server = servers.postgres if name == "postgres" else servers.valkey
    server.stop()
    time.sleep(AWAY)
    server.start()
    return time.monotonic()


def everything_is_told() -> bool:
    return not OutboxDelivery.objects.exclude(state=OutboxDelivery.State.DONE).exists()
