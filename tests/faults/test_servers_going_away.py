"""PostgreSQL or Valkey away while people buy: they are asked to wait, and nothing is lost."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
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
from tests.support.visitors import Visitor, visitors

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
    *buyers, onlooker = open_shop(frail_shop)
    until = time.monotonic() + AWAY + 3 * BEFORE_AND_AFTER

    with ThreadPoolExecutor(BUYERS) as crowd:
        running = [crowd.submit(buy_until, buyer, until) for buyer in buyers]
        time.sleep(BEFORE_AND_AFTER)
        seen, back = take_away(servers, server, onlooker.visitor)
        for buyer in running:
            buyer.result()
    connections.close_all()  # ours broke, too

    answers = sum((buyer.answers for buyer in buyers), start=type(buyers[0].answers)())
    placed = {number for buyer in buyers for number in buyer.orders}
    assert set(answers) <= {"200", "302", "503"}
    assert asks_again_by_itself(seen) == (server == "postgres")
    assert onlooker.visitor.get("/cart/").status_code == 200
    assert set(Order.objects.values_list("number", flat=True)) == placed
    wait_until(everything_is_told, "the events", patience=back + SWEPT - time.monotonic())
    told = f"{time.monotonic() - back:.0f} s after its return"
    rows = [*sorted(answers.items()), ("every event told", told)]
    report(f"{server} away for {AWAY} s: {len(placed)} orders", rows)
    assert frail_shop.ended == []
    assert_books_agree()


def open_shop(shop: ShopProcesses) -> list[Buyer]:
    """Start the shop's processes and let the first visitors in."""
    ready_to_ship()
    sku = goods(WarehouseFactory(), 10_000)
    customers = shoppers(BUYERS + 1)
    shop.start("worker", "beat", "web")
    return [Buyer(visitor, sku.pk) for visitor in visitors(shop.url, customers)]


def buy_until(buyer: Buyer, moment: float) -> None:
    while time.monotonic() < moment:
        buyer.buy()


def take_away(servers: Servers, name: str, onlooker: Visitor) -> tuple[requests.Response, float]:
    """Stop a server for some seconds; return what is seen meanwhile, and when it was back.

    Valkey forgets what it held.
    """
    server = servers.postgres if name == "postgres" else servers.valkey
    server.stop()
    time.sleep(AWAY / 2)
    seen = onlooker.get("/cart/")
    time.sleep(AWAY / 2)
    server.start()
    return seen, time.monotonic()


def asks_again_by_itself(page: requests.Response) -> bool:
    """Say whether it is the page of an outage; without Valkey alone the shop goes on."""
    if page.status_code == 200:
        return False
    assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
    return '<meta http-equiv="refresh" content="2">' in page.text


def everything_is_told() -> bool:
    return not OutboxDelivery.objects.exclude(state=OutboxDelivery.State.DONE).exists()
