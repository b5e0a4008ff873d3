"""Shipping an order's parcels, and what follows when they leave and arrive."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from logistics.models import Shipment, ShipmentLine
from logistics.services.dispatch import dispatch_shipment
from orders.errors import (
    OrderNotShippable,
    PiecesToTakeOut,
    RefundNotFollowed,
    ShipmentCancelled,
)
from orders.events import OrderDelivered, OrderShipped
from orders.messages import DELIVERED, SHIPPED
from orders.models import Order, OrderLine
from orders.policies import OrderPolicies
from orders.selectors.refundable import refunds_to_follow
from orders.services.notices import tell_customer
from orders.services.steps import move_order
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.policies import policies

Fulfilment = Order.Fulfilment
_SHIPPABLE = (
    Fulfilment.READY,
    Fulfilment.PICKING,
    Fulfilment.PACKED,
    Fulfilment.PARTLY_SHIPPED,
)
_LEFT = (Shipment.State.DISPATCHED, Shipment.State.DELIVERED, Shipment.State.RETURNED)


@transaction.atomic
def ship_shipment(
    *,
    shipment_id: int,
    carrier_id: int,
    waybill: str,
    actor: Actor,
    taken_out: int = 0,
    at: datetime | None = None,
) -> Shipment:
    """Send one shipment of an approved order off with its number.

    `taken_out` is how many refunded pieces somebody took out of the parcel. Raises
    OrderNotShippable (cancelled, not approved), RefundNotFollowed, PiecesToTakeOut, and what
    logistics and inventory refuse.
    """
    reference = Shipment.objects.values_list("reference", flat=True).get(pk=shipment_id)
    order = Order.objects.lock_number(reference)
    _refuse_refunded(order, shipment_id, taken_out)
    if order.state != Order.State.OPEN or order.fulfilment not in _SHIPPABLE:
        raise OrderNotShippable
    shipment = dispatch_shipment(
        shipment_id=shipment_id,
        carrier_id=carrier_id,
        waybill=waybill,
        phone_tail=order.receiver.phone[-4:],
        actor=actor,
        at=at,
    )
    _follow_dispatches(order, actor=actor, at=at or timezone.now())
    return shipment


@transaction.atomic
def record_dispatch(
    *,
    reference: str,
    shipment_id: int,
    carrier: str,
    waybill: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Tell the customer that a parcel has left, with its number and link. Safe to repeat."""
    order = Order.objects.select_for_update(of=("self",)).filter(number=reference).first()
    if order is None:
        return
    _follow_dispatches(order, actor=actor, at=at)
    publish(OrderShipped(order_id=order.pk, number=reference, shipment_id=shipment_id), at=at)
    tell_customer(
        order=order,
        kind=SHIPPED,
        params={"carrier": carrier, "waybill": waybill},
        subject_key=str(shipment_id),
        at=at,
    )


@transaction.atomic
def record_delivery(*, reference: str, actor: Actor, at: datetime) -> None:
    """Note that all of an order's shipments were delivered. Safe to repeat, and out of order."""
    order = Order.objects.select_for_update(of=("self",)).filter(number=reference).first()
    if order is None:
        return
    _follow_dispatches(order, actor=actor, at=at)
    is_all_there = not Shipment.objects.of(reference).exclude(state=Shipment.State.DELIVERED)
    if order.fulfilment != Fulfilment.SHIPPED or not is_all_there:
        return
    receive_by = at + timedelta(days=policies(OrderPolicies).receive_days)
    move_order(
        order=order,
        axis="fulfilment",
        to=Fulfilment.DELIVERED,
        actor=actor,
        at=at,
        also={"delivered_at": at, "receive_by": receive_by},
    )
    publish(OrderDelivered(order_id=order.pk, number=reference), at=at)
    tell_customer(order=order, kind=DELIVERED, at=at)


def _refuse_refunded(order: Order, shipment_id: int, taken_out: int) -> None:
    if Shipment.objects.filter(pk=shipment_id, state=Shipment.State.CANCELLED).exists():
        raise ShipmentCancelled
    if order.state == Order.State.OPEN and refunds_to_follow(order).exists():
        raise RefundNotFollowed
    lines = ShipmentLine.objects.filter(shipment=shipment_id, to_take_out__gt=0).order_by("pk")
    inside = [(line.to_take_out, f"{line.title} {line.sku_name}".strip()) for line in lines]
    if inside and sum(pieces for pieces, _name in inside) != taken_out:
        raise PiecesToTakeOut(goods=", ".join(f"{pieces} × {name}" for pieces, name in inside))


def _follow_dispatches(order: Order, *, actor: Actor, at: datetime) -> None:
    """Let lines and fulfilment follow the shipments that have left, however often this runs."""
    left = ShipmentLine.objects.filter(shipment__reference=order.number, shipment__state__in=_LEFT)
    shipped = dict(left.values_list("line_id").annotate(pieces=Sum("quantity")))
    lines = list(order.lines.all())
    for line in lines:
        line.shipped_quantity = shipped.get(line.pk, 0)
    OrderLine.objects.bulk_update(lines, ["shipped_quantity"])
    is_all = not any(line.to_ship for line in lines)
    to = Fulfilment.SHIPPED if is_all else Fulfilment.PARTLY_SHIPPED
    if not shipped or to not in Order.FULFILMENT_STEPS.get(order.fulfilment, frozenset()):
        return
    move_order(
        order=order,
        axis="fulfilment",
        to=to,
        actor=actor,
        at=at,
        also={
            "shipped_at": order.shipped_at or at,
            "waybills": _waybills(order.number),
            "receive_by": _receive_by(at) if is_all else None,
        },
    )


def _waybills(reference: str) -> list[str]:
    parcels = Shipment.objects.of(reference).order_by("parcels__pk")
    return [number for number in parcels.values_list("parcels__waybill", flat=True) if number]


def _receive_by(shipped_at: datetime) -> datetime:
    # Without a report of delivery the days are counted from shipping, with some added.
    rules = policies(OrderPolicies)
    return shipped_at + timedelta(days=rules.receive_days + rules.receive_extra_days)
