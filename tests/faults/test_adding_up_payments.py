"""Payments and refunds through three gateways that err, while processes and servers are killed.

When the dust has settled, our books are those of the gateways to the fen.
"""

import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from deploy.local.servers import Servers
from orders.models import Order
from payments.models import PaymentAttempt, PaymentPlan, RefundPart
from payments.services.refund_retries import retry_refund_part
from payments.services.refunds import request_refund
from shop.common.actors import process
from shop.common.models import OutboxDelivery
from tests.factories.inventory import WarehouseFactory
from tests.factories.orders import ready_to_ship
from tests.support.books import assert_books_agree
from tests.support.crowd import goods, shoppers
from tests.support.payers import Payer, take_money_everywhere
from tests.support.sandbox import Sandbox, wait_until
from tests.support.scale import full_or_small, report
from tests.support.shop_processes import ShopProcesses
from tests.support.visitors import visitors

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

T = TypeVar("T")

PAYMENTS = full_or_small(1_000, 12)
PAYERS = full_or_small(6, 4)
ODDS = 0.1
SETTLED = full_or_small(900, 240)  # seconds
PAUSES = (full_or_small(5, 2), full_or_small(15, 6))  # seconds between two kills
VICTIMS = ("web", "worker", "postgres", "valkey")
GATEWAYS = ("alipay", "wechat", "unionpay")
FAULTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("http_500", {}), ("http_500_done", {}), ("garbage", {}), ("slow", {"seconds": 0.3}),
    ("refund_unknown_done", {}), ("refund_unknown_undone", {}), ("decline", {}),
    ("notify_lost", {}), ("notify_duplicate", {"times": 3}), ("notify_delay", {"seconds": 1}),
    ("notify_first", {}), ("notify_wrong_sign", {}), ("notify_wrong_amount", {}),
    ("notify_wrong_app", {}), ("refund_pending", {"seconds": 5}), ("refund_closed", {}),
)  # fmt: skip
Books = dict[str, Decimal]


@pytest.fixture
def shop(frail_shop: ShopProcesses, sandbox: Sandbox) -> ShopProcesses:
    ready_to_ship()
    take_money_everywhere(sandbox)
    frail_shop.sandbox_url = sandbox.url
    frail_shop.start("worker", "beat", "web")
    return frail_shop


@pytest.mark.fault("process-killed")
@pytest.mark.fault("provider-in-trouble")
def test_all_books_agree_to_the_fen(servers, shop, sandbox):
    sku = goods(WarehouseFactory(), 100_000)
    seed = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(1_000_000))
    report("the dice can be thrown again", [("CHAOS_SEED", seed)])
    dice = random.Random(seed)
    payers = [
        Payer(visitor, sku.pk, sandbox, dice=random.Random(dice.random()), cancelling=0.2)
        for visitor in visitors(shop.url, shoppers(PAYERS))
    ]
    for gateway in GATEWAYS:
        for kind, limits in FAULTS:
            sandbox.fault(kind, provider=gateway, probability=ODDS, **limits)

    with shop.looked_after():
        killed = pay_while_killing(payers, shop, servers, dice)
        sandbox.clear_faults()
        calm = time.monotonic()
        wait_until(
            lambda: patiently(lambda: is_settled(sandbox)), "all to settle", patience=SETTLED
        )
        settled = f"{time.monotonic() - calm:.0f} s after the last payment"

    answers = sum((payer.answers for payer in payers), start=Counter[str]())
    taken, given_back = ours_taken(), ours_given_back()
    report(
        f"{PAYMENTS} payments while {sum(killed.values())} were killed",
        [
            *sorted(killed.items()),
            *sorted(answers.items()),
            ("captured", f"{len(taken)} of ¥{sum(taken.values())}"),
            ("given back", f"{len(given_back)} of ¥{sum(given_back.values())}"),
            ("all settled", settled),
        ],
    )
    assert len({number for payer in payers for number in payer.orders}) == PAYMENTS
    assert lost_orders(payers) == []
    assert len(taken) >= PAYMENTS
    assert set(killed) == set(VICTIMS)
    assert not set(answers) & {"500", "403", "404"}
    assert taken == theirs_taken(sandbox)
    assert given_back == theirs_given_back(sandbox)
    assert not unpaid_orders_called_paid()
    assert_books_agree()


def pay_while_killing(
    payers: list[Payer], shop: ShopProcesses, servers: Servers, dice: random.Random
) -> Counter[str]:
    """Let all pay their share; kill until they are done, each victim at least once."""
    left = threading.Semaphore(PAYMENTS)
    killed = Counter[str]()
    with ThreadPoolExecutor(len(payers)) as crowd:
        paying = [crowd.submit(pay_share, payer, left) for payer in payers]
        round_: list[str] = []
        while not all(payer.done() for payer in paying) or set(killed) < set(VICTIMS):
            time.sleep(dice.uniform(*PAUSES))
            round_ = round_ or dice.sample(VICTIMS, len(VICTIMS))
            victim = round_.pop()
            kill(victim, shop, servers)
            killed[victim] += 1
        for payer in paying:
            payer.result()
    return killed


def pay_share(payer: Payer, left: threading.Semaphore) -> None:
    try:
        while left.acquire(blocking=False):
            payer.buy()
            if payer.dice.random() < ODDS:
                patiently(lambda: give_something_back(payer))
    finally:
        connection.close()


def give_something_back(payer: Payer) -> None:
    """Refund a part of an order, as an after-sale case would; nothing of one that is not paid."""
    number = payer.orders[-1]
    plan = PaymentPlan.objects.get(reference=number)
    if plan.is_paid and plan.captured - plan.refunded > 1:
        amount = Decimal(payer.dice.randrange(1, 100)) / 100
        request_refund(
            reference=number, amount=amount, cause_key="case:1", actor=process("tests.chaos")
        )


def kill(victim: str, shop: ShopProcesses, servers: Servers) -> None:
    """Kill a process or a server with -9 and start it again."""
    if victim in {"postgres", "valkey"}:
        server = servers.postgres if victim == "postgres" else servers.valkey
        os.kill(listener_at(urlsplit(server.url).port), signal.SIGKILL)
        server.start()
    else:
        shop.kill(victim)
        shop.start_again(victim)


def listener_at(port: int | None) -> int:
    for link in psutil.net_connections("tcp"):
        if link.status == psutil.CONN_LISTEN and link.laddr.port == port and link.pid:
            return int(link.pid)
    raise AssertionError(f"nobody listens at {port}")


def patiently(act: Callable[[], T]) -> T:
    """Do it, again after a server came back."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def is_settled(sandbox: Sandbox) -> bool:
    """Say whether nothing is on its way any more; let the pauses between two questions pass."""
    now = timezone.now()
    PaymentAttempt.objects.filter(next_query_at__gt=now).update(next_query_at=now)
    parts = RefundPart.objects.filter(state__in=RefundPart.UNSETTLED)
    parts.update(next_try_at=now)
    for part in RefundPart.objects.filter(state=RefundPart.State.FAILED):
        retry_refund_part(part_id=part.pk, actor=process("tests.chaos"))
    time.sleep(2)
    if parts.exists() or OutboxDelivery.objects.exclude(state=OutboxDelivery.State.DONE).exists():
        return False
    return ours_taken() == theirs_taken(sandbox)


def ours_taken() -> Books:
    rows = PaymentAttempt.objects.filter(state=PaymentAttempt.State.CAPTURED)
    return dict(rows.values_list("out_trade_no", "captured_amount"))


def ours_given_back() -> Books:
    rows = RefundPart.objects.filter(state=RefundPart.State.DONE)
    return dict(rows.values_list("out_request_no", "amount"))


def theirs_taken(sandbox: Sandbox) -> Books:
    """What the gateways' own books say was paid for our numbers, whatever went back since."""
    ours = set(PaymentAttempt.objects.values_list("out_trade_no", flat=True))
    return {
        trade["out_trade_no"]: Decimal(trade["total_amount"])
        for books in all_books(sandbox)
        for trade in books["trades"]
        if trade["out_trade_no"] in ours and trade["paid_at"] and has_come(trade)
    }


def theirs_given_back(sandbox: Sandbox) -> Books:
    ours = set(RefundPart.objects.values_list("out_request_no", flat=True))
    found: Books = {}
    for books in all_books(sandbox):
        for row in books["refunds"]:
            number = row.get("out_request_no") or row.get("out_refund_no") or ""
            if number in ours and row["refunded_at"] and is_done(row):
                found[number] = Decimal(row["refund_amount"])
    return found


def has_come(trade: dict[str, str]) -> bool:
    return trade.get("trade_status", "").upper() != "FAILED"


def is_done(row: dict[str, str]) -> bool:
    return row.get("status", row.get("refund_status", "SUCCESS")).upper() in {"SUCCESS", "DONE"}


def all_books(sandbox: Sandbox) -> list[dict[str, list[dict[str, str]]]]:
    return [sandbox.books(), sandbox.wechat_books(), sandbox.card_books()]


def lost_orders(payers: list[Payer]) -> list[str]:
    """The numbers that the shop gave its buyers and does not know."""
    given = {number for payer in payers for number in payer.orders}
    return sorted(given - set(Order.objects.values_list("number", flat=True)))


def unpaid_orders_called_paid() -> list[str]:
    paid = Order.objects.filter(payment_state=Order.PaymentState.PAID).values_list(
        "number", "total"
    )
    held = dict(PaymentPlan.objects.values_list("reference", "captured"))
    return [number for number, total in paid if held[number] < total]
