"""The goods have arrived: confirmed by the customer, or by time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from orders.errors import OrderNotReceivable
from orders.events import OrderCompleted, OrderReceived
from orders.messages import RECEIVED
from orders.models import Order
from orders.policies import OrderPolicies
from orders.services.notices import tell_customer
from orders.services.steps import move_order
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.policies import policies


@transaction.atomic
def confirm_receipt(*, order_id: int, actor: Actor, at: datetime | None = None) -> Order:
    """Note that everything was received, which completes the order. Raises OrderNotReceivable."""
    now = at or timezone.now()
    order = Order.objects.lock(order_id)
    if not order.is_receivable:
        raise OrderNotReceivable
    move_order(
        order=order,
        axis="fulfilment",
        to=Order.Fulfilment.RECEIVED,
        actor=actor,
        at=now,
        also={"received_at": now},
    )
    move_order(order=order, axis="state", to=Order.State.COMPLETED, actor=actor, at=now)
    publish(OrderReceived(order_id=order.pk, number=order.number), at=now)
    publish(OrderCompleted(order_id=order.pk, number=order.number), at=now)
    tell_customer(order=order, kind=RECEIVED, at=now)
    return order


@transaction.atomic
def receive_when_due(*, order_id: int, actor: Actor, at: datetime | None = None) -> bool:
    """Confirm the receipt of an order if its time has passed, and say whether. Safe to repeat."""
    now = at or timezone.now()
    due = Order.objects.due_to_receive(now).select_for_update(of=("self",)).filter(pk=order_id)
    if not due.exists():
        return False
    confirm_receipt(order_id=order_id, actor=actor, at=now)
    return True


def receive_deadline(*, shipped_at: datetime, delivered_at: datetime | None = None) -> datetime:
    """Return when an order counts as received by itself: later without a report of delivery."""
    chosen = policies(OrderPolicies)
    if delivered_at is not None:
        return delivered_at + timedelta(days=chosen.receive_days)
    return shipped_at + timedelta(days=chosen.receive_days + chosen.receive_extra_days)
