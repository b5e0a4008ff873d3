"""What happened to an order and its shipments, and who did it, in the words of the staff."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.models import Shipment, ShipmentHistory
from orders.models import Order, OrderHistory
from shop.common.transitions import HistoryEntry

Text = str | Promise


def _labels(states: type[TextChoices]) -> dict[str, Text]:
    return {state.value: state.label for state in states}


_AXES: dict[str, tuple[Text, dict[str, Text]]] = {
    "state": (gettext_lazy("Order state"), _labels(Order.State)),
    "payment_state": (gettext_lazy("Payment"), _labels(Order.PaymentState)),
    "fulfilment": (gettext_lazy("Fulfilment"), _labels(Order.Fulfilment)),
    "after_sale": (gettext_lazy("After-sale"), _labels(Order.AfterSale)),
    "receiver": (gettext_lazy("Receiver"), {"corrected": gettext_lazy("corrected")}),
    "owner": (gettext_lazy("Responsible"), {"taken": gettext_lazy("taken over")}),
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of the time line; `process` names what did it if no person did."""

    at: datetime
    what: str
    to: str
    reason: str
    who: str
    process: str


def timeline(order: Order, *, held_because: Mapping[datetime, str]) -> list[Happening]:
    """Return everything that moved an order, the newest first, in two queries.

    What people wrote stands in the history. Why the rules held it is known by the moment of their
    check, and why it was cancelled by the order: both are said in the reader's language.
    """
    own = OrderHistory.objects.filter(order=order).select_related("actor_user")
    parcels = ShipmentHistory.objects.filter(shipment__reference=order.number)
    of_shipments = parcels.select_related("actor_user", "shipment")
    found = chain(_of_order(own, order, held_because), _of_shipments(of_shipments))
    return [happening for _at, _pk, happening in sorted(found, key=_newest_first)]


def _newest_first(entry: tuple[datetime, int, Happening]) -> tuple[float, int]:
    at, pk, _happening = entry
    return -at.timestamp(), -pk


def _of_order(
    rows: Iterable[OrderHistory], order: Order, held_because: Mapping[datetime, str]
) -> Iterable[tuple[datetime, int, Happening]]:
    for row in rows:
        what, states = _AXES.get(row.axis, (row.axis, {}))
        to = states.get(row.to_state, row.to_state)
        known = {
            Order.State.CANCELLED.value: order.get_cancel_reason_display(),
            Order.Fulfilment.HELD.value: held_because.get(row.at, ""),
        }
        reason = row.reason or known.get(row.to_state, "")
        yield row.at, row.pk, _happening(row, what=str(what), to=str(to), reason=reason)


def _of_shipments(rows: Iterable[ShipmentHistory]) -> Iterable[tuple[datetime, int, Happening]]:
    states = _labels(Shipment.State)
    for row in rows:
        what = _("Shipment %(number)s") % {"number": row.shipment.number}
        to = str(states[row.to_state])
        yield row.at, row.pk, _happening(row, what=what, to=to, reason=row.reason)


def _happening(row: HistoryEntry, *, what: str, to: str, reason: str) -> Happening:
    return Happening(
        at=row.at,
        what=what,
        to=to,
        reason=reason,
        who=str(row.actor_user or ""),
        process=row.actor_process,
    )
