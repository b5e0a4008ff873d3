"""What the facts say of single products: views, carts, buyers, day by day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncDate

from analytics.models import PageView
from analytics.pages import CART_ADD, PRODUCT
from analytics.types import Span
from orders.models import OrderLine

_LOOK_BACK = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class ProductDay:
    """One product on one day; rates are of those who looked at it, None when nobody did."""

    day: date | None = None
    views: int = 0
    visitors: int = 0
    added: int = 0
    buyers: int = 0
    pieces: int = 0

    @property
    def add_rate(self) -> float | None:
        return self.added / self.visitors if self.visitors else None

    @property
    def conversion(self) -> float | None:
        return self.buyers / self.visitors if self.visitors else None

    @property
    def shown_add_rate(self) -> str:
        return _percent(self.add_rate)

    @property
    def shown_conversion(self) -> str:
        return _percent(self.conversion)


def _percent(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"


def sold_since(moment: datetime) -> set[int]:
    """Return the products of which a piece was paid for since a moment, fake orders left out."""
    rows = OrderLine.objects.filter(order__paid_at__gte=moment, order__is_suspect=False)
    return set(rows.values_list("sku__product_id", flat=True).distinct())


def last_views(product_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Return when each product was looked at last, within the last month."""
    rows = PageView.objects.filter(
        day__gte=(at - _LOOK_BACK).date(), page=PRODUCT, product_id__in=product_ids
    )
    return dict(rows.order_by().values_list("product_id").annotate(last=Max("at")))


def _by_key(rows: Iterable[Mapping[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {row["key"]: {name: row[name] for name in row if name != "key"} for row in rows}


def product_days(product_id: int, span: Span) -> list[ProductDay]:
    """Return the days of a span with their figures, the last first."""
    seen = _visits(Q(product_id=product_id), span, "day")
    bought = _purchases(Q(sku__product=product_id), span, "paid_day")
    count = (span.last_day - span.first_day).days + 1
    days = [span.first_day + timedelta(days=n) for n in range(count)]
    return [
        ProductDay(day=day, **seen.get(day, {}), **bought.get(day, {})) for day in reversed(days)
    ]


def product_sums(span: Span) -> dict[int, ProductDay]:
    """Return the figures of every product that was looked at or bought in a span."""
    seen = _visits(Q(product_id__isnull=False), span, "product_id")
    bought = _purchases(Q(), span, "product")
    return {
        product_id: ProductDay(**seen.get(product_id, {}), **bought.get(product_id, {}))
        for product_id in seen.keys() | bought.keys()
    }


def _visits(which: Q, span: Span, by: str) -> dict[Any, dict[str, Any]]:
    page, cart = Q(page=PRODUCT), Q(page=CART_ADD)
    rows = (
        PageView.objects.filter(which, day__range=(span.first_day, span.last_day))
        .order_by()
        .values(key=F(by))
        .annotate(
            views=Count("event_id", filter=page),
            visitors=Count("visitor", distinct=True, filter=page),
            added=Count("visitor", distinct=True, filter=cart),
        )
    )
    return _by_key(rows)


def _purchases(which: Q, span: Span, by: str) -> dict[Any, dict[str, Any]]:
    rows = (
        OrderLine.objects.filter(
            which,
            order__paid_at__gte=span.start,
            order__paid_at__lt=span.end,
            order__is_suspect=False,  # fake orders (刷单) would make poor goods look wanted
        )
        .annotate(paid_day=TruncDate("order__paid_at"), product=F("sku__product_id"))
        .order_by()
        .values(key=F(by))
        .annotate(buyers=Count("order__customer", distinct=True), pieces=Sum("quantity"))
    )
    return _by_key(rows)
