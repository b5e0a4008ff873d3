"""Celery entry points of orders: reactions to events, and what is due by the clock."""

from datetime import datetime, timedelta
from decimal import Decimal

from celery import shared_task
from django.utils import timezone

from catalog.services.take_down_notices import tell_taken_down
from orders.models import Order
from orders.policies import OrderPolicies
from orders.selectors.chosen import people_waiting_for, people_with_in_cart
from orders.services import cart
from orders.services.cancellation import cancel_when_refunded
from orders.services.closing import close_when_due
from orders.services.companions import count_bought_together
from orders.services.keeping_back import keep_back_refunded
from orders.services.line_refunds import forget_line_refunds
from orders.services.payment_reactions import (
    follow_deadline,
    mark_order_paid,
    mark_order_partly_paid,
    record_refund,
)
from orders.services.receipt import receive_when_due
from orders.services.reports import count_sold, tell_order_placed
from orders.services.staff_notices import remind_of_undecided
from shop.common.actors import process
from shop.common.policies import policies

_BATCH = 500
_CLOSING_SECONDS = 20  # the pause between two sweeps: each order is in the queue once
_REFUNDS = process("orders.note_refund")

# Reactions to events ----------------------------------------------------------------------------


def settle_order(
    *, reference: str, captured_at: datetime, gateway: str, serial: str, **_newer: object
) -> None:
    """React to PlanPaid. Safe to repeat: a paid order stays paid."""
    mark_order_paid(
        reference=reference,
        paid_at=captured_at,
        gateway=gateway,
        serial=serial,
        actor=process("orders.settle_order"),
    )


def keep_for_transfer(*, reference: str, **_newer: object) -> None:
    """React to PlanDeadlineMoved. Safe to repeat."""
    follow_deadline(reference=reference)


def tell_of_take_down(
    *, product_id: int, occasion: str, was_pre_sale: bool, **_newer: object
) -> None:
    """React to ProductTakenDown: tell whoever has it in the cart or an open pre-sale, once."""
    people = people_with_in_cart(product_id)
    if was_pre_sale:
        people |= people_waiting_for(product_id)
    tell_taken_down(product_id=product_id, user_ids=people, occasion=occasion)


def note_instalment(
    *,
    reference: str,
    attempt_id: int,
    amount: Decimal,
    captured_at: datetime,
    plan_is_paid: bool,
    **_newer: object,
) -> None:
    """React to PaymentCaptured as long as more is due. Safe to repeat."""
    if not plan_is_paid:
        mark_order_partly_paid(
            reference=reference,
            attempt_id=attempt_id,
            amount=amount,
            actor=process("orders.note_instalment"),
            at=captured_at,
        )


def forget_refund(*, reference: str, cause_key: str, **_newer: object) -> None:
    """React to RefundDeclined. Safe to repeat."""
    forget_line_refunds(reference=reference, cause_key=cause_key)


def keep_back(*, reference: str, **_newer: object) -> None:
    """React to RefundApproved. Safe to repeat."""
    keep_back_refunded(reference=reference, actor=process("orders.keep_back"))


def note_refund(
    *,
    reference: str,
    refund_id: int,
    amount: Decimal,
    cause_key: str,
    done_at: datetime,
    **_newer: object,
) -> None:
    """React to RefundDone. Safe to repeat: the amount is read from the refunds."""
    keep_back_refunded(reference=reference, actor=_REFUNDS)  # this news may come first
    record_refund(
        reference=reference,
        refund_id=refund_id,
        amount=amount,
        cause_key=cause_key,
        actor=_REFUNDS,
        at=done_at,
    )
    cancel_when_refunded(reference=reference, actor=_REFUNDS, at=done_at)


def announce_order(*, order_id: int, **_newer: object) -> None:
    """React to OrderPlaced: tell the customer until when to pay. Safe to repeat."""
    tell_order_placed(order_id=order_id)


def count_sold_pieces(*, order_id: int, **_newer: object) -> None:
    """React to OrderPaid, OrderCancelled and SuspicionChanged: count the pieces that are sold.

    Safe to repeat.
    """
    count_sold(order_id=order_id)


# By the clock -----------------------------------------------------------------------------------


@shared_task(ignore_result=True)
def close_unpaid_orders(**_newer: object) -> None:
    """Find the orders that were not paid in time, and close each in a task of its own."""
    due = Order.objects.unpaid_since(timezone.now()).order_by("pay_by")
    for order_id in due.values_list("pk", flat=True)[:_BATCH]:
        close_unpaid_order.apply_async(kwargs={"order_id": order_id}, expires=_CLOSING_SECONDS)


@shared_task(acks_late=True)
def close_unpaid_order(*, order_id: int, **_newer: object) -> None:
    """Close one unpaid order. Safe to repeat: only a due one is closed."""
    close_when_due(order_id=order_id, actor=process("orders.close_unpaid"), at=timezone.now())


@shared_task(ignore_result=True)
def receive_due_orders(**_newer: object) -> None:
    """Find the orders that count as received by now, and complete each in a task of its own."""
    due = Order.objects.due_to_receive(timezone.now()).order_by("receive_by")
    for order_id in due.values_list("pk", flat=True)[:_BATCH]:
        receive_due_order.delay(order_id=order_id)


@shared_task(acks_late=True)
def receive_due_order(*, order_id: int, **_newer: object) -> None:
    """Complete one order whose time has passed. Safe to repeat: only a due one is completed."""
    receive_when_due(order_id=order_id, actor=process("orders.receive_due"))


@shared_task(ignore_result=True)
def remind_of_undecided_orders(**_newer: object) -> None:
    """Call staff to orders that the check holds for long. Safe to repeat."""
    remind_of_undecided()


@shared_task(ignore_result=True)
def prune_guest_carts(**_newer: object) -> None:
    """Forget the carts of guests who did not come back."""
    before = timezone.now() - timedelta(days=policies(OrderPolicies).guest_cart_days)
    while cart.prune_guest_carts(before=before):
        pass


@shared_task(ignore_result=True)
def count_goods_bought_together(**_newer: object) -> None:
    """Count which goods are bought together. Safe to repeat."""
    count_bought_together()
