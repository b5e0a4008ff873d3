"""What becomes of an order: paid or not, cancelled, held, shipped, delivered, received."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from shop.demo.delivery import CARRIERS, FAR, REMOTE
from shop.demo.dice import dice
from shop.demo.history.intents import (
    CancelOrder,
    DecideHeld,
    DeliverOrder,
    Intent,
    LetLapse,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    ShipOrder,
)
from shop.demo.history.rhythm import next_pick_up, next_review

UNPAID_FOR = timedelta(minutes=30)
RECEIVED_AFTER = timedelta(days=15)
PARCELS_AT_MOST = 3


class Fate(StrEnum):
    LAPSED = "lapsed"
    CANCELLED_UNPAID = "cancelled unpaid"
    CANCELLED_PAID = "cancelled paid"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    RECEIVED_BY_ITSELF = "received by itself"


_ODDS = {
    Fate.LAPSED: 7,
    Fate.CANCELLED_UNPAID: 3,
    Fate.CANCELLED_PAID: 4,
    Fate.REFUSED: 1,
    Fate.CONFIRMED: 52,
    Fate.RECEIVED_BY_ITSELF: 33,
}
GIVES_BACK = (Fate.LAPSED, Fate.CANCELLED_UNPAID, Fate.CANCELLED_PAID, Fate.REFUSED)

REMARK_THAT_IS_REFUSED = "收货地址写错了，麻烦改到另一个城市"
REMARKS = (
    "请放门卫室，谢谢",
    "送人的，包裹里不要放价格单",
    "周末在家，工作日请打电话",
    "尽量今天发出",
    "麻烦多套一层气泡袋",
)


def draw_fate(chance: random.Random) -> Fate:
    return chance.choices(list(_ODDS), weights=list(_ODDS.values()))[0]


def remark_for(chance: random.Random, fate: Fate) -> str:
    """Write what the shopper asks for; an order that is refused has a reason for it."""
    if fate is Fate.REFUSED:
        return REMARK_THAT_IS_REFUSED
    return chance.choice(REMARKS) if chance.random() < 1 / 12 else ""


def follow(order: PlaceOrder, fate: Fate, province: str) -> Iterator[Intent]:
    """Tell what happens to an order after it was placed, to its end."""
    chance = dice("fate", order.key)
    if fate is Fate.LAPSED:
        yield LetLapse(at=order.at + UNPAID_FOR + timedelta(seconds=40), key=order.key)
    elif fate is Fate.CANCELLED_UNPAID:
        yield CancelOrder(at=order.at + _minutes(chance, 3, 20), key=order.key)
    else:
        paid_at = order.at + _minutes(chance, 1, 12)
        yield PayOrder(at=paid_at, key=order.key)
        yield from _after_payment(order, fate, province, paid_at)


def _after_payment(
    order: PlaceOrder, fate: Fate, province: str, paid_at: datetime
) -> Iterator[Intent]:
    chance = dice("paid", order.key)
    if fate is Fate.CANCELLED_PAID:
        yield CancelOrder(at=paid_at + _minutes(chance, 4, 50), key=order.key)
        return
    ready_at = paid_at
    if order.remark or province in REMOTE:
        ready_at = next_review(paid_at) + _minutes(chance, 1, 15)
        approve = fate is not Fate.REFUSED
        note = "已电话确认，可发" if approve else "地址需更改，已与买家协商退款重拍"
        yield DecideHeld(at=ready_at, key=order.key, approve=approve, note=note)
    if fate is not Fate.REFUSED:
        yield from _journey(order, fate, province, ready_at)


def _journey(order: PlaceOrder, fate: Fate, province: str, ready_at: datetime) -> Iterator[Intent]:
    chance = dice("journey", order.key)
    shipped_at = next_pick_up(chance, ready_at + timedelta(minutes=10))
    code = "SF" if order.method == "express" else chance.choices(*_CARRIER_ODDS)[0]
    yield ShipOrder(
        at=shipped_at,
        key=order.key,
        carrier=code,
        waybills=tuple(waybill(chance, code) for _ in range(PARCELS_AT_MOST)),
    )
    days = 1.1 + chance.random() * (1.2 if code in ("SF", "JD") else 2.2) + _distance(province)
    delivered_at = _daytime(chance, shipped_at + timedelta(days=days))
    yield DeliverOrder(at=delivered_at, key=order.key)
    if fate is Fate.CONFIRMED:
        received_at = delivered_at + timedelta(hours=2 + chance.random() * 70)
        yield ReceiveOrder(at=received_at, key=order.key, by_shopper=True)
    else:
        received_at = delivered_at + RECEIVED_AFTER + timedelta(minutes=5)
        yield ReceiveOrder(at=received_at, key=order.key, by_shopper=False)


_CARRIER_ODDS = (("JD", "ZTO", "YTO", "YUNDA"), (24, 32, 24, 20))


def waybill(chance: random.Random, code: str) -> str:
    """Invent a number of the carrier's shape."""
    sample = next(carrier.sample for carrier in CARRIERS if carrier.code == code)
    return "".join(str(chance.randrange(10)) if sign == "#" else sign for sign in sample)


def _distance(province: str) -> float:
    return 3.0 if province in REMOTE else 1.2 if province in FAR else 0.0


def _daytime(chance: random.Random, at: datetime) -> datetime:
    """Move a delivery to the hours in which couriers ring."""
    return at.replace(hour=chance.randrange(9, 20), minute=chance.randrange(60))


def _minutes(chance: random.Random, least: int, most: int) -> timedelta:
    return timedelta(seconds=chance.randrange(least * 60, most * 60))
