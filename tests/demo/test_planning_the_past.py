from collections import Counter
from datetime import date, timedelta
from typing import TypeVar

import pytest

from shop.demo.catalogue.shelf import PRODUCTS
from shop.demo.history.baskets import is_served
from shop.demo.history.intents import (
    CancelOrder,
    DecideHeld,
    Intent,
    LetLapse,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    ShipOrder,
    StockArrives,
    Visit,
)
from shop.demo.history.plan import LAST_LOOK, Cast, plan_history
from shop.demo.history.rhythm import moment
from shop.demo.people import shoppers
from shop.demo.stock import opening_stock

TODAY = date(2026, 11, 22)
PEOPLE = shoppers(48)
Kind = TypeVar("Kind")


def plan(*, size: int = 1) -> list[Intent]:
    cast = Cast(products=PRODUCTS, shoppers=PEOPLE)
    return plan_history(today=TODAY, size=size, cast=cast)


def of_kind(intents: list[Intent], kind: type[Kind]) -> list[Kind]:
    return [intent for intent in intents if isinstance(intent, kind)]


def test_the_past_of_a_day_is_always_the_same():
    assert plan() == plan()


def test_nothing_ever_happened_in_a_shop_of_size_zero():
    assert plan(size=0) == []


def test_a_larger_size_has_more_of_everything():
    once, twice = plan(), plan(size=2)

    assert 1.7 < len(of_kind(twice, Visit)) / len(of_kind(once, Visit)) < 2.3
    assert 1.7 < len(of_kind(twice, PlaceOrder)) / len(of_kind(once, PlaceOrder)) < 2.3


def test_every_kind_of_ending_happens():
    kinds = Counter(type(intent) for intent in plan())

    for kind in (LetLapse, CancelOrder, DecideHeld, ShipOrder, ReceiveOrder):
        assert kinds[kind] > 0
    assert {order.by_shopper for order in of_kind(plan(), ReceiveOrder)} == {True, False}


def test_an_order_moves_forward_in_time():
    moments: dict[str, list[type]] = {}
    for intent in plan():
        if not isinstance(intent, Visit | StockArrives):
            moments.setdefault(intent.key, []).append(type(intent))

    for steps in moments.values():
        assert steps[0] is PlaceOrder
        assert ShipOrder not in steps or steps.index(ShipOrder) > steps.index(PayOrder)


def test_the_newest_held_orders_wait_for_whoever_opens_the_demo():
    intents = plan()
    newest = moment(TODAY - timedelta(days=1), LAST_LOOK)

    decided = [case for case in of_kind(intents, DecideHeld) if case.at > newest]
    orders = {order.key for order in of_kind(intents, PlaceOrder) if order.remark}
    paid = {payment.key for payment in of_kind(intents, PayOrder)}
    ended = {case.key for case in of_kind(intents, DecideHeld) + of_kind(intents, CancelOrder)}

    assert [case for case in decided if case.approve] == []
    assert (orders & paid) - ended


@pytest.mark.parametrize("size", [1, 4])
def test_nobody_orders_more_than_the_shop_holds(size):
    left: Counter[str] = Counter()
    for line in opening_stock(PRODUCTS):
        left[line.sku_key] += line.quantity

    for intent in plan(size=size):
        if isinstance(intent, StockArrives):
            left[intent.sku_key] += intent.quantity
        if isinstance(intent, PlaceOrder):
            left.subtract({wish.sku_key: wish.quantity for wish in intent.wishes})

    assert min(left[line.sku_key] for line in opening_stock(PRODUCTS)) >= 0


def test_nobody_orders_what_is_not_delivered_there():
    products = {product.key: product for product in PRODUCTS}
    homes = {shopper.phone: shopper.addresses for shopper in PEOPLE}

    for order in of_kind(plan(), PlaceOrder):
        province = f"{homes[order.phone][order.address].district[:2]}0000"
        for wish in order.wishes:
            assert is_served(products[wish.sku_key.split("-")[0]], province)


def test_nobody_buys_before_joining():
    joined = {shopper.phone: TODAY - timedelta(days=shopper.joined_days_ago) for shopper in PEOPLE}

    assert all(order.at.date() > joined[order.phone] for order in of_kind(plan(), PlaceOrder))
