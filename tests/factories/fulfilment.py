"""Orders on their way through the house, by the operations that bring them there."""

from typing import Any

from django.utils import timezone

from customers.models import User
from logistics.models import Shipment
from orders.models import Order, PickWave
from orders.services.checking import check_order
from orders.services.payment_reactions import mark_order_paid
from orders.services.shipping import ship_shipment
from orders.services.waves import create_wave, finish_wave
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.inventory import TESTS
from tests.factories.orders import pay, place
from tests.factories.parcels import CarrierFactory


def order_in_check(
    customer: User | None = None, *, to: dict[str, str] | None = None, **changes: Any
) -> Order:
    """A paid order whose check has not run; `to` changes the address."""
    buyer = customer or UserFactory()
    address = AddressFactory(user=buyer, is_default=not buyer.addresses.exists(), **(to or {}))
    order = place(buyer, address=address, **changes)
    attempt = pay(order)
    mark_order_paid(
        reference=order.number,
        paid_at=timezone.now(),
        gateway="alipay",
        serial=attempt.gateway_trade_no,
        actor=TESTS,
    )
    order.refresh_from_db()
    return order


def held_order(customer: User | None = None, **changes: Any) -> Order:
    """An order that the check holds, for its remark if nothing else is wrong."""
    order = order_in_check(customer, **({"remark": "请送到门卫"} | changes))
    check_order(order_id=order.pk, actor=TESTS)
    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.HELD
    return order


def ready_order(customer: User | None = None, **changes: Any) -> Order:
    """An approved order whose shipments wait to be picked."""
    order = order_in_check(customer, **changes)
    check_order(order_id=order.pk, actor=TESTS)
    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.READY
    return order


def shipments(order: Order) -> list[Shipment]:
    return list(Shipment.objects.filter(reference=order.number).order_by("pk"))


def wave_of(*orders: Order) -> PickWave:
    """A wave that picks all shipments of these orders, which lie in one warehouse."""
    chosen = [shipment for order in orders for shipment in shipments(order)]
    return create_wave(
        warehouse_id=chosen[0].warehouse_id,
        shipment_ids=[shipment.pk for shipment in chosen],
        actor=TESTS,
    )


def packed_order(customer: User | None = None, **changes: Any) -> Order:
    order = ready_order(customer, **changes)
    finish_wave(wave_id=wave_of(order).pk, actor=TESTS)
    order.refresh_from_db()
    return order


def ship(shipment: Shipment, waybill: str = "YT1234567890123") -> Shipment:
    return ship_shipment(
        shipment_id=shipment.pk,
        carrier_id=CarrierFactory().pk,
        waybill=waybill,
        actor=TESTS,
    )
