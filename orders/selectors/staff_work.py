"""What waits in orders for somebody of the staff: counts, ages, and what is late."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from logistics.models import Shipment
from orders.models import Order

Fulfilment = Order.Fulfilment
IN_THE_HOUSE = (Fulfilment.READY, Fulfilment.PICKING, Fulfilment.PACKED, Fulfilment.PARTLY_SHIPPED)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """So many wait, the oldest since `oldest`; `late` of them are past their time."""

    count: int
    oldest: datetime | None = None
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class OrderWork:
    in_check: Waiting
    held: Waiting
    to_ship: Waiting
    suspected: Waiting  # of fake orders, wherever they stand


@dataclass(frozen=True, kw_only=True)
class ShipmentWork:
    to_pick: Waiting
    picking: Waiting
    packed: Waiting


def late_orders(at: datetime) -> Q:
    """Return the condition of a paid order that should have left by now."""
    inside = (Fulfilment.IN_CHECK, Fulfilment.HELD, *IN_THE_HOUSE)
    return Q(state=Order.State.OPEN, fulfilment__in=inside, ship_by__lt=at)


def order_work(at: datetime) -> OrderWork:
    """Return what waits for checking, shipping and a look at a suspicion, in one query."""
    is_open, suspected = Q(state=Order.State.OPEN), Q(suspicion=Order.Suspicion.SUSPECTED)
    conditions = {
        "in_check": is_open & Q(fulfilment=Fulfilment.IN_CHECK),
        "held": is_open & Q(fulfilment=Fulfilment.HELD),
        "to_ship": is_open & Q(fulfilment__in=IN_THE_HOUSE),
        "suspected": suspected,
    }
    work = (Fulfilment.IN_CHECK, Fulfilment.HELD, *IN_THE_HOUSE)
    rows = Order.objects.filter((is_open & Q(fulfilment__in=work)) | suspected)
    found = _waiting(rows, conditions, since="paid_at", at=at)
    # Parcels are late, looks are not.
    return OrderWork(**found | {"suspected": replace(found["suspected"], late=0)})


def shipment_work(at: datetime) -> ShipmentWork:
    """Return what waits in the warehouses, in one query."""
    conditions = {
        "to_pick": Q(state=Shipment.State.READY),
        "picking": Q(state=Shipment.State.PICKING),
        "packed": Q(state=Shipment.State.PACKED),
    }
    inside = (Shipment.State.READY, Shipment.State.PICKING, Shipment.State.PACKED)
    ship_by = Order.objects.filter(number=OuterRef("reference")).values("ship_by")
    rows = Shipment.objects.filter(state__in=inside).annotate(ship_by=Subquery(ship_by))
    return ShipmentWork(**_waiting(rows, conditions, since="created_at", at=at))


def _waiting(
    rows: QuerySet[Order] | QuerySet[Shipment],
    conditions: dict[str, Q],
    *,
    since: str,
    at: datetime,
) -> dict[str, Waiting]:
    wanted: dict[str, Count | Min] = {}
    for name, condition in conditions.items():
        wanted[f"{name}_count"] = Count("pk", filter=condition)
        wanted[f"{name}_oldest"] = Min(since, filter=condition)
        wanted[f"{name}_late"] = Count("pk", filter=condition & Q(ship_by__lt=at))
    found = rows.aggregate(**wanted)
    return {
        name: Waiting(
            count=found[f"{name}_count"],
            oldest=found[f"{name}_oldest"],
            late=found[f"{name}_late"],
        )
        for name in conditions
    }
