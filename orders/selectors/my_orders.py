"""A customer's own orders."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import Order, OrderHistory, OrderLine
from orders.models.order import OrderQuerySet

Text = str | Promise


class Tab(TextChoices):
    """How customers sort their orders: by what is to happen next."""

    ALL = "all", _("All")
    TO_PAY = "to_pay", _("To pay")
    TO_SHIP = "to_ship", _("To be shipped")
    TO_RECEIVE = "to_receive", _("To receive")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


_Payment, _Fulfilment, _State = Order.PaymentState, Order.Fulfilment, Order.State
_UNPAID = Q(payment_state__in=[_Payment.UNPAID, _Payment.PARTLY_PAID])
_ON_THEIR_WAY = Q(
    fulfilment__in=[_Fulfilment.PARTLY_SHIPPED, _Fulfilment.SHIPPED, _Fulfilment.DELIVERED]
)
_OPEN = Q(state=_State.OPEN)

_FILTERS = {
    Tab.ALL: Q(),
    Tab.TO_PAY: _OPEN & _UNPAID,
    Tab.TO_SHIP: _OPEN & ~_UNPAID & ~_ON_THEIR_WAY,
    Tab.TO_RECEIVE: _OPEN & _ON_THEIR_WAY,
    Tab.COMPLETED: Q(state=_State.COMPLETED),
    Tab.CANCELLED: Q(state__in=[_State.CANCELLED, _State.CLOSED]),
}


def my_orders(customer_id: int, tab: Tab) -> OrderQuerySet:
    """Return a customer's orders under a tab, the newest first, with their lines."""
    lines = Prefetch("lines", queryset=OrderLine.objects.order_by("pk"))
    orders = Order.objects.placed_by(customer_id).filter(_FILTERS[tab])
    return orders.prefetch_related(lines).order_by("-placed_at", "-pk")


def my_order_counts(customer_id: int) -> dict[str, int]:
    """Count a customer's orders per tab, in one query."""
    counts = {
        f"count_{tab.value}": Count("pk", filter=condition) for tab, condition in _FILTERS.items()
    }
    found = Order.objects.placed_by(customer_id).aggregate(**counts)
    return {tab.value: found[f"count_{tab.value}"] for tab in Tab}


def my_order(customer_id: int, number: str) -> Order | None:
    """Return one order of a customer with all that its page shows of it."""
    lines = Prefetch("lines", queryset=OrderLine.objects.order_by("pk"))
    history = Prefetch("history", queryset=OrderHistory.objects.order_by("-at", "-pk"))
    orders = Order.objects.placed_by(customer_id).select_related("receiver")
    return orders.prefetch_related(lines, history).filter(number=number).first()


@dataclass(frozen=True, kw_only=True)
class ProgressStep:
    label: Text
    at: datetime | None
    state: str


def progress_of(order: Order) -> list[ProgressStep]:
    """Return the stations of an order as done, current or next."""
    stations = _stations(order)
    if order.cancelled_at is not None:
        stations = [station for station in stations if station[2] is not None]
        stations.append((_("Cancelled"), "", order.cancelled_at))
    last = max(place for place, (*_words, at) in enumerate(stations) if at is not None)
    states = [_place(place, last, len(stations)) for place in range(len(stations))]
    return [
        ProgressStep(label=awaited if state == "current" else done, at=at, state=state)
        for (done, awaited, at), state in zip(stations, states, strict=True)
    ]


def _stations(order: Order) -> list[tuple[Text, Text, datetime | None]]:
    """Return each station's word when it is done and when it is waited for, and its moment."""
    return [
        (_("Placed"), "", order.placed_at),
        (_("Paid"), _("Awaiting payment"), order.paid_at),
        (_("Shipped"), _("Awaiting shipment"), order.shipped_at),
        (_("Delivered"), _("Awaiting delivery"), order.delivered_at),
        (_("Completed"), _("Awaiting your receipt"), order.received_at),
    ]


def _place(place: int, last: int, count: int) -> str:
    if place <= last:
        return "done"
    return "current" if place == last + 1 and last + 1 < count else "next"
