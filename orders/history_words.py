"""An order's history in the words of its customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import Order, OrderHistory

Text = str | Promise

_State, _Payment, _Fulfilment = Order.State, Order.PaymentState, Order.Fulfilment

_WORDS: dict[tuple[str, str], Text] = {
    ("state", _State.OPEN): _("The order was placed."),
    ("state", _State.CANCELLED): _("The order was cancelled."),
    ("state", _State.CLOSED): _("The order was closed."),
    ("payment_state", _Payment.PARTLY_PAID): _("A part of the money has arrived."),
    ("payment_state", _Payment.PAID): _("The payment has arrived."),
    ("payment_state", _Payment.PARTLY_REFUNDED): _("A part of the money was sent back."),
    ("payment_state", _Payment.REFUNDED): _("The money was sent back."),
    ("fulfilment", _Fulfilment.HELD): _("A member of our staff looks at the order."),
    ("fulfilment", _Fulfilment.READY): _("The order is confirmed and goes to the warehouse."),
    ("fulfilment", _Fulfilment.PICKING): _("The goods are being picked."),
    ("fulfilment", _Fulfilment.PACKED): _("The goods are packed."),
    ("fulfilment", _Fulfilment.PARTLY_SHIPPED): _("A part of the goods has left the warehouse."),
    ("fulfilment", _Fulfilment.SHIPPED): _("The goods have left the warehouse."),
    ("fulfilment", _Fulfilment.DELIVERED): _("The goods were delivered."),
    ("fulfilment", _Fulfilment.RECEIVED): _("The receipt was confirmed."),
}


@dataclass(frozen=True, kw_only=True)
class HistoryNote:
    text: Text
    at: datetime
    actor: Text


def notes_for_customer(entries: Iterable[OrderHistory], customer_id: int) -> list[HistoryNote]:
    """Return what a customer should know of an order's history; staff stay unnamed."""
    return [
        HistoryNote(
            text=_WORDS[entry.axis, entry.to_state],
            at=entry.at,
            actor=_("by you") if entry.actor_user_id == customer_id else "",
        )
        for entry in entries
        if (entry.axis, entry.to_state) in _WORDS
    ]
