from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from inventory.errors import InsufficientStock
from inventory.models import Reservation
from inventory.selectors.allocation import expired_references, reservations_of
from inventory.selectors.low_stock import default_threshold
from inventory.services import level_writes, reservations
from inventory.services.reservations import ReservedOutsideTransaction, reserve_stock
from inventory.types import Shortage, Wanted
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import (
    BEIJING,
    GUANGDONG,
    TESTS,
    BinFactory,
    StockLevelFactory,
    WarehouseFactory,
    hold,
)
from tests.support.budget import statements

pytestmark = pytest.mark.django_db


def reserve(wanted: dict[int, tuple[int, int]], province_code: str = BEIJING) -> list[Reservation]:
    with transaction.atomic():
        return reserve_stock(
            reference="DD1",
            wanted=[
                Wanted(line_id=line_id, sku_id=sku_id, quantity=quantity)
                for line_id, (sku_id, quantity) in wanted.items()
            ],
            province_code=province_code,
            expires_at=timezone.now() + timedelta(minutes=30),
            actor=TESTS,
        )


def places() -> list[tuple[int, int, int]]:
    return [(piece.line_id, piece.warehouse_id, piece.quantity) for piece in reservations_of("DD1")]


@pytest.mark.req("INV-05")
def test_reserved_pieces_are_not_for_sale_any_more():
    level = StockLevelFactory(on_hand=10)

    (reservation,) = hold(level.sku, 4)

    level.refresh_from_db()
    assert (level.on_hand, level.reserved, level.available) == (10, 4, 6)
    assert (reservation.state, reservation.quantity) == (Reservation.State.HELD, 4)


@pytest.mark.req("INV-05")
@pytest.mark.parametrize(
    "held_back", [{"frozen": 3}, {"safety_stock": 3}], ids=["frozen", "safety stock"]
)
def test_what_is_held_back_is_not_promised(held_back):
    level = StockLevelFactory(on_hand=5, **held_back)

    with pytest.raises(InsufficientStock) as refusal:
        hold(level.sku, 3)

    assert refusal.value.shortages == [
        Shortage(line_id=1, sku_id=level.sku_id, wanted=3, available=2)
    ]
    level.refresh_from_db()
    assert level.reserved == 0
    assert hold(level.sku, 2)


@pytest.mark.req("INV-05")
def test_an_order_gets_all_of_its_lines_or_none():
    plenty, scarce = StockLevelFactory(on_hand=10), StockLevelFactory(on_hand=1)

    with pytest.raises(InsufficientStock) as refusal:
        reserve({1: (plenty.sku_id, 2), 2: (scarce.sku_id, 2)})

    assert refusal.value.shortages == [
        Shortage(line_id=2, sku_id=scarce.sku_id, wanted=2, available=1)
    ]
    plenty.refresh_from_db()
    assert plenty.reserved == 0
    assert not Reservation.objects.exists()


@pytest.mark.req("INV-05")
def test_two_lines_of_one_sku_are_summed_before_the_check():
    level = StockLevelFactory(on_hand=3)

    with pytest.raises(InsufficientStock) as refusal:
        reserve({1: (level.sku_id, 2), 2: (level.sku_id, 2)})

    assert refusal.value.shortages == [
        Shortage(line_id=2, sku_id=level.sku_id, wanted=2, available=1)
    ]
    level.refresh_from_db()
    assert level.reserved == 0


def test_a_sku_without_stock_is_short_of_all():
    sku = SkuFactory()

    with pytest.raises(InsufficientStock) as refusal:
        hold(sku, 1)

    assert refusal.value.shortages == [Shortage(line_id=1, sku_id=sku.pk, wanted=1, available=0)]


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_wants_at_least_one_piece(quantity):
    with pytest.raises(ValueError, match="wants"):
        Wanted(line_id=1, sku_id=1, quantity=quantity)


def test_stock_is_reserved_in_the_transaction_of_the_order():
    level = StockLevelFactory()

    with pytest.raises(ReservedOutsideTransaction):
        reserve_stock(
            reference="DD1",
            wanted=[Wanted(line_id=1, sku_id=level.sku_id, quantity=1)],
            province_code=BEIJING,
            expires_at=timezone.now(),
            actor=TESTS,
        )


@pytest.mark.req("ORD-14")
def test_the_nearest_warehouse_that_has_everything_sends_it():
    north = WarehouseFactory(provinces={BEIJING: 1, GUANGDONG: 2})
    south = WarehouseFactory(provinces={BEIJING: 2, GUANGDONG: 1})
    shirt, hat = SkuFactory(), SkuFactory()
    for sku in (shirt, hat):
        StockLevelFactory(sku=sku, warehouse=north)
        StockLevelFactory(sku=sku, warehouse=south)

    reserve({1: (shirt.pk, 1), 2: (hat.pk, 1)}, GUANGDONG)

    assert places() == [(1, south.pk, 1), (2, south.pk, 1)]


@pytest.mark.req("ORD-14")
def test_one_parcel_from_afar_beats_two_from_near():
    north = WarehouseFactory(provinces={BEIJING: 1})
    east = WarehouseFactory(provinces={BEIJING: 2})
    far = WarehouseFactory(provinces={BEIJING: 9})
    shirt, hat = SkuFactory(), SkuFactory()
    StockLevelFactory(sku=shirt, warehouse=north)
    StockLevelFactory(sku=hat, warehouse=east)
    StockLevelFactory(sku=shirt, warehouse=far)
    StockLevelFactory(sku=hat, warehouse=far)

    reserve({1: (shirt.pk, 1), 2: (hat.pk, 1)})

    assert places() == [(1, far.pk, 1), (2, far.pk, 1)]


def test_a_line_is_split_only_when_no_warehouse_has_it_whole():
    near = WarehouseFactory(provinces={BEIJING: 1})
    far = WarehouseFactory(provinces={BEIJING: 2})
    sku = SkuFactory()
    StockLevelFactory(sku=sku, warehouse=near, on_hand=2)
    StockLevelFactory(sku=sku, warehouse=far, on_hand=2)

    reserve({1: (sku.pk, 3)})

    assert places() == [(1, near.pk, 2), (1, far.pk, 1)]


def test_a_warehouse_that_does_not_rank_the_province_comes_last():
    unranked = WarehouseFactory()
    ranked = WarehouseFactory(provinces={BEIJING: 50})
    sku = SkuFactory()
    StockLevelFactory(sku=sku, warehouse=unranked)
    StockLevelFactory(sku=sku, warehouse=ranked, on_hand=1)

    reserve({1: (sku.pk, 1)})

    assert places() == [(1, ranked.pk, 1)]
    hold(sku, 1, reference="DD2")
    assert [piece.warehouse_id for piece in reservations_of("DD2")] == [unranked.pk]


def test_a_closed_warehouse_sells_nothing():
    level = StockLevelFactory(warehouse__is_active=False)

    with pytest.raises(InsufficientStock):
        hold(level.sku, 1)


@pytest.mark.parametrize("lines", [1, 50])
def test_reserving_costs_three_statements_however_many_lines(lines):
    north = WarehouseFactory(provinces={BEIJING: 1})
    skus = [SkuFactory() for _ in range(lines)]
    for sku in skus:
        StockLevelFactory(sku=sku, warehouse=north, on_hand=100)
    wanted = {number: (sku.pk, 1) for number, sku in enumerate(skus)}
    default_threshold()  # policies are warm

    with statements() as made:
        reserve(wanted)

    assert len(made) == 3


def test_reserved_pieces_are_listed_in_walking_order():
    warehouse = WarehouseFactory()
    last, first = (
        StockLevelFactory(
            warehouse=warehouse, bin=BinFactory(warehouse=warehouse, code=code, pick_sequence=place)
        )
        for code, place in (("B-09", 9), ("A-01", 1))
    )

    reserve({1: (last.sku_id, 1), 2: (first.sku_id, 3)})

    assert [
        (piece.line_id, piece.quantity, piece.bin_code, piece.pick_sequence)
        for piece in reservations_of("DD1")
    ] == [(2, 3, "A-01", 1), (1, 1, "B-09", 9)]


def test_orders_whose_holds_ran_out_are_found():
    level = StockLevelFactory()
    now = timezone.now()
    hold(level.sku, 1, reference="DD1", expires_at=now - timedelta(minutes=1))
    hold(level.sku, 1, reference="DD2", expires_at=now + timedelta(minutes=1))

    assert expired_references(now) == ["DD1"]


@pytest.mark.parametrize("failures", [1, 2], ids=["second plan", "locked plan"])
def test_a_plan_that_was_overtaken_is_made_again(monkeypatch, failures):
    level = StockLevelFactory(on_hand=1)
    shift = level_writes.shift_reserved
    calls = []

    def overtaken(*, pieces_by_level):
        calls.append(pieces_by_level)
        return [] if len(calls) <= failures else shift(pieces_by_level=pieces_by_level)

    monkeypatch.setattr(reservations, "shift_reserved", overtaken)

    hold(level.sku, 1)

    level.refresh_from_db()
    assert len(calls) == failures + 1
    assert level.reserved == 1
    assert Reservation.objects.count() == 1
