"""Web, worker and sandbox killed with -9 while people buy and pay: swept within a minute."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from orders.models import Order
from payments.models import PaymentAttempt
from shop.common.models import OutboxDelivery
from tests.factories.inventory import WarehouseFactory
from tests.factories.orders import ready_to_ship
from tests.support.books import assert_books_agree
from tests.support.buyers import Buyer, take_money_at
from tests.support.crowd import goods, numbers, shoppers
from tests.support.sandbox import Sandbox, wait_until
from tests.support.scale import full_or_small, report
from tests.support.shop_processes import ShopProcesses, shop_processes
from tests.support.visitors import visitors

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

BUYERS = 4
SECONDS = full_or_small(120, 15)
SWEPT = 90.0  # a minute, and what a busy machine needs besides
PAUSES = (0.5, 3.0)


@pytest.fixture
def shop(own_database: str, sandbox: Sandbox) -> Iterator[ShopProcesses]:
    ready_to_ship()
    take_money_at(sandbox)
    processes = ("worker", "beat", "web")
    with shop_processes(*processes, database_url=own_database, sandbox_url=sandbox.url) as shop:
        yield shop


@pytest.mark.fault("process-killed")
def test_nothing_is_lost_whoever_is_killed(shop, sandbox):
    sku = goods(WarehouseFactory(), 10_000)
    crowd = visitors(shop.url, shoppers(BUYERS))
    buyers = [Buyer(visitor, sku.pk, sandbox) for visitor in crowd]

    killed = buy_while_killing(buyers, shop, sandbox)

    wait_until(lambda: all_is_settled(buyers), "orders to be paid and events told", patience=SWEPT)
    answers = sum((buyer.answers for buyer in buyers), start=Counter[str]())
    rows = [*sorted(killed.items()), *sorted(answers.items()), ("orders", Order.objects.count())]
    report(f"{sum(killed.values())} processes killed in {SECONDS} s", rows)
    assert not set(answers) & {"500", "403", "404"}
    assert captured() == paid_at(sandbox)
    assert numbers(sku)[2] == Order.objects.count()
    assert_books_agree()


def buy_while_killing(buyers: list[Buyer], shop: ShopProcesses, sandbox: Sandbox) -> Counter[str]:
    end = time.monotonic() + SECONDS
    killed = Counter[str]()
    killer = threading.Thread(target=kill_until, args=(end, shop, sandbox, killed))
    killer.start()
    with ThreadPoolExecutor(len(buyers)) as crowd:
        for running in [crowd.submit(buy_until, buyer, end) for buyer in buyers]:
            running.result()
    killer.join()
    return killed


def buy_until(buyer: Buyer, moment: float) -> None:
    while time.monotonic() < moment:
        buyer.buy()


def kill_until(moment: float, shop: ShopProcesses, sandbox: Sandbox, killed: Counter[str]) -> None:
    """Kill one process after another, and start it again as the runner does."""
    while time.monotonic() < moment:
        time.sleep(random.uniform(*PAUSES))
        victim = random.choice(["web", "web's child", "worker", "worker's child", "sandbox"])
        killed[victim] += 1
        name = victim.removesuffix("'s child")
        if name == "sandbox":
            sandbox.kill()
            sandbox.start()
        elif name != victim:
            shop.kill_child(name)
        else:
            shop.kill(name)
            shop.start(name)


def all_is_settled(buyers: list[Buyer]) -> bool:
    """All that buyers were told is placed is paid, and everybody has heard of everything."""
    placed = {number for buyer in buyers for number in buyer.orders}
    paid = Order.objects.filter(number__in=placed, payment_state=Order.PaymentState.PAID)
    untold = OutboxDelivery.objects.exclude(state=OutboxDelivery.State.DONE)
    return paid.count() == len(placed) and not untold.exists()


def captured() -> dict[str, Decimal]:
    rows = PaymentAttempt.objects.filter(state=PaymentAttempt.State.CAPTURED)
    return dict(rows.values_list("out_trade_no", "captured_amount"))


def paid_at(sandbox: Sandbox) -> dict[str, Decimal]:
    """What the gateway's own books say was paid for our numbers."""
    ours = set(PaymentAttempt.objects.values_list("out_trade_no", flat=True))
    return {
        trade["out_trade_no"]: Decimal(trade["total_amount"])
        for trade in sandbox.books()["trades"]
        if trade["out_trade_no"] in ours and trade["trade_status"] == "TRADE_SUCCESS"
    }
