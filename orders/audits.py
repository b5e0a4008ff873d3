"""Audits of orders: amounts add up, money and stock agree with it, every state has its author."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from inventory.models import Reservation
from orders.models import Order, OrderHistory, OrderLine, OrderShare
from payments.models import PaymentPlan, Refund
from shop.common.audit import Breach, register_audit
from shop.common.money import ZERO, MoneyField

_MONEY, _PAYMENT, _STOCK, _HISTORY = 2, 3, 1, 6
_NEWS_TAKES = timedelta(minutes=5)  # an event may still be on its way
_CLOSING_TAKES = timedelta(hours=1)  # a gateway may be away
_NO_MONEY = Value(ZERO, output_field=MoneyField())

_State, _Payment = Order.State, Order.PaymentState
# What an order is born with on each axis; the birth itself is a row on the first one.
_AXES = {
    "state": None,
    "payment_state": _Payment.UNPAID,
    "fulfilment": Order.Fulfilment.WAITING,
    "after_sale": Order.AfterSale.NONE,
}
_PAID = [_Payment.PAID, _Payment.PARTLY_REFUNDED, _Payment.REFUNDED]


def amount_breaches() -> Iterator[Breach]:
    """Add up lines and shares and compare them with the order's totals."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    freight = (
        OrderShare.objects.filter(line__order=OuterRef("pk"), source=OrderShare.Source.FREIGHT)
        .order_by()
        .values("line__order")
    )
    orders = Order.objects.annotate(
        goods=_sum(lines, "amount"), off=_sum(lines, "discount"), carried=_sum(freight, "amount")
    )
    yield from _told(orders.exclude(goods=F("goods_total")), _MONEY, "lines miss the goods total")
    yield from _told(orders.exclude(off=F("discount_total")), _MONEY, "lines miss the discount")
    yield from _told(orders.exclude(carried=F("freight_total")), _MONEY, "shares miss the freight")
    yield from _share_breaches()


def payment_breaches() -> Iterator[Breach]:
    """Compare orders with their plans: total, payment, refunds."""
    before = timezone.now() - _NEWS_TAKES
    plan = PaymentPlan.objects.filter(reference=OuterRef("number"))
    orders = Order.objects.filter(placed_at__lt=before).annotate(
        plan_total=Subquery(plan.values("total")[:1]),
        plan_paid_at=Subquery(plan.values("paid_at")[:1]),
        given_back=_sum(_refunds(), "amount"),
        heard_of=_sum(_refunds().filter(done_at__lt=before), "amount"),
    )
    without = orders.filter(Q(plan_total=None) | ~Q(plan_total=F("total")))
    yield from _told(without, _PAYMENT, "has no plan over its total")
    unheard = orders.filter(state=_State.OPEN, plan_paid_at__lt=before)
    yield from _told(
        unheard.exclude(payment_state__in=_PAID), _PAYMENT, "is paid and does not know"
    )
    unfounded = orders.filter(payment_state__in=_PAID, plan_paid_at=None)
    yield from _told(unfounded, _PAYMENT, "counts as paid without money")
    refunded = orders.filter(payment_state__in=_PAID).exclude(
        refunded_total__gte=F("heard_of"), refunded_total__lte=F("given_back")
    )
    yield from _told(refunded, _PAYMENT, "disagrees with its refunds")


def stock_breaches() -> Iterator[Breach]:
    """Find orders that do not hold what they have to ship, and those that hold it in vain."""
    held = (
        Reservation.objects.open()
        .filter(reference=OuterRef("number"))
        .order_by()
        .values("reference")
        .annotate(pieces=Sum(F("quantity") - F("consumed")))
        .values("pieces")
    )
    waiting = (
        OrderLine.objects.filter(order=OuterRef("pk"))
        .order_by()
        .values("order")
        .annotate(pieces=Sum(F("quantity") - F("shipped_quantity") - F("kept_back_quantity")))
        .values("pieces")
    )
    orders = Order.objects.annotate(
        held=Coalesce(Subquery(held), 0), waiting=Coalesce(Subquery(waiting), 0)
    )
    alive = orders.filter(state=_State.OPEN).exclude(held=F("waiting"))
    yield from _told(alive, _STOCK, "does not hold what it has to ship")
    over = orders.filter(state__in=[_State.CANCELLED, _State.COMPLETED], held__gt=0)
    yield from _told(over, _STOCK, "is over and still holds stock")


def history_breaches() -> Iterator[Breach]:
    """Compare each axis with its newest history row; only a birth state needs none."""
    for axis, first in _AXES.items():
        newest = OrderHistory.objects.filter(order=OuterRef("pk"), axis=axis).order_by("-pk")
        orders = Order.objects.annotate(told=Subquery(newest.values("to_state")[:1]))
        silent = orders.filter(told=None).exclude(**{axis: first} if first else {})
        yield from _told(silent, _HISTORY, f"has no history of its {axis}")
        wrong = orders.exclude(told=None).exclude(told=F(axis))
        yield from _told(wrong, _HISTORY, f"says another {axis} than its history")


def deadline_breaches() -> Iterator[Breach]:
    """No unpaid order outlives its deadline for long."""
    late = Order.objects.unpaid_since(timezone.now() - _CLOSING_TAKES)
    yield from _told(late, _PAYMENT, "was not paid in time and is still open")


def _share_breaches() -> Iterator[Breach]:
    shares = (
        OrderShare.objects.filter(line=OuterRef("pk"))
        .exclude(source=OrderShare.Source.FREIGHT)
        .order_by()
        .values("line")
    )
    lines = OrderLine.objects.annotate(off=_sum(shares, "amount")).exclude(off=F("discount"))
    for number, pk in lines.order_by("pk").values_list("order__number", "pk").iterator():
        yield Breach(law=_MONEY, subject=f"{number} line {pk}", message="shares miss its discount")


def _refunds() -> QuerySet[Refund]:
    done = Refund.objects.owed().filter(plan__reference=OuterRef("number"), state=Refund.State.DONE)
    return done.order_by().values("plan")  # type: ignore[return-value]  # a ValuesQuerySet is one


def _sum(rows: QuerySet[Any, Any], field: str) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(sum=Sum(field)).values("sum")), _NO_MONEY)


def _told(orders: QuerySet[Order], law: int, message: str) -> Iterator[Breach]:
    for number in orders.order_by("pk").values_list("number", flat=True).iterator():
        yield Breach(law=law, subject=number, message=message)


register_audit("orders: amounts add up", amount_breaches)
register_audit("orders: payments agree", payment_breaches)
register_audit("orders: stock is held", stock_breaches)
register_audit("orders: states have authors", history_breaches)
register_audit("orders: deadlines are kept", deadline_breaches)
