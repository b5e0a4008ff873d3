"""The staff's side of what happens: checking paid orders, following parcels, calling people."""

from datetime import datetime
from decimal import Decimal

from celery import shared_task

from orders.models import Order
from orders.services import staff_notices
from orders.services.checking import check_order
from orders.services.closing import close_and_cancel
from orders.services.shipping import record_delivery, record_dispatch
from shop.common.actors import person, process


def check_paid_order(*, order_id: int, **_newer: object) -> None:
    """React to OrderPaid. Safe to repeat: only an order in check is checked."""
    check_order(order_id=order_id, actor=process("orders.check"))


def follow_dispatch(
    *,
    reference: str,
    shipment_id: int,
    carrier: str,
    waybill: str,
    dispatched_at: datetime,
    **_newer: object,
) -> None:
    """React to ShipmentDispatched. Safe to repeat: the customer is told once per shipment."""
    record_dispatch(
        reference=reference,
        shipment_id=shipment_id,
        carrier=carrier,
        waybill=waybill,
        actor=process("orders.follow_dispatch"),
        at=dispatched_at,
    )


def follow_delivery(*, reference: str, delivered_at: datetime, **_newer: object) -> None:
    """React to ShipmentDelivered. Safe to repeat, and before its dispatch was heard of."""
    record_delivery(reference=reference, actor=process("orders.follow_delivery"), at=delivered_at)


def call_for_failed_refund(*, reference: str, refund_id: int, code: str, **_newer: object) -> None:
    """React to RefundFailed: call those who may refund. Safe to repeat."""
    staff_notices.tell_refund_failed(reference=reference, refund_id=refund_id, code=code)


def call_for_excess_money(
    *, reference: str, attempt_id: int, amount: Decimal, **_newer: object
) -> None:
    """React to ExcessCaptured: a case to look at. Safe to repeat."""
    staff_notices.tell_excess_captured(reference=reference, attempt_id=attempt_id, amount=amount)


def call_for_other_amount(
    *, reference: str, attempt_id: int, gateway: str, told: str, **_newer: object
) -> None:
    """React to OtherAmountReported: a gateway has money that nobody asked for. Safe to repeat."""
    staff_notices.tell_other_amount(
        reference=reference, attempt_id=attempt_id, gateway=gateway, told=told
    )


def call_for_refused_notification(
    *, notification_id: int, gateway: str, verdict: str, **_newer: object
) -> None:
    """React to NotificationRefused: a case to look at. Safe to repeat."""
    staff_notices.tell_notification_refused(
        notification_id=notification_id, gateway=gateway, verdict=verdict
    )


def call_for_turned_away_notification(
    *, refusal_id: int, gateway: str, cause: str, **_newer: object
) -> None:
    """React to NotificationTurnedAway: somebody knocks with what no gateway sends."""
    staff_notices.tell_notification_turned_away(refusal_id=refusal_id, gateway=gateway, cause=cause)


@shared_task(acks_late=True)
def cancel_unpaid_order(*, order_id: int, user_id: int, **_newer: object) -> None:
    """Close an order at its gateway and cancel it, for a member of staff. Safe to repeat."""
    order = Order.objects.get(pk=order_id)
    if order.is_cancellable:
        close_and_cancel(order_id=order_id, reason=Order.CancelReason.STAFF, actor=person(user_id))
