from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import Reservation, StockLevel, StockMovement
from logistics.errors import CarrierNotActive, WaybillNotValid, WaybillTaken
from logistics.models import Parcel, Shipment
from logistics.services.tracking import record_track
from logistics.types import Track, TrackStep
from orders.errors import OrderNotShippable
from orders.events import OrderDelivered, OrderShipped
from orders.models import Order
from orders.services.cancellation import cancel_order
from orders.services.shipping import record_delivery, ship_shipment
from shop.common.errors import TransitionRefused
from shop.common.models import Message
from tests.factories.fulfilment import held_order, packed_order, ready_order, ship, shipments
from tests.factories.inventory import TESTS, StockLevelFactory
from tests.factories.orders import make_sku
from tests.factories.parcels import CarrierFactory
from tests.support.events import published

pytestmark = pytest.mark.django_db

Fulfilment = Order.Fulfilment


def arrive(shipment: Shipment, at=None) -> None:
    """Have the carrier report every parcel as delivered."""
    moment = at or timezone.now()
    steps = [TrackStep(at=moment, text="已签收", state=Parcel.State.DELIVERED)]
    for parcel in shipment.parcels.all():
        track = Track(state=Parcel.State.DELIVERED, steps=steps)
        record_track(parcel_id=parcel.pk, track=track)


def from_two_warehouses(customer) -> Order:
    sku = make_sku(on_hand=0)
    for _ in range(2):
        StockLevelFactory(sku=sku, on_hand=2)
    return ready_order(customer, sku=sku, quantity=4)


@pytest.mark.req("ORD-19")
@pytest.mark.req("LOG-03")
def test_shipping_takes_the_goods_off_the_books_and_tells_the_customer(customer, deliver_all):
    order = packed_order(customer)
    (shipment,) = shipments(order)

    ship(shipment, "yt 1234567890123")
    deliver_all()

    order.refresh_from_db()
    assert (order.fulfilment, order.waybills) == (Fulfilment.SHIPPED, ["YT1234567890123"])
    assert order.shipped_at is not None
    assert [line.shipped_quantity for line in order.lines.all()] == [2]
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (8, 0)
    moved = StockMovement.objects.filter(kind="dispatch")
    assert list(moved.values_list("quantity", "reference")) == [(-2, order.number)]
    assert Reservation.objects.get().state == Reservation.State.CONSUMED
    told = Message.objects.get(kind="orders.shipped", recipient=customer, channel="in_site")
    assert "YT1234567890123" in told.body
    assert f"/account/orders/{order.number}/" in told.body
    assert Message.objects.filter(kind="orders.shipped", channel="sms").count() == 1


@pytest.mark.parametrize(
    "waybill", ["", "12345", "A" * 33, "YT123;DROP", "顺丰123456", "YT_123456"], ids=str
)
def test_what_is_no_waybill_number_is_refused(waybill):
    order = packed_order()

    with pytest.raises(WaybillNotValid):
        ship(shipments(order)[0], waybill)

    order.refresh_from_db()
    assert (order.fulfilment, order.waybills) == (Fulfilment.PACKED, [])
    assert StockLevel.objects.get().on_hand == 10
    assert not Parcel.objects.exists()


def test_a_waybill_number_is_used_once_per_carrier():
    sku = make_sku()
    first, second = packed_order(sku=sku), packed_order(sku=sku)
    ship(shipments(first)[0], "YT1234567890123")

    with pytest.raises(WaybillTaken):
        ship(shipments(second)[0], "YT1234567890123")

    second.refresh_from_db()
    assert second.fulfilment == Fulfilment.PACKED
    assert StockLevel.objects.get().on_hand == 8
    assert Parcel.objects.count() == 1


def test_a_carrier_that_is_out_of_use_takes_nothing():
    order = packed_order()
    retired = CarrierFactory(code="OLD", is_active=False)

    with pytest.raises(CarrierNotActive):
        ship_shipment(
            shipment_id=shipments(order)[0].pk,
            carrier_id=retired.pk,
            waybill="YT1234567890123",
            actor=TESTS,
        )

    assert not Parcel.objects.exists()


@pytest.mark.req("ORD-27")
def test_a_cancelled_order_cannot_be_shipped():
    order = packed_order()
    (shipment,) = shipments(order)
    cancel_order(order_id=order.pk, reason=Order.CancelReason.STAFF, actor=TESTS)

    with pytest.raises(OrderNotShippable):
        ship(shipment)

    assert StockLevel.objects.get().on_hand == 10
    assert not Parcel.objects.exists()


def test_an_order_that_is_held_again_cannot_be_shipped():
    order = held_order()
    shipment = Shipment.objects.create(
        reference=order.number, warehouse_id=StockLevel.objects.get().warehouse_id
    )

    with pytest.raises(OrderNotShippable):
        ship(shipment)


def test_a_shipment_leaves_once():
    order = packed_order()
    (shipment,) = shipments(order)
    ship(shipment, "YT1234567890123")

    with pytest.raises((OrderNotShippable, TransitionRefused)):
        ship(shipment, "YT9999999999999")

    assert Parcel.objects.get().waybill == "YT1234567890123"
    assert StockLevel.objects.get().on_hand == 8


def test_an_order_from_two_warehouses_is_partly_shipped_first(customer, deliver_all):
    order = from_two_warehouses(customer)
    first, second = shipments(order)

    ship(first, "YT0000000000001")
    deliver_all()
    order.refresh_from_db()
    assert (order.fulfilment, order.lines.get().shipped_quantity) == ("partly_shipped", 2)
    assert order.receive_by is None
    began = order.shipped_at

    ship(second, "YT0000000000002")
    deliver_all()
    order.refresh_from_db()
    assert (order.fulfilment, order.lines.get().shipped_quantity) == ("shipped", 4)
    assert order.waybills == ["YT0000000000001", "YT0000000000002"]
    assert order.shipped_at == began
    assert order.receive_by is not None
    assert Message.objects.filter(kind="orders.shipped", channel="in_site").count() == 2
    assert {event.shipment_id for event in published(OrderShipped)} == {first.pk, second.pk}


def test_an_order_counts_as_received_twenty_days_after_shipping_without_news():
    order = packed_order()

    ship(shipments(order)[0])

    order.refresh_from_db()
    assert order.receive_by - order.shipped_at == timedelta(days=20)


@pytest.mark.req("ORD-22")
def test_delivery_starts_the_fifteen_days_and_asks_for_the_receipt(customer, deliver_all):
    order = packed_order(customer)
    (shipment,) = shipments(order)
    ship(shipment)

    arrive(shipment)
    deliver_all()

    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.DELIVERED
    assert order.receive_by - order.delivered_at == timedelta(days=15)
    assert published(OrderDelivered) == [OrderDelivered(order_id=order.pk, number=order.number)]
    assert Message.objects.filter(kind="orders.delivered", channel="in_site").count() == 1


def test_delivery_is_believed_though_its_dispatch_was_not_heard_of(customer):
    order = packed_order(customer)
    (shipment,) = shipments(order)
    ship(shipment)
    Order.objects.filter(pk=order.pk).update(fulfilment=Fulfilment.PACKED, shipped_at=None)
    arrive(shipment)

    record_delivery(reference=order.number, actor=TESTS, at=timezone.now())

    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.DELIVERED
    assert order.shipped_at is not None


def test_one_parcel_of_two_does_not_deliver_the_order(customer, deliver_all):
    order = from_two_warehouses(customer)
    first, second = shipments(order)
    ship(first, "YT0000000000001")
    arrive(first)
    deliver_all()
    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.PARTLY_SHIPPED

    ship(second, "YT0000000000002")
    deliver_all()
    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.SHIPPED

    arrive(second)
    deliver_all()
    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.DELIVERED


def test_news_that_comes_twice_is_told_once(customer, deliver_all):
    order = packed_order(customer)
    (shipment,) = shipments(order)
    ship(shipment)
    arrive(shipment)
    deliver_all()

    record_delivery(reference=order.number, actor=TESTS, at=timezone.now())

    assert Message.objects.filter(kind="orders.delivered", channel="in_site").count() == 1
    assert len(published(OrderDelivered)) == 1


def test_news_of_what_is_no_order_is_left_alone():
    record_delivery(reference="NOT-OURS", actor=TESTS, at=timezone.now())

    assert not Message.objects.exists()
