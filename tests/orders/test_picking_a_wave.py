import pytest

from inventory.models import StockLevel
from logistics.models import Shipment
from orders.errors import NothingToPick, WaveNotOpen
from orders.models import Order, PickWave
from orders.selectors.pick_lists import BasketShare, pick_list
from orders.services.cancellation import cancel_order
from orders.services.waves import cancel_wave, create_wave, finish_wave, note_printed
from shop.common.actors import person
from tests.factories.fulfilment import packed_order, ready_order, ship, shipments, wave_of
from tests.factories.inventory import TESTS, BinFactory, StockLevelFactory, WarehouseFactory
from tests.factories.orders import make_sku
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

Fulfilment = Order.Fulfilment


@pytest.fixture
def warehouse():
    return WarehouseFactory(name="华北仓")


def shelved(warehouse, bin_code: str = "", place: int = 0, **fields):
    """A SKU with ten pieces in a bin of the warehouse."""
    sku = make_sku(on_hand=0, **fields)
    where = (
        BinFactory(warehouse=warehouse, code=bin_code, pick_sequence=place) if bin_code else None
    )
    StockLevelFactory(sku=sku, warehouse=warehouse, on_hand=10, bin=where)
    return sku


def state_of(order: Order) -> str:
    return Order.objects.values_list("fulfilment", flat=True).get(pk=order.pk)


@pytest.mark.req("ORD-15")
def test_a_wave_takes_the_oldest_ready_shipments_of_its_warehouse(warehouse, warehouse_worker):
    sku = shelved(warehouse)
    orders = [ready_order(sku=sku, quantity=1) for _ in range(3)]
    elsewhere = ready_order()

    wave = create_wave(warehouse_id=warehouse.pk, size=2, actor=person(warehouse_worker.pk))

    taken = wave.entries.order_by("basket").values_list("basket", "shipment__reference")
    assert list(taken) == [(1, orders[0].number), (2, orders[1].number)]
    assert [state_of(order) for order in [*orders, elsewhere]] == [
        "picking", "picking", "ready", "ready",
    ]  # fmt: skip
    assert wave.created_by == warehouse_worker


def test_a_shipment_is_in_one_wave_only(warehouse):
    ready_order(sku=shelved(warehouse))
    create_wave(warehouse_id=warehouse.pk, actor=TESTS)

    with pytest.raises(NothingToPick):
        create_wave(warehouse_id=warehouse.pk, actor=TESTS)

    assert PickWave.objects.count() == 1


def test_a_wave_without_anything_to_pick_is_not_made(warehouse):
    with pytest.raises(NothingToPick):
        create_wave(warehouse_id=warehouse.pk, actor=TESTS)

    assert not PickWave.objects.exists()


@pytest.mark.req("ORD-15")
def test_the_list_walks_from_bin_to_bin_and_says_what_goes_into_which_basket(warehouse):
    far = shelved(warehouse, "C-01", 30, code="FAR", barcode="6901234567892")
    near = shelved(warehouse, "A-01", 10, code="NEAR")
    nowhere = shelved(warehouse, code="NOWHERE")
    first = ready_order(sku=far, quantity=1)
    second = ready_order(sku=near, quantity=2)
    third = ready_order(sku=far, quantity=3)
    fourth = ready_order(sku=nowhere, quantity=1)

    listing = pick_list(wave_of(first, second, third, fourth).pk)

    assert [(row.bin, row.sku_code, row.barcode, row.quantity) for row in listing.rows] == [
        ("A-01", "NEAR", "NEAR", 2),
        ("C-01", "FAR", "6901234567892", 4),
        ("", "NOWHERE", "NOWHERE", 1),
    ]
    assert listing.rows[1].baskets == [
        BasketShare(basket=1, quantity=1),
        BasketShare(basket=3, quantity=3),
    ]
    assert (listing.warehouse, listing.pieces) == ("华北仓", 7)
    assert [entry.pieces for entry in listing.baskets] == [1, 2, 3, 1]


def test_a_cancelled_order_is_named_on_the_list_and_not_picked(warehouse):
    sku = shelved(warehouse, "A-01")
    kept, given_up = ready_order(sku=sku, quantity=1), ready_order(sku=sku, quantity=4)
    wave = wave_of(kept, given_up)

    cancel_order(order_id=given_up.pk, reason=Order.CancelReason.STAFF, actor=TESTS)

    listing = pick_list(wave.pk)
    assert [(row.quantity, row.baskets) for row in listing.rows] == [
        (1, [BasketShare(basket=1, quantity=1)])
    ]
    assert [(b.reference, b.is_cancelled) for b in listing.baskets] == [
        (kept.number, False),
        (given_up.number, True),
    ]


@pytest.mark.parametrize("orders", [1, 8])
def test_a_list_costs_the_same_however_long_it_is(warehouse, orders):
    wave = wave_of(*(ready_order(sku=shelved(warehouse, f"A-{n}")) for n in range(orders)))

    with statements() as made:
        pick_list(wave.pk)

    assert len(made) <= 6


def test_a_finished_wave_leaves_its_orders_packed(warehouse):
    sku = shelved(warehouse)
    kept, given_up = ready_order(sku=sku, quantity=1), ready_order(sku=sku, quantity=1)
    wave = wave_of(kept, given_up)
    cancel_order(order_id=given_up.pk, reason=Order.CancelReason.STAFF, actor=TESTS)

    finish_wave(wave_id=wave.pk, actor=TESTS)

    wave.refresh_from_db()
    assert wave.state == PickWave.State.DONE
    assert wave.done_at is not None
    assert state_of(kept) == Fulfilment.PACKED
    assert [s.state for s in shipments(kept) + shipments(given_up)] == ["packed", "cancelled"]


def test_an_order_from_two_warehouses_is_packed_when_both_are(customer):
    sku = make_sku(on_hand=0)
    levels = [StockLevelFactory(sku=sku, on_hand=2) for _ in range(2)]
    order = ready_order(customer, sku=sku, quantity=4)
    waves = [create_wave(warehouse_id=level.warehouse_id, actor=TESTS) for level in levels]

    finish_wave(wave_id=waves[0].pk, actor=TESTS)
    assert state_of(order) == Fulfilment.PICKING
    finish_wave(wave_id=waves[1].pk, actor=TESTS)

    assert state_of(order) == Fulfilment.PACKED


def test_a_cancelled_wave_puts_its_shipments_back(warehouse):
    order = ready_order(sku=shelved(warehouse))
    wave = wave_of(order)

    cancel_wave(wave_id=wave.pk, actor=TESTS)

    assert state_of(order) == Fulfilment.READY
    again = create_wave(warehouse_id=warehouse.pk, actor=TESTS)
    assert again.entries.get().shipment.reference == order.number


@pytest.mark.parametrize("close", [finish_wave, cancel_wave])
def test_a_closed_wave_stays_closed(close):
    order = packed_order()
    wave = PickWave.objects.get()

    with pytest.raises(WaveNotOpen):
        close(wave_id=wave.pk, actor=TESTS)

    assert state_of(order) == Fulfilment.PACKED


def test_what_left_before_its_wave_was_finished_stays_shipped(warehouse):
    sku = shelved(warehouse)
    early, other = ready_order(sku=sku, quantity=1), ready_order(sku=sku, quantity=1)
    wave = wave_of(early, other)
    ship(shipments(early)[0])

    finish_wave(wave_id=wave.pk, actor=TESTS)

    assert [state_of(early), state_of(other)] == ["shipped", "packed"]
    assert Shipment.objects.get(reference=early.number).state == Shipment.State.DISPATCHED
    assert StockLevel.objects.get(sku=sku).on_hand == 9


def test_the_first_print_is_noted(warehouse):
    wave = wave_of(ready_order(sku=shelved(warehouse)))

    note_printed(wave_id=wave.pk)
    wave.refresh_from_db()
    first = wave.printed_at
    note_printed(wave_id=wave.pk)

    wave.refresh_from_db()
    assert first is not None
    assert wave.printed_at == first
