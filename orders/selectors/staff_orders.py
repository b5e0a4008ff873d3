"""Orders as staff list and look them up."""

import re
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from customers.models import Identity, User
from logistics.models import Shipment
from orders.models import Order, OrderLine, OrderReceiver
from orders.selectors.staff_work import IN_THE_HOUSE, late_orders
from shop.common.encryption import blind_index

Fulfilment, State = Order.Fulfilment, Order.State
_PHONE = re.compile(r"1[0-9]{10}")


class Work(TextChoices):
    """The heaps that staff sort orders into, by what is to be done."""

    TO_PAY = "to_pay", _("Awaiting payment")
    IN_CHECK = "in_check", _("In automatic check")
    HELD = "held", _("To decide")
    TO_SHIP = "to_ship", _("To be shipped")
    PICKING = "picking", _("Being picked")
    PACKED = "packed", _("Packed")
    PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    LATE = "late", _("Late")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled or closed")


COUNTED = [work for work in Work if work not in (Work.COMPLETED, Work.CANCELLED)]
_BY_FULFILMENT = {
    Work.TO_PAY: (Fulfilment.WAITING,),
    Work.IN_CHECK: (Fulfilment.IN_CHECK,),
    Work.HELD: (Fulfilment.HELD,),
    Work.TO_SHIP: IN_THE_HOUSE,
    Work.PICKING: (Fulfilment.PICKING,),
    Work.PACKED: (Fulfilment.PACKED,),
    Work.PARTLY_SHIPPED: (Fulfilment.PARTLY_SHIPPED,),
    Work.SHIPPED: (Fulfilment.SHIPPED,),
    Work.DELIVERED: (Fulfilment.DELIVERED,),
}


def in_heap(work: Work, at: datetime) -> Q:
    """Return the condition of one heap."""
    if work == Work.LATE:
        return late_orders(at)
    if work == Work.COMPLETED:
        return Q(state=State.COMPLETED)
    if work == Work.CANCELLED:
        return Q(state__in=[State.CANCELLED, State.CLOSED])
    return Q(state=State.OPEN, fulfilment__in=_BY_FULFILMENT[work])


def heap_counts(at: datetime) -> dict[Work, int]:
    """Count the open orders of every heap, in one query; what is over is not counted."""
    wanted = {work.name: Count("pk", filter=in_heap(work, at)) for work in COUNTED}
    found = Order.objects.filter(state=State.OPEN).aggregate(**wanted)
    return {work: found[work.name] for work in COUNTED}


def sent_from(warehouse_id: int) -> Q:
    """Return the condition of orders of which a warehouse sends something."""
    planned = Shipment.objects.filter(warehouse=warehouse_id).exclude(
        state=Shipment.State.CANCELLED
    )
    return Q(number__in=planned.values("reference"))


def owners_of_orders() -> list[tuple[int, str]]:
    """Return the members of staff who may look after orders, by name, in one query."""
    people = User.objects.staff().active().filter(pk__in=Order.objects.values("owner"))
    return [(person.pk, str(person)) for person in people.order_by("nickname", "pk")]


def for_staff_list(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Load everything that a row of the staff's list shows, in two queries."""
    lines = Prefetch("lines", queryset=OrderLine.objects.order_by("pk"))
    with_people = orders.select_related("customer", "owner").defer("quote")
    return with_people.prefetch_related(lines)


def found_orders(orders: QuerySet[Order], term: str) -> QuerySet[Order]:
    """Narrow orders to what somebody has in hand.

    Order number, customer number, phone of receiver or customer, waybill, SKU code, barcode.
    """
    wanted = term.strip()
    if _PHONE.fullmatch(wanted):
        return orders.filter(_by_phone(wanted))
    code = wanted.upper()
    goods = Sku.objects.filter(Q(code__iexact=wanted) | Q(barcode=wanted))
    found = [
        Order.objects.filter(number__startswith=code),
        Order.objects.filter(customer__number=code),
        Order.objects.filter(waybills__contains=[code]),
        Order.objects.filter(outside_number=wanted).exclude(outside_number=""),
    ]
    by_goods = OrderLine.objects.filter(sku__in=goods).values("order")
    # A union, not "or": each part has an index of its own, all of them together have none.
    return orders.filter(pk__in=by_goods.union(*(part.values("pk") for part in found)))


def _by_phone(phone: str) -> Q:
    receivers = OrderReceiver.objects.filter(phone_index=blind_index(phone))
    people = Identity.objects.filter(kind=Identity.Kind.PHONE, value=phone)
    return Q(pk__in=receivers.values("pk")) | Q(customer__in=people.values("user"))
