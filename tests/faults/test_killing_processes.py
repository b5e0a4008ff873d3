"""Web, worker and sandbox killed with -9 while people buy and pay: swept within a minute."""

import os
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db.models import Sum

from orders.models import Order, OrderLine
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
SWEPT = 60.0  # seconds from the moment at which all run again
PAUSES = (0.5, 3.0)
VICTIMS = ("web", "web's child", "worker", "worker's child", "beat", "sandbox")


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

    seed = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(1_000_000))
    report("the dice can be thrown again", [("CHAOS_SEED", seed)])
    with shop.looked_after() as again:
        killed = buy_while_killing(buyers, shop, sandbox, random.Random(seed))
        calm = time.monotonic()
        wait_until(lambda: all_is_settled(buyers), "all to be paid and told", patience=SWEPT)

    settled = f"{time.monotonic() - calm:.0f} s after the last purchase"
    answers = sum((buyer.answers for buyer in buyers), start=Counter[str]())
    rows = [
        *sorted(killed.items()),
        *sorted(answers.items()),
        ("orders", Order.objects.count()),
        ("all paid and told", settled),
        ("ended with their child", dict(again) or "none"),
    ]
    report(f"{sum(killed.values())} processes killed in {SECONDS} s", rows)
    assert set(killed) == set(VICTIMS)
    assert not set(answers) & {"500", "403", "404"}
    assert captured() == paid_at(sandbox)
    # A click repeated because its answer was lost may have put a second piece into a cart.
    assert numbers(sku)[2] == OrderLine.objects.aggregate(pieces=Sum("quantity"))["pieces"]
    assert_books_agree()


def buy_while_killing(
    buyers: list[Buyer], shop: ShopProcesses, sandbox: Sandbox, dice: random.Random
) -> Counter[str]:
    """Kill each victim at least once, and go on until the time is over."""
    end = time.monotonic() + SECONDS
    is_over = threading.Event()
    with ThreadPoolExecutor(len(buyers)) as crowd:
        buying = [crowd.submit(buy_until, buyer, is_over) for buyer in buyers]
        try:
            killed = kill_until(end, shop, sandbox, dice)
        finally:
            is_over.set()
        for buyer in buying:
            buyer.result()
    return killed


def buy_until(buyer: Buyer, is_over: threading.Event) -> None:
    while not is_over.is_set():
        buyer.buy()


def kill_until(
    moment: float, shop: ShopProcesses, sandbox: Sandbox, dice: random.Random
) -> Counter[str]:
    """Kill one process after another, in rounds in which each has its turn."""
    killed = Counter[str]()
    round_: list[str] = []
    while time.monotonic() < moment or set(killed) < set(VICTIMS):
        round_ = round_ or dice.sample(VICTIMS, len(VICTIMS))
        time.sleep(dice.uniform(*PAUSES))
        victim = round_.pop()
        kill(victim, shop, sandbox)
        killed[victim] += 1
    return killed


def kill(victim: str, shop: ShopProcesses, sandbox: Sandbox) -> None:
    """Kill a process, and start it again as the runner does; a child's master does that itself.

    A Celery worker whose child dies while it starts ends, too: the runner starts it again.
    """
    name = victim.removesuffix("'s child")
    if name != victim:
        shop.kill_child(name)
    elif name == "sandbox":
        sandbox.kill()
        sandbox.start()
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
