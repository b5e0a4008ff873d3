"""What payments report, as orders see it: paid, paid in part, money sent back."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from inventory.services.reservations import confirm_reservation, hold_reservation_until
from orders.events import OrderPaid
from orders.messages import MONEY_RETURNED, PAID, PARTLY_PAID, REFUNDED
from orders.models import Order, OrderLine
from orders.policies import OrderPolicies
from orders.selectors.line_money import money_of
from orders.services.line_refunds import settle_line_refunds
from orders.services.notices import tell_customer
from orders.services.steps import move_order
from payments.models import PaymentPlan, Refund
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.money import ZERO
from shop.common.policies import policies

Payment = Order.PaymentState
Fulfilment = Order.Fulfilment

_UNPAID = (Payment.UNPAID, Payment.PARTLY_PAID)
_REFUNDABLE = (Payment.PAID, Payment.PARTLY_PAID, Payment.PARTLY_REFUNDED)


@transaction.atomic
def mark_order_paid(
    *, reference: str, paid_at: datetime, gateway: str, serial: str, actor: Actor
) -> None:
    """Note that the whole total has arrived. Safe to repeat: a paid order stays paid."""
    order = _locked(reference)
    if order is None:
        return
    if not order.payment_number and not order.payment_method:
        order.payment_method, order.payment_number = gateway, serial
        order.save(update_fields=["payment_method", "payment_number"])
    if order.state == Order.State.OPEN and order.payment_state in _UNPAID:
        settle(order=order, paid_at=paid_at, actor=actor)


def settle(*, order: Order, paid_at: datetime, actor: Actor) -> None:
    """Turn a locked, unpaid order into a paid one that waits for its check."""
    if order.payment_state not in _UNPAID:
        return
    ship_by = paid_at + timedelta(hours=policies(OrderPolicies).ship_hours)
    move_order(
        order=order,
        axis="payment_state",
        to=Payment.PAID,
        actor=actor,
        at=paid_at,
        also={"paid_at": paid_at, "ship_by": ship_by},
    )
    move_order(order=order, axis="fulfilment", to=Fulfilment.IN_CHECK, actor=actor, at=paid_at)
    confirm_reservation(reference=order.number)
    publish(OrderPaid(order_id=order.pk, number=order.number), at=paid_at)
    tell_customer(order=order, kind=PAID, params={"total": f"¥{order.total}"}, at=paid_at)
    if _refunded(order.number):  # this news was overtaken by that of the refund
        _count_refunds(order, actor=actor, at=paid_at)


@transaction.atomic
def mark_order_partly_paid(
    *, reference: str, attempt_id: int, amount: Decimal, actor: Actor, at: datetime
) -> None:
    """Note that a part has arrived and more is due, and say so once of each. Safe to repeat."""
    order = _locked(reference)
    if order is None or not order.is_payable:
        return
    if order.payment_state == Payment.UNPAID:
        move_order(order=order, axis="payment_state", to=Payment.PARTLY_PAID, actor=actor, at=at)
    plan = PaymentPlan.objects.get(reference=reference)
    rest = plan.payments.filter(state="due").aggregate(sum=Sum("amount"))["sum"]
    if rest:  # else the rest has come meanwhile, and that news says so
        tell_customer(
            order=order,
            kind=PARTLY_PAID,
            params={"amount": f"¥{amount}", "rest": f"¥{rest}", "pay_by": plan.deadline},
            subject_key=str(attempt_id),
            at=at,
        )


@transaction.atomic
def follow_deadline(*, reference: str) -> None:
    """Keep an unpaid order and its stock as long as its plan may be paid. Safe to repeat.

    The plan is asked, not the news: two may overtake each other.
    """
    order = _locked(reference)
    if order is None or not order.is_payable:
        return
    deadline = PaymentPlan.objects.values_list("deadline", flat=True).get(reference=reference)
    if deadline is None or order.pay_by == deadline:
        return
    order.pay_by = deadline
    order.save(update_fields=["pay_by"])
    hold_reservation_until(reference=reference, expires_at=deadline)


@transaction.atomic
def record_refund(
    *, reference: str, refund_id: int, amount: Decimal, cause_key: str, actor: Actor, at: datetime
) -> None:
    """Note that money has gone back. Safe to repeat: the amount is read from the refunds."""
    order = _locked(reference)
    if order is None:
        return
    kind = MONEY_RETURNED
    if not cause_key.startswith(Refund.EXCESS) and order.payment_state in _REFUNDABLE:
        kind = REFUNDED
        settle_line_refunds(reference=reference, cause_key=cause_key)
        _count_refunds(order, actor=actor, at=at)
    tell_customer(
        order=order,
        kind=kind,
        params={"amount": f"¥{amount}"},
        subject_key=str(refund_id),
        at=at,
    )


def money_back(*, reference: str) -> Decimal:
    """Return how much has gone back of what came for an order, owed or not."""
    return _sent_back(Refund.objects.all(), reference)


def _refunded(reference: str) -> Decimal:
    return _sent_back(Refund.objects.owed(), reference)


def _sent_back(refunds: QuerySet[Refund], reference: str) -> Decimal:
    done = refunds.filter(plan__reference=reference, state=Refund.State.DONE)
    return done.aggregate(total=Sum("amount"))["total"] or ZERO


def _keeps_nothing(reference: str) -> bool:
    """Say whether all that came is back; of an order paid in part that is less than its total."""
    captured = PaymentPlan.objects.values_list("captured", flat=True).get(reference=reference)
    return captured <= money_back(reference=reference)


def _count_refunds(order: Order, *, actor: Actor, at: datetime) -> None:
    refunded = _refunded(order.number)
    is_whole = refunded >= order.total
    is_over = is_whole or _keeps_nothing(order.number)
    to = Payment.REFUNDED if is_over else Payment.PARTLY_REFUNDED
    also = {"refunded_total": refunded}
    if order.payment_state == to:
        Order.objects.filter(pk=order.pk).update(**also)
    else:
        move_order(order=order, axis="payment_state", to=to, actor=actor, at=at, also=also)
    if is_whole:
        _return_lines(order)


def _return_lines(order: Order) -> None:
    lines = list(order.lines.prefetch_related("shares"))
    for line in lines:
        sold = money_of(line)
        line.refunded_quantity = line.quantity
        line.refunded_amount = sold.goods_paid + sold.freight
    OrderLine.objects.bulk_update(lines, ["refunded_quantity", "refunded_amount"])


def _locked(reference: str) -> Order | None:
    # A plan may be for something that is no order; then it is not for us.
    return Order.objects.select_for_update(of=("self",)).filter(number=reference).first()
