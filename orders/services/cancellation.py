"""Giving an order up before anything shipped: stock and money come back exactly once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from inventory.services.reservations import release_reservation
from logistics.services.shipments import cancel_shipments
from orders.errors import OrderNotCancellable
from orders.events import OrderCancelled
from orders.messages import CANCELLED
from orders.models import Order
from orders.services.notices import tell_customer
from orders.services.payment_reactions import settle
from orders.services.steps import move_order
from payments.models import Refund
from payments.services.plans import close_plan
from payments.services.refunds import request_refund
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.money import ZERO

Reason = Order.CancelReason
REFUND_CAUSE = "cancel"
_NO_MONEY = gettext_lazy("Nothing was charged.")
_MONEY_BACK = gettext_lazy("¥{total} goes back the way it came, usually within three days.")


@transaction.atomic
def cancel_order(
    *, order_id: int, reason: str, actor: Actor, at: datetime | None = None, note: str = ""
) -> Order:
    """Cancel an unshipped order, stop its shipments, ask for its money back and free its stock.

    An order that may have money on its way is closed at its gateway first: see `closing`.
    Raises OrderNotCancellable; a time-out never cancels an order whose money has arrived.
    """
    now = at or timezone.now()
    order = Order.objects.lock(order_id)
    if not order.is_cancellable:
        raise OrderNotCancellable
    captured = _close_plan(order, reason=reason, actor=actor, at=now)
    move_order(
        order=order,
        axis="state",
        to=Order.State.CANCELLED,
        actor=actor,
        reason=note,
        at=now,
        also={"cancel_reason": reason, "cancelled_at": now},
    )
    cancel_shipments(reference=order.number, actor=actor, at=now)
    release_reservation(reference=order.number, actor=actor, at=now)
    publish(
        OrderCancelled(order_id=order.pk, number=order.number, reason=reason, was_paid=captured),
        at=now,
    )
    tell_customer(
        order=order,
        kind=CANCELLED,
        params={
            "reason": Reason(reason).label,
            "money": format_lazy(_MONEY_BACK, total=order.total) if captured else _NO_MONEY,
        },
        at=now,
    )
    return order


def _close_plan(order: Order, *, reason: str, actor: Actor, at: datetime) -> bool:
    """Expect no more money, and ask for what has arrived; say whether some has."""
    plan = close_plan(reference=order.number, actor=actor, at=at)
    if plan.is_paid:
        if reason == Reason.TIMEOUT:
            raise OrderNotCancellable
        # The news of the money may still be on its way here.
        settle(order=order, paid_at=plan.paid_at or at, actor=actor)
    owed = plan.captured - plan.refunded
    if owed > ZERO:
        request_refund(
            reference=order.number,
            amount=owed,
            cause_key=REFUND_CAUSE,
            reason=Refund.Reason.ORDER_CANCELLED,
            actor=actor,
            at=at,
        )
    return bool(owed > ZERO)
