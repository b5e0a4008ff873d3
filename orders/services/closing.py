"""Giving up an order that may have money on its way: its gateway is closed first."""

import logging
from datetime import datetime

from orders.errors import OrderNotCancellable, PaymentStillOpen
from orders.models import Order
from orders.services.cancellation import cancel_order
from payments.models import PaymentPlan
from payments.services.queries import close_at_gateway
from payments.services.resting import plan_rests
from shop.common.actors import Actor

logger = logging.getLogger(__name__)


def close_and_cancel(
    *, order_id: int, reason: str, actor: Actor, at: datetime | None = None, note: str = ""
) -> Order:
    """Close an unpaid order at its gateway, ask what became of it, and only then cancel it.

    Talks to the network between two transactions. Raises PaymentStillOpen when the gateway does
    not say that no money can come any more; then nothing has changed. A paid order is cancelled
    with a refund, unless the reason is its time-out: OrderNotCancellable.
    """
    order = Order.objects.get(pk=order_id)
    if not order.is_cancellable:
        raise OrderNotCancellable
    if order.is_payable and not close_at_gateway(reference=order.number):
        raise PaymentStillOpen
    return cancel_order(order_id=order_id, reason=reason, actor=actor, at=at, note=note)


def close_when_due(*, order_id: int, actor: Actor, at: datetime) -> bool:
    """Close an order whose time to pay has passed; say whether it was closed. Safe to repeat.

    One whose gateway is slow just now waits for the next round, and one whose payer chose a bank
    transfer at the last moment for that news.
    """
    order = Order.objects.unpaid_since(at).filter(pk=order_id).first()
    if order is None or _may_be_paid(order, at) or plan_rests(reference=order.number):
        return False
    try:
        close_and_cancel(order_id=order_id, reason=Order.CancelReason.TIMEOUT, actor=actor)
    except OrderNotCancellable:  # paid at the last moment, or closed by somebody else
        return False
    except PaymentStillOpen:  # the next round asks again; until then the stock stays reserved
        logger.warning("An unpaid order could not be closed yet", extra={"order": order_id})
        return False
    return True


def _may_be_paid(order: Order, at: datetime) -> bool:
    return PaymentPlan.objects.filter(reference=order.number, deadline__gt=at).exists()
