"""The one label that people see, derived from the four axes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from orders.models import Order


class Label(TextChoices):
    TO_PAY = "to_pay", _("Awaiting payment")
    IN_CHECK = "in_check", _("Being checked")
    TO_SHIP = "to_ship", _("Awaiting shipment")
    PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    CLOSED = "closed", _("Closed")


_BY_STATE = {
    Order.State.COMPLETED: Label.COMPLETED,
    Order.State.CANCELLED: Label.CANCELLED,
    Order.State.CLOSED: Label.CLOSED,
}
_BY_FULFILMENT = {
    Order.Fulfilment.WAITING: Label.TO_PAY,
    Order.Fulfilment.IN_CHECK: Label.IN_CHECK,
    Order.Fulfilment.HELD: Label.IN_CHECK,
    Order.Fulfilment.READY: Label.TO_SHIP,
    Order.Fulfilment.PICKING: Label.TO_SHIP,
    Order.Fulfilment.PACKED: Label.TO_SHIP,
    Order.Fulfilment.PARTLY_SHIPPED: Label.PARTLY_SHIPPED,
    Order.Fulfilment.SHIPPED: Label.SHIPPED,
    Order.Fulfilment.DELIVERED: Label.DELIVERED,
    Order.Fulfilment.RECEIVED: Label.COMPLETED,
}

COARSE = frozenset({Label.IN_CHECK, Label.TO_SHIP})  # under each lie several stations

# What the reader of a list should notice: act, run, good, late, or nothing.
TONES = {
    Label.TO_PAY: "act",
    Label.IN_CHECK: "run",
    Label.TO_SHIP: "run",
    Label.PARTLY_SHIPPED: "run",
    Label.SHIPPED: "run",
    Label.DELIVERED: "act",
    Label.COMPLETED: "good",
    Label.CANCELLED: "",
    Label.CLOSED: "",
}


def display_label(order: Order) -> Label:
    """Return what people see of an order's state."""
    if order.state in _BY_STATE:
        return _BY_STATE[Order.State(order.state)]
    return _BY_FULFILMENT[Order.Fulfilment(order.fulfilment)]
