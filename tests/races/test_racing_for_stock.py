"""Real threads on PostgreSQL; the control without guards is `test_selling_without_guards.py`."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Listing
from inventory.errors import (
    InitialStockEntered,
    InsufficientStock,
    NotReserved,
    ReservationReleased,
)
from inventory.models import Reservation, StockLevel
from inventory.services import movements
from inventory.services.dispatches import consume_reservation
from inventory.services.receipts import enter_initial_stock, receive_goods
from inventory.services.reservations import (
    confirm_reservation,
    release_reservation,
    reserve_stock,
)
from inventory.types import ReceivedLine, Wanted
from shop.common.audit import audits
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import BEIJING, TESTS, StockLevelFactory, WarehouseFactory, hold
from tests.support.books import breaches
from tests.support.events import deliver_pending
from tests.support.holding import run_into
from tests.support.together import Outcome, run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def buy(reference: str, *sku_ids: int, quantity: int = 1) -> list[Reservation]:
    with transaction.atomic():
        return reserve_stock(
            reference=reference,
            wanted=[
                Wanted(line_id=number, sku_id=sku_id, quantity=quantity)
                for number, sku_id in enumerate(sku_ids)
            ],
            province_code=BEIJING,
            expires_at=timezone.now() + timedelta(minutes=30),
            actor=TESTS,
        )


def count(outcomes: Iterable[Outcome]) -> Counter[str]:
    return Counter("done" if not o.error else type(o.error).__name__ for o in outcomes)


def numbers(level: StockLevel) -> tuple[int, int]:
    level.refresh_from_db()
    return level.on_hand, level.reserved


def enter_seven(level: StockLevel) -> None:
    enter_initial_stock(
        warehouse_id=level.warehouse_id,
        lines=[ReceivedLine(sku_id=level.sku_id, quantity=7)],
        actor=TESTS,
    )


def stock_breaches() -> list[str]:
    return [
        str(breach)
        for name, audit in audits().items()
        if name.startswith("stock: ")
        for breach in audit()
    ]


@pytest.mark.req("INV-05")
def test_fifty_buyers_of_twenty_pieces_get_exactly_twenty():
    level = StockLevelFactory(on_hand=20)

    outcomes = run_together([partial(buy, f"DD{n}", level.sku_id) for n in range(50)])

    assert count(outcomes) == {"done": 20, InsufficientStock.__name__: 30}
    assert numbers(level) == (20, 20)
    assert stock_breaches() == []


@pytest.mark.req("INV-05")
def test_pieces_in_three_warehouses_are_sold_to_the_last_one():
    sku = SkuFactory()
    levels = [StockLevelFactory(sku=sku, on_hand=4) for _ in range(3)]

    outcomes = run_together([partial(buy, f"DD{n}", sku.pk) for n in range(20)])

    assert count(outcomes) == {"done": 12, InsufficientStock.__name__: 8}
    assert [numbers(level) for level in levels] == [(4, 4)] * 3
    assert stock_breaches() == []


@pytest.mark.req("INV-05")
def test_a_hundred_rounds_of_one_piece_and_eight_visitors():
    sold = Counter[str]()

    for number in range(100):
        level = StockLevelFactory(on_hand=1)
        calls = [partial(buy, f"DD{number}-{n}", level.sku_id) for n in range(8)]
        sold += count(run_together(calls))

    assert sold == {"done": 100, InsufficientStock.__name__: 700}
    assert stock_breaches() == []


def test_baskets_in_opposite_order_never_block_each_other():
    shirt, hat = StockLevelFactory(on_hand=800), StockLevelFactory(on_hand=800)

    outcomes: list[Outcome] = []
    for number in range(100):
        calls = [
            partial(buy, f"DD{number}-{n}", *pair)
            for n, pair in enumerate([(shirt.sku_id, hat.sku_id), (hat.sku_id, shirt.sku_id)] * 2)
        ]
        outcomes += run_together(calls)

    assert count(outcomes) == {"done": 400}
    assert numbers(shirt) == numbers(hat) == (800, 400)


def test_a_release_by_several_at_once_gives_back_once():
    level = StockLevelFactory(on_hand=10)
    hold(level.sku, 4)
    hold(level.sku, 3, reference="DD2")

    release = partial(release_reservation, reference="DD1", actor=TESTS)
    outcomes = run_together([release] * 8)

    assert sorted(outcome.value for outcome in outcomes) == [0] * 7 + [4]
    assert numbers(level) == (10, 3)
    assert stock_breaches() == []


def test_a_payment_and_a_time_out_at_once_leave_one_truth():
    level = StockLevelFactory(on_hand=100)

    for number in range(30):
        reference = f"DD{number}"
        hold(level.sku, 1, reference=reference)
        confirmed, released = run_together(
            [
                partial(confirm_reservation, reference=reference),
                partial(release_reservation, reference=reference, actor=TESTS),
            ]
        )
        assert released.value == 1
        assert confirmed.error is None or isinstance(confirmed.error, ReservationReleased)

    assert numbers(level) == (100, 0)
    assert stock_breaches() == []


def test_a_dispatch_and_a_cancellation_at_once_move_each_piece_once():
    level = StockLevelFactory(on_hand=100)
    sent = 0

    for number in range(30):
        reference = f"DD{number}"
        hold(level.sku, 2, reference=reference)
        confirm_reservation(reference=reference)
        consumed, released = run_together(
            [
                partial(
                    consume_reservation,
                    reference=reference,
                    line_quantities={1: 1},
                    warehouse_id=level.warehouse_id,
                    actor=TESTS,
                ),
                partial(release_reservation, reference=reference, actor=TESTS),
            ]
        )
        assert consumed.error is None or isinstance(consumed.error, NotReserved)
        assert released.value == (2 if consumed.error else 1)
        sent += 0 if consumed.error else 1

    assert numbers(level) == (100 - sent, 0)
    assert stock_breaches() == []


def test_a_dispatch_by_several_at_once_sends_what_was_promised():
    level = StockLevelFactory(on_hand=10)
    hold(level.sku, 3)
    confirm_reservation(reference="DD1")
    send = partial(
        consume_reservation,
        reference="DD1",
        line_quantities={1: 2},
        warehouse_id=level.warehouse_id,
        actor=TESTS,
    )

    outcomes = run_together([send] * 6)

    assert count(outcomes) == {"done": 1, NotReserved.__name__: 5}
    assert numbers(level) == (8, 1)


def test_first_receipts_of_one_sku_at_once_all_count():
    sku, warehouse = SkuFactory(), WarehouseFactory()
    receive = partial(
        receive_goods,
        warehouse_id=warehouse.pk,
        lines=[ReceivedLine(sku_id=sku.pk, quantity=2)],
        actor=TESTS,
    )

    outcomes = run_together([receive] * 8)

    assert count(outcomes) == {"done": 8}
    assert StockLevel.objects.get(sku=sku, warehouse=warehouse).on_hand == 16
    assert stock_breaches() == []


def test_initial_stock_entered_by_eight_at_once_is_entered_once():
    level = StockLevelFactory(on_hand=0)

    outcomes = run_into(StockLevel.objects.all(), [partial(enter_seven, level)] * 8)

    assert count(outcomes) == {"done": 1, InitialStockEntered.__name__: 7}
    assert numbers(level) == (7, 0)
    assert breaches() == []


def test_the_very_first_entry_by_eight_at_once_is_answered_right():
    place = StockLevel(sku=SkuFactory(), warehouse=WarehouseFactory())

    outcomes = run_together([partial(enter_seven, place)] * 8)

    assert count(outcomes) == {"done": 1, InitialStockEntered.__name__: 7}
    assert StockLevel.objects.get().on_hand == 7
    assert breaches() == []


def test_without_the_check_the_database_refuses_a_second_initial_stock(monkeypatch):
    level = StockLevelFactory(on_hand=0)
    monkeypatch.setattr(movements, "_check_initial", lambda _bookings: None)

    outcomes = run_into(StockLevel.objects.all(), [partial(enter_seven, level)] * 8)

    assert count(outcomes) == {"done": 1, IntegrityError.__name__: 7}
    assert numbers(level) == (7, 0)


def test_the_stock_flag_is_true_to_the_stock_after_a_crowd():
    sku = SkuFactory()
    for _ in range(2):
        StockLevelFactory(sku=sku, on_hand=3)

    run_together([partial(buy, f"DD{n}", sku.pk) for n in range(12)])
    deliver_pending()

    assert not Listing.objects.get(product=sku.product_id).in_stock
    release_reservation(reference=Reservation.objects.earliest("pk").reference, actor=TESTS)
    deliver_pending()
    assert Listing.objects.get(product=sku.product_id).in_stock
