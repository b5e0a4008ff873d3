from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.errors import InsufficientStock, NotReserved, ReservationReleased
from inventory.models import Reservation, StockLevel, StockMovement
from inventory.selectors.allocation import reservations_of
from inventory.services.dispatches import consume_reservation
from inventory.services.reallocation import reallocate
from inventory.services.reservations import confirm_reservation, release_reservation
from shop.common.audit import run_audits
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import TESTS, StockLevelFactory, WarehouseFactory, hold

pytestmark = pytest.mark.django_db

State = Reservation.State


def consume(level: StockLevel, quantity: int, line_id: int = 1) -> list[StockMovement]:
    return consume_reservation(
        reference="DD1",
        line_quantities={line_id: quantity},
        warehouse_id=level.warehouse_id,
        actor=TESTS,
    )


def numbers(level: StockLevel) -> tuple[int, int]:
    level.refresh_from_db()
    return level.on_hand, level.reserved


def breaches() -> list[str]:
    return [str(breach) for found in run_audits().values() for breach in found if breach.law == 1]


def test_a_paid_order_keeps_its_stock_beyond_the_deadline():
    level = StockLevelFactory()
    (reservation,) = hold(level.sku, 2)

    confirm_reservation(reference="DD1")
    confirm_reservation(reference="DD1")

    reservation.refresh_from_db()
    assert (reservation.state, reservation.expires_at) == (State.CONFIRMED, None)
    assert numbers(level) == (10, 2)


@pytest.mark.req("ORD-05")
def test_released_stock_comes_back_exactly_once():
    level = StockLevelFactory()
    hold(level.sku, 2)
    hold(level.sku, 3, reference="DD2")

    given_back = [release_reservation(reference="DD1", actor=TESTS) for _ in range(2)]

    assert given_back == [2, 0]
    assert numbers(level) == (10, 3)
    assert breaches() == []


def test_stock_that_was_given_back_cannot_be_confirmed():
    level = StockLevelFactory()
    hold(level.sku, 2)
    release_reservation(reference="DD1", actor=TESTS)

    with pytest.raises(ReservationReleased):
        confirm_reservation(reference="DD1")

    assert numbers(level) == (10, 0)


def test_dispatched_pieces_leave_the_shelf_and_the_promise():
    level = StockLevelFactory()
    (reservation,) = hold(level.sku, 3)
    confirm_reservation(reference="DD1")

    (movement,) = consume(level, 2)

    reservation.refresh_from_db()
    assert (reservation.state, reservation.consumed) == (State.CONFIRMED, 2)
    assert numbers(level) == (8, 1)
    assert (movement.kind, movement.quantity, movement.before, movement.after) == (
        StockMovement.Kind.DISPATCH,
        -2,
        10,
        8,
    )
    assert movement.reference == "DD1"


def test_the_last_piece_of_a_line_closes_its_promise():
    level = StockLevelFactory()
    (reservation,) = hold(level.sku, 3)
    confirm_reservation(reference="DD1")
    consume(level, 2)

    consume(level, 1)
    confirm_reservation(reference="DD1")

    reservation.refresh_from_db()
    assert reservation.state == State.CONSUMED
    assert reservations_of("DD1") == []
    assert numbers(level) == (7, 0)
    assert breaches() == []


def test_what_was_not_sent_is_released_and_no_more():
    level = StockLevelFactory()
    hold(level.sku, 3)
    confirm_reservation(reference="DD1")
    consume(level, 2)

    given_back = release_reservation(reference="DD1", actor=TESTS)

    assert given_back == 1
    assert numbers(level) == (8, 0)
    assert breaches() == []


@pytest.mark.parametrize("quantity", [0, -1, 4], ids=["none", "negative", "too many"])
def test_no_more_leaves_than_was_promised(quantity):
    level = StockLevelFactory()
    hold(level.sku, 3)
    confirm_reservation(reference="DD1")

    with pytest.raises(NotReserved):
        consume(level, quantity)

    assert numbers(level) == (10, 3)
    assert not StockMovement.objects.filter(kind="dispatch").exists()


def test_an_unpaid_order_does_not_leave():
    level = StockLevelFactory()
    hold(level.sku, 3)

    with pytest.raises(NotReserved):
        consume(level, 1)

    assert numbers(level) == (10, 3)


def test_a_dispatch_with_one_wrong_line_moves_nothing():
    level = StockLevelFactory()
    hold(level.sku, 3)
    confirm_reservation(reference="DD1")

    with pytest.raises(NotReserved):
        consume_reservation(
            reference="DD1",
            line_quantities={1: 1, 2: 1},
            warehouse_id=level.warehouse_id,
            actor=TESTS,
        )

    assert numbers(level) == (10, 3)
    assert Reservation.objects.get().consumed == 0


@pytest.mark.parametrize("quantity", [1, 3], ids=["a part", "all"])
def test_a_promise_moves_to_another_warehouse(quantity):
    sku = SkuFactory()
    here, there = StockLevelFactory(sku=sku, on_hand=5), StockLevelFactory(sku=sku, on_hand=3)
    hold(sku, 3)

    reallocate(
        reference="DD1",
        line_id=1,
        from_warehouse_id=here.warehouse_id,
        to_warehouse_id=there.warehouse_id,
        quantity=quantity,
        actor=TESTS,
    )

    assert numbers(here) == (5, 3 - quantity)
    assert numbers(there) == (3, quantity)
    assert breaches() == []


def test_a_promise_moves_whole_or_stays():
    sku = SkuFactory()
    here, there = StockLevelFactory(sku=sku, on_hand=5), StockLevelFactory(sku=sku, on_hand=2)
    hold(sku, 3)

    with pytest.raises(InsufficientStock) as refusal:
        reallocate(
            reference="DD1",
            line_id=1,
            from_warehouse_id=here.warehouse_id,
            to_warehouse_id=there.warehouse_id,
            quantity=3,
            actor=TESTS,
        )

    assert refusal.value.shortages[0].available == 2
    assert (numbers(here), numbers(there)) == ((5, 3), (2, 0))
    assert breaches() == []


def test_a_promise_that_is_not_there_cannot_move():
    level, other = StockLevelFactory(), WarehouseFactory()
    hold(level.sku, 1)

    with pytest.raises(NotReserved):
        reallocate(
            reference="DD1",
            line_id=1,
            from_warehouse_id=other.pk,
            to_warehouse_id=level.warehouse_id,
            quantity=1,
            actor=TESTS,
        )

    assert numbers(level) == (10, 1)


def test_a_release_in_the_past_bears_its_own_time():
    level = StockLevelFactory()
    (reservation,) = hold(level.sku, 1)
    then = timezone.now() - timedelta(days=20)

    release_reservation(reference="DD1", actor=TESTS, at=then)

    reservation.refresh_from_db()
    assert reservation.closed_at == then
