"""What waits for somebody's hands, counted."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from inventory.selectors.low_stock import open_alert_count
from orders.models import Order
from payments.models import Refund

_TO_SHIP = (
    Order.Fulfilment.READY,
    Order.Fulfilment.PICKING,
    Order.Fulfilment.PACKED,
    Order.Fulfilment.PARTLY_SHIPPED,
)


@dataclass(frozen=True, kw_only=True)
class WaitingWork:
    """`page` and `query` name the list of the back office that shows the rows."""

    label: StrOrPromise
    count: int
    page: str
    permission: str
    query: str = ""
    is_late: bool = False


def waiting_work(at: datetime) -> list[WaitingWork]:
    """Count orders to check and to ship, late ones, stuck refunds and low stock."""
    to_ship = Q(fulfilment__in=_TO_SHIP)
    orders = Order.objects.filter(state=Order.State.OPEN).aggregate(
        held=Count("pk", filter=Q(fulfilment=Order.Fulfilment.HELD)),
        to_ship=Count("pk", filter=to_ship),
        late=Count("pk", filter=to_ship & Q(ship_by__lt=at)),
    )
    stuck = Refund.objects.filter(state=Refund.State.FAILED).count()
    return [
        _orders(_("Orders held in the check"), orders["held"], {"fulfilment__exact": "held"}),
        _orders(_("Orders to ship"), orders["to_ship"], {"fulfilment__in": ",".join(_TO_SHIP)}),
        _orders(
            _("Orders late to ship"),
            orders["late"],
            {"fulfilment__in": ",".join(_TO_SHIP), "ship_by__lt": at.isoformat()},
            is_late=True,
        ),
        WaitingWork(
            label=_("Refunds that failed"),
            count=stuck,
            page="payments_refund",
            permission="payments.view_refund",
            query="state__exact=failed",
            is_late=True,
        ),
        WaitingWork(
            label=_("SKUs low in stock"),
            count=open_alert_count(),
            page="inventory_stockalert",
            permission="inventory.view_stockalert",
        ),
    ]


def _orders(
    label: StrOrPromise, count: int, query: dict[str, str], *, is_late: bool = False
) -> WaitingWork:
    return WaitingWork(
        label=label,
        count=count,
        page="orders_order",
        permission="orders.view_order",
        query=urlencode({"state__exact": "open", **query}),
        is_late=is_late,
    )
