"""Goods whose money goes back before they left stay in the house."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from inventory.models import Reservation, StockLevel
from logistics.models import Shipment, ShipmentLine
from orders.errors import PiecesToTakeOut, RefundNotFollowed, ShipmentCancelled
from orders.models import LineRefund, Order
from orders.selectors.pick_lists import pick_list
from orders.selectors.ship_desk import desk_shipments
from orders.services.checking import approve_order
from orders.services.line_refunds import refund_lines
from orders.services.shipping import record_delivery, ship_shipment
from orders.services.waves import cancel_wave, create_wave
from payments.models import Refund, RefundPart
from payments.policies import PaymentPolicies
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_proposals import approve_refund, decline_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import process
from shop.common.models import Message
from shop.common.services.idempotency import form_token
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import (
    held_order,
    packed_order,
    ready_order,
    ship,
    shipments,
    wave_of,
)
from tests.factories.inventory import TESTS, StockLevelFactory
from tests.factories.orders import make_sku
from tests.factories.parcels import CarrierFactory
from tests.support.events import deliver_pending
from tests.support.policies import decide

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("PAY-05"),
    pytest.mark.usefixtures("books_stay_right"),
]


def refund(order, pieces, *, with_freight=False):
    return refund_lines(
        order_id=order.pk,
        pieces={order.lines.get().pk: pieces},
        with_freight=with_freight,
        note="不要了",
        user_id=UserFactory().pk,
        key=form_token(),
    )


def stock():
    return [(level.on_hand, level.reserved) for level in StockLevel.objects.order_by("pk")]


def quantities(order):
    return [
        (line.quantity, line.to_take_out)
        for line in ShipmentLine.objects.filter(shipment__reference=order.number).order_by("pk")
    ]


@pytest.fixture
def packed(customer):
    return packed_order(customer, sku=make_sku(on_hand=9), quantity=3)


def test_of_an_order_to_be_picked_the_refunded_pieces_are_free_again(customer):
    order = ready_order(customer, sku=make_sku(on_hand=9), quantity=3)

    refund(order, 2)
    deliver_pending()

    order.refresh_from_db()
    line = order.lines.get()
    assert (order.state, order.fulfilment) == ("open", "ready")
    assert (line.kept_back_quantity, line.to_ship) == (2, 1)
    assert stock() == [(9, 1)]
    assert quantities(order) == [(1, 0)]


def test_what_is_left_of_it_leaves_and_ends_the_shipping(customer):
    order = ready_order(customer, sku=make_sku(on_hand=9), quantity=3)
    refund(order, 2)
    deliver_pending()

    ship(shipments(order)[0])

    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.SHIPPED
    assert order.lines.get().shipped_quantity == 1
    assert stock() == [(8, 0)]


@pytest.mark.req("PAY-06")
def test_an_order_of_which_nothing_is_to_leave_is_cancelled_before_its_money_is_back(customer):
    order = packed_order(customer, sku=make_sku(on_hand=9), quantity=3)

    refund(order, 3)
    deliver_pending()

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "refunded")
    assert not Refund.objects.exclude(state="pending").exists()
    assert sum(part.amount for part in RefundPart.objects.all()) == order.total
    assert (shipments(order)[0].state, stock()) == ("cancelled", [(9, 0)])
    told = Message.objects.get(kind="orders.cancelled", recipient=customer, channel="in_site")
    assert f"¥{order.total}" in told.body
    with pytest.raises(ShipmentCancelled):
        ship(shipments(order)[0])


def test_it_stays_cancelled_when_a_gateway_refuses_the_refund(customer):
    order = packed_order(customer, sku=make_sku(on_hand=9), quantity=3)
    refund(order, 3, with_freight=True)
    deliver_pending()

    refused = RefundReport(state=RefundState.REFUSED, code="ACQ.SELLER_BALANCE_NOT_ENOUGH")
    settle_refund_part(part_id=RefundPart.objects.get().pk, report=refused, actor=TESTS)
    deliver_pending()

    order.refresh_from_db()
    assert (order.state, Refund.objects.get().state) == ("cancelled", "failed")
    assert stock() == [(9, 0)]


def test_nothing_is_kept_back_before_somebody_approves(customer):
    decide(PaymentPolicies, refund_second_person=Decimal(0))
    order = ready_order(customer, sku=make_sku(on_hand=9), quantity=3)
    asked, other = refund(order, 1), refund(order, 1)
    deliver_pending()
    assert quantities(order) == [(3, 0)]

    approve_refund(proposal_id=asked.pk, user_id=UserFactory().pk)
    decline_refund(proposal_id=other.pk, user_id=UserFactory().pk)
    deliver_pending()

    assert (quantities(order), stock()) == ([(2, 0)], [(9, 2)])


def test_an_order_in_check_is_planned_without_them(customer):
    order = held_order(customer, sku=make_sku(on_hand=9), quantity=3)
    refund(order, 1)
    deliver_pending()
    assert stock() == [(9, 2)]

    approve_order(order_id=order.pk, actor=TESTS)

    assert quantities(order) == [(2, 0)]


def test_what_lies_in_a_parcel_must_be_taken_out_before_it_leaves(packed):
    refund(packed, 1)
    deliver_pending()
    (shipment,) = shipments(packed)
    with pytest.raises(PiecesToTakeOut, match="1 × "):
        ship(shipment)
    assert stock() == [(9, 2)]

    ship_shipment(
        shipment_id=shipment.pk,
        carrier_id=CarrierFactory().pk,
        waybill="YT1234567890123",
        taken_out=1,
        actor=TESTS,
    )

    packed.refresh_from_db()
    assert (packed.fulfilment, stock()) == ("shipped", [(7, 0)])


def test_what_was_taken_out_before_a_further_refund_is_not_enough(packed):
    refund(packed, 1)
    refund(packed, 1)
    deliver_pending()
    (shipment,) = shipments(packed)

    with pytest.raises(PiecesToTakeOut, match="2 × "):
        ship_shipment(
            shipment_id=shipment.pk,
            carrier_id=CarrierFactory().pk,
            waybill="YT1234567890123",
            taken_out=1,
            actor=TESTS,
        )


def test_the_desk_says_what_to_take_out_and_refuses_until_it_is_done(packed, clerk, clerk_client):
    grant(clerk, "orders.ship_order", "orders.view_order")
    refund(packed, 1)
    deliver_pending()
    (shipment,) = shipments(packed)
    page = clerk_client.get(f"/admin/orders/pickwave/desk/?q={packed.number}").text
    typed = {"carrier": CarrierFactory().pk, "waybill": "YT1234567890123", "is_sure": "1"}
    address = f"/admin/orders/pickwave/ship/{shipment.pk}/"

    clerk_client.post(address, typed)
    shipment.refresh_from_db()
    assert shipment.state == Shipment.State.PACKED
    clerk_client.post(address, typed | {"taken_out": "1"})

    shipment.refresh_from_db()
    assert 'name="taken_out" value="1"' in page
    assert shipment.state == Shipment.State.DISPATCHED


def test_pick_list_desk_and_note_know_the_lower_number(customer):
    order = ready_order(customer, sku=make_sku(on_hand=9), quantity=3)
    wave = wave_of(order)

    refund(order, 1)
    deliver_pending()

    listing = pick_list(wave.pk)
    (on_desk,) = desk_shipments(warehouse_id=wave.warehouse_id, term="", at=timezone.now())
    assert (listing.pieces, len(listing.baskets[0].to_take_out)) == (2, 1)
    assert (on_desk.pieces, on_desk.to_take_out) == (2, 1)


def test_a_wave_that_is_cancelled_has_nothing_to_take_out(customer):
    order = ready_order(customer, sku=make_sku(on_hand=9), quantity=3)
    wave = wave_of(order)
    refund(order, 1)
    deliver_pending()

    cancel_wave(wave_id=wave.pk, actor=TESTS)
    create_wave(warehouse_id=wave.warehouse_id, actor=TESTS)

    assert quantities(order) == [(2, 0)]


def from_two_warehouses(customer):
    sku = make_sku(on_hand=0)
    for _ in range(2):
        StockLevelFactory(sku=sku, on_hand=2)
    return ready_order(customer, sku=sku, quantity=4)


def test_pieces_are_taken_where_least_is_done(customer):
    order = from_two_warehouses(customer)
    first, _second = shipments(order)
    create_wave(warehouse_id=first.warehouse_id, actor=TESTS)

    refund(order, 2)
    deliver_pending()

    order.refresh_from_db()
    assert [shipment.state for shipment in shipments(order)] == ["picking", "cancelled"]
    assert order.fulfilment == Order.Fulfilment.PICKING
    assert stock() == [(2, 2), (2, 0)]


def test_when_a_part_has_left_the_rest_that_is_refunded_ends_the_shipping(customer):
    order = from_two_warehouses(customer)
    first, _second = shipments(order)
    ship(first)
    record_delivery(reference=order.number, actor=TESTS, at=timezone.now())

    refund(order, 3)
    deliver_pending()

    order.refresh_from_db()
    line = order.lines.get()
    assert (order.state, order.fulfilment) == ("open", "shipped")
    assert (line.shipped_quantity, line.kept_back_quantity) == (2, 2)
    assert LineRefund.objects.get().kept_back == 2
    assert not Reservation.objects.open().exists()
    assert order.receive_by > timezone.now() + timedelta(days=1)


def test_goods_that_have_left_are_not_stopped(packed):
    ship(shipments(packed)[0])

    refund(packed, 1)
    deliver_pending()

    packed.refresh_from_db()
    assert (packed.fulfilment, packed.lines.get().kept_back_quantity) == ("shipped", 0)
    assert LineRefund.objects.get().kept_back == 0


def test_between_the_word_of_a_person_and_its_news_nothing_leaves(packed):
    refund(packed, 1)

    with pytest.raises(RefundNotFollowed):
        ship(shipments(packed)[0])

    assert (stock(), quantities(packed)) == ([(9, 3)], [(3, 0)])


def test_news_that_comes_twice_or_late_keeps_back_once(packed):
    refund(packed, 1)
    done = RefundReport(state=RefundState.DONE)
    settle_refund_part(part_id=RefundPart.objects.get().pk, report=done, actor=process("tests"))
    deliver_pending()

    refund(packed, 1)
    deliver_pending()
    deliver_pending()

    assert (packed.lines.get().kept_back_quantity, stock()) == (2, [(9, 1)])
