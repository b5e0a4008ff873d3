"""Pickers who ask at the same moment: none is told wrongly that there is nothing to pick."""

from functools import partial

import pytest

from inventory.models import StockLevel
from logistics.models import Shipment
from orders.errors import NothingToPick
from orders.models import Order, PickWave
from orders.services import waves
from orders.services.waves import create_wave, create_waves_for
from tests.factories.fulfilment import ready_order
from tests.factories.inventory import TESTS
from tests.factories.orders import make_sku
from tests.support.holding import run_into

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("books_stay_right"),
]

PICKERS = 3


@pytest.fixture
def ask():
    """The question of one picker, at the warehouse of six orders that are ready."""
    sku = make_sku(on_hand=30)
    for _ in range(2 * PICKERS):
        ready_order(sku=sku, quantity=1)
    warehouse_id = StockLevel.objects.get(sku=sku).warehouse_id
    return partial(create_wave, warehouse_id=warehouse_id, size=2, actor=TESTS)


def sizes_of_waves() -> list[int]:
    return sorted(wave.entries.count() for wave in PickWave.objects.all())


def test_three_pickers_at_once_get_a_full_wave_each(ask):
    outcomes = run_into(Order.objects.all(), [ask] * PICKERS)

    assert [outcome.error for outcome in outcomes] == [None] * PICKERS
    assert sizes_of_waves() == [2, 2, 2]
    assert Shipment.objects.filter(state="picking").count() == 6


def test_who_comes_when_all_is_taken_is_told_so(ask):
    outcomes = run_into(Order.objects.all(), [ask] * (PICKERS + 1))

    errors = [type(outcome.error) for outcome in outcomes if outcome.error]
    assert errors == [NothingToPick]
    assert sizes_of_waves() == [2, 2, 2]


def test_waves_of_the_same_chosen_orders_take_each_once(ask):
    numbers = list(Order.objects.values_list("number", flat=True))
    choose = partial(create_waves_for, numbers=numbers, actor=TESTS)

    outcomes = run_into(Order.objects.all(), [choose] * PICKERS)

    errors = [type(outcome.error) for outcome in outcomes if outcome.error]
    assert errors == [NothingToPick] * (PICKERS - 1)
    assert sizes_of_waves() == [6]


def test_without_choosing_again_pickers_are_told_wrongly(ask, monkeypatch):
    def choose_once(ready, *, count):
        chosen = dict(ready.order_by("pk").values_list("pk", "reference")[:count])
        orders = waves._lock_orders(chosen.values())
        picked = list(ready.filter(pk__in=chosen).values_list("pk", flat=True))
        if not picked:
            raise NothingToPick
        return picked, orders

    monkeypatch.setattr(waves, "_take_oldest", choose_once)

    outcomes = run_into(Order.objects.all(), [ask] * PICKERS)

    errors = [type(outcome.error) for outcome in outcomes if outcome.error]
    assert errors == [NothingToPick] * (PICKERS - 1)
    assert Shipment.objects.filter(state="ready").count() == 4
