"""Giving an order up before anything shipped: stock and money come back exactly once."""

from datetime import datetime
from decimal import Decimal

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
from orders.selectors.refund_rights import may_refund
from orders.services.notices import tell_customer
from orders.services.payment_reactions import money_back, settle
from orders.services.steps import move_order
from payments.models import PaymentPlan, Refund
from payments.services.plans import close_plan
from payments.services.refund_proposals import propose_refund, withdraw_proposals
from payments.services.refunds import request_refund
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.messages import Text
from shop.common.money import ZERO

Reason = Order.CancelReason
REFUND_CAUSE = "cancel"
_BY_STAFF = (Reason.STAFF, Reason.REFUSED)
_NO_MONEY = gettext_lazy("Nothing was charged.")
_ALL_IS_BACK = gettext_lazy("All that was paid has been sent back.")
_MONEY_BACK = gettext_lazy("¥{amount} goes back the way it came, usually within three days.")


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
    plan = _close_plan(order, reason=reason, actor=actor, note=note, at=now)
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
        OrderCancelled(
            order_id=order.pk, number=order.number, reason=reason, was_paid=plan.captured > ZERO
        ),
        at=now,
    )
    tell_customer(
        order=order,
        kind=CANCELLED,
        params={"reason": Reason(reason).label, "money": _in_words(plan)},
        at=now,
    )
    return order


@transaction.atomic
def cancel_when_refunded(*, reference: str, actor: Actor, at: datetime | None = None) -> None:
    """Give up an order whose whole money went back before anything shipped. Safe to repeat."""
    order = Order.objects.select_for_update(of=("self",)).filter(number=reference).first()
    if order is None or not order.is_cancellable:
        return
    if order.payment_state == Order.PaymentState.REFUNDED:
        cancel_order(order_id=order.pk, reason=Reason.REFUNDED, actor=actor, at=at)


def _close_plan(order: Order, *, reason: str, actor: Actor, note: str, at: datetime) -> PaymentPlan:
    """Expect no more money, and ask for what has arrived and does not go back yet."""
    withdraw_proposals(reference=order.number, actor=actor)
    plan = close_plan(reference=order.number, actor=actor, at=at)
    if plan.is_paid:
        if reason == Reason.TIMEOUT:
            raise OrderNotCancellable
        # The news of the money may still be on its way here.
        settle(order=order, paid_at=plan.paid_at or at, actor=actor)
    owed: Decimal = plan.captured - plan.refunded
    if owed > ZERO:
        _ask_for_money(order, owed, reason=reason, actor=actor, note=note, at=at)
    return plan


def _ask_for_money(
    order: Order, owed: Decimal, *, reason: str, actor: Actor, note: str, at: datetime
) -> None:
    """Send it back; what staff give back needs a second person as any refund of theirs does."""
    if reason in _BY_STAFF and actor.user_id is not None:
        propose_refund(
            reference=order.number,
            amount=owed,
            cause_key=REFUND_CAUSE,
            user_id=actor.user_id,
            note=note or str(Reason(reason).label),
            decides=may_refund(actor.user_id),
            at=at,
        )
        return
    request_refund(
        reference=order.number,
        amount=owed,
        cause_key=REFUND_CAUSE,
        reason=Refund.Reason.ORDER_CANCELLED,
        actor=actor,
        at=at,
    )


def _in_words(plan: PaymentPlan) -> Text:
    under_way = plan.captured - money_back(reference=plan.reference)
    if under_way > ZERO:
        return format_lazy(_MONEY_BACK, amount=under_way)
    return _ALL_IS_BACK if plan.captured > ZERO else _NO_MONEY
