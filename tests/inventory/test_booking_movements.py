from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from inventory.errors import (
    BinElsewhere,
    InitialStockEntered,
    MovementNotValid,
    NotEnoughOnHand,
)
from inventory.models import StockLevel, StockMovement
from inventory.selectors.availability import available_by_warehouse, available_quantities
from inventory.services.levels import assign_bin, set_held_back
from inventory.services.movements import book_movement
from inventory.services.receipts import enter_initial_stock, receive_goods
from inventory.types import ReceivedLine
from shop.common.actors import person
from shop.common.audit import Breach, audits
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import (
    TESTS,
    BinFactory,
    StockLevelFactory,
    WarehouseFactory,
    hold,
)
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

Kind = StockMovement.Kind


def book(level: StockLevel, kind: Kind, quantity: int, **details) -> StockMovement:
    return book_movement(
        sku_id=level.sku_id,
        warehouse_id=level.warehouse_id,
        kind=kind,
        quantity=quantity,
        cause="test",
        actor=TESTS,
        **details,
    )


@pytest.mark.req("INV-01")
def test_initial_stock_is_entered_per_sku_and_warehouse(clerk):
    shirt, hat = SkuFactory(), SkuFactory()
    north = WarehouseFactory()
    place = BinFactory(warehouse=north)
    opening = timezone.now() - timedelta(days=30)

    enter_initial_stock(
        warehouse_id=north.pk,
        lines=[
            ReceivedLine(sku_id=shirt.pk, quantity=7, bin_id=place.pk),
            ReceivedLine(sku_id=hat.pk, quantity=3),
        ],
        actor=person(clerk.pk),
        at=opening,
    )

    assert available_quantities([shirt.pk, hat.pk]) == {shirt.pk: 7, hat.pk: 3}
    movement = StockMovement.objects.get(level__sku=shirt)
    assert (movement.kind, movement.before, movement.after) == (Kind.INITIAL, 0, 7)
    assert (movement.actor_user, movement.at, movement.bin) == (clerk, opening, place)


@pytest.mark.req("INV-01")
def test_initial_stock_is_entered_once():
    level = StockLevelFactory(on_hand=0)
    book(level, Kind.INITIAL, 7)

    with pytest.raises(InitialStockEntered):
        book(level, Kind.INITIAL, 7)

    level.refresh_from_db()
    assert level.on_hand == 7


@pytest.mark.req("INV-18")
def test_stock_is_kept_per_warehouse():
    sku = SkuFactory()
    north, south = StockLevelFactory(sku=sku, on_hand=4), StockLevelFactory(sku=sku, on_hand=5)
    StockLevelFactory(sku=sku, on_hand=50, warehouse__is_active=False)

    receive_goods(
        warehouse_id=south.warehouse_id,
        lines=[ReceivedLine(sku_id=sku.pk, quantity=2)],
        reference="CG1",
        actor=TESTS,
    )

    assert available_by_warehouse([sku.pk]) == {
        sku.pk: {north.warehouse_id: 4, south.warehouse_id: 7}
    }
    assert available_quantities([sku.pk]) == {sku.pk: 11}


@pytest.mark.req("T-34")
def test_what_shoppers_see_is_saleable_stock():
    level = StockLevelFactory(on_hand=20, frozen=4, safety_stock=3)
    hold(level.sku, 5)
    unknown = SkuFactory()

    with statements() as made:
        shown = available_quantities([level.sku_id, unknown.pk])

    assert shown == {level.sku_id: 8, unknown.pk: 0}
    assert len(made) == 1


def test_safety_stock_of_one_warehouse_takes_nothing_from_another():
    sku = SkuFactory()
    StockLevelFactory(sku=sku, on_hand=1, safety_stock=5)
    StockLevelFactory(sku=sku, on_hand=2)

    assert available_quantities([sku.pk]) == {sku.pk: 2}


@pytest.mark.parametrize(
    ("kind", "quantity"),
    [
        (Kind.RECEIPT, 0),
        (Kind.RECEIPT, -1),
        (Kind.SCRAP, 1),
        (Kind.TRANSFER_OUT, 1),
        (Kind.CORRECTION, 10_000_001),
    ],
)
def test_a_movement_goes_the_way_of_its_kind(kind, quantity):
    level = StockLevelFactory()

    with pytest.raises(MovementNotValid):
        book(level, kind, quantity)

    level.refresh_from_db()
    assert level.on_hand == 10


def test_promised_and_frozen_pieces_cannot_be_scrapped():
    level = StockLevelFactory(on_hand=10, frozen=2)
    hold(level.sku, 5)

    with pytest.raises(NotEnoughOnHand) as refusal:
        book(level, Kind.SCRAP, -4)

    assert refusal.value.free == 3
    level.refresh_from_db()
    assert (level.on_hand, level.reserved) == (10, 5)
    assert book(level, Kind.SCRAP, -3).after == 7


def test_no_more_is_frozen_than_lies_there_unpromised():
    level = StockLevelFactory(on_hand=10)
    hold(level.sku, 4)

    with pytest.raises(NotEnoughOnHand):
        set_held_back(level_id=level.pk, frozen=7)

    level.refresh_from_db()
    assert level.frozen == 0


def test_goods_go_into_bins_of_their_warehouse():
    level, elsewhere = StockLevelFactory(), BinFactory()

    with pytest.raises(BinElsewhere):
        book(level, Kind.RECEIPT, 1, bin_id=elsewhere.pk)
    with pytest.raises(BinElsewhere):
        assign_bin(level_ids=[level.pk], bin_id=elsewhere.pk)

    level.refresh_from_db()
    assert (level.on_hand, level.bin) == (10, None)


@pytest.mark.parametrize("lines", [1, 50])
def test_a_receipt_costs_the_same_however_long(lines):
    north = WarehouseFactory()
    levels = [StockLevelFactory(warehouse=north) for _ in range(lines)]
    received = [ReceivedLine(sku_id=level.sku_id, quantity=1) for level in levels]

    with statements() as made:
        receive_goods(warehouse_id=north.pk, lines=received, actor=TESTS)

    assert len(made) == 6


def test_the_database_refuses_a_level_without_its_movement():
    level = StockLevelFactory()

    StockLevel.objects.filter(pk=level.pk).update(on_hand=11)

    with pytest.raises(IntegrityError, match="its ledger says 10"), transaction.atomic():
        check_now()
    StockLevel.objects.filter(pk=level.pk).update(on_hand=10)


def test_the_database_refuses_a_movement_without_its_level():
    level = StockLevelFactory()

    check_now()

    with pytest.raises(IntegrityError, match="its ledger says 11"), transaction.atomic():
        level.movements.create(kind=Kind.CORRECTION, quantity=1, before=10, after=11)


def test_the_database_refuses_a_gap_in_the_ledger():
    level = StockLevelFactory()

    with pytest.raises(IntegrityError, match="the last one ended at 10"), transaction.atomic():
        level.movements.create(kind=Kind.CORRECTION, quantity=1, before=11, after=12)


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_the_database_keeps_movements_as_they_were_booked(change):
    StockLevelFactory()
    booked = StockMovement.objects.all()

    with pytest.raises(IntegrityError, match="never edited or deleted"), transaction.atomic():
        booked.update(cause="other") if change == "edit" else booked.delete()


def test_a_movement_outlives_its_bin():
    level = StockLevelFactory()
    place = BinFactory(warehouse=level.warehouse)
    movement = book(level, Kind.RECEIPT, 1, bin_id=place.pk)

    place.delete()

    movement.refresh_from_db()
    assert movement.bin is None


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE inventory_stocklevel SET on_hand = 11", "11 on hand, its movements sum to 10"),
        (
            "UPDATE inventory_stocklevel SET reserved = 3",
            "3 reserved, open reservations sum to 2",
        ),
        (
            """ALTER TABLE inventory_stocklevel DROP CONSTRAINT level_frozen_is_there;
            UPDATE inventory_stocklevel SET frozen = 9""",
            "10 on hand, 2 reserved, 9 frozen",
        ),
        (
            "UPDATE inventory_stockmovement SET before = 1, after = 11",
            "begins at 1, the one before ended at 0",
        ),
    ],
    ids=["on hand", "reserved", "oversold", "chain"],
)
def test_the_audit_finds_every_kind_of_damage(damage, message):
    level = StockLevelFactory(on_hand=10)
    hold(level.sku, 2)
    assert stock_breaches() == []

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(damage)

    assert [breach.message for breach in stock_breaches()] == [message]


def stock_breaches() -> list[Breach]:
    return [
        breach
        for name, audit in audits().items()
        if name.startswith("stock: ")
        for breach in audit()
    ]


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
