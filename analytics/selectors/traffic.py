"""Visitors, sessions and page views of a span."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from analytics.models import DailyFigures, PageView
from analytics.pages import CART, CART_ADD, CHECKOUT, PRODUCT
from analytics.types import WEB, Scope, Span
from catalog.models import Product


@dataclass(frozen=True, kw_only=True)
class Traffic:
    visitors: int | None = None
    page_views: int | None = None
    sessions: int | None = None
    bounced_sessions: int | None = None


@dataclass(frozen=True, kw_only=True)
class Interest:
    """How far visitors came before an order is there to tell."""

    visitors: int | None = None
    saw_product: int | None = None
    saw_cart: int | None = None


@dataclass(frozen=True, kw_only=True)
class PageCount:
    name: str
    visitors: int
    page_views: int


def traffic(span: Span, scope: Scope) -> Traffic:
    """Count visits; of one category, those to its products' pages; none of channels elsewhere."""
    if scope.channel not in ("", WEB):
        return Traffic()
    views = views_in(span, scope)
    sums = views.aggregate(visitors=Count("visitor", distinct=True), page_views=Count("event_id"))
    if scope.category_path:
        return Traffic(**sums)
    # Midnight closes a session: its day is part of its name.
    sessions = views.order_by().values("day", "session").annotate(seen=Count("event_id"))
    return Traffic(
        **sums,
        **sessions.aggregate(
            sessions=Count("session"), bounced_sessions=Count("session", filter=Q(seen=1))
        ),
    )


def kept_traffic(span: Span) -> Traffic:
    """Read what the days of a span summed to, for when their page views are gone.

    Different visitors of several days cannot be told any more.
    """
    days = DailyFigures.objects.filter(day__range=(span.first_day, span.last_day))
    sums = days.aggregate(
        **{
            name: Coalesce(Sum(name), 0)
            for name in ("visitors", "page_views", "sessions", "bounced_sessions")
        }
    )
    if span.first_day != span.last_day:
        sums["visitors"] = None
    return Traffic(**sums)


def interest(span: Span, scope: Scope) -> Interest:
    """Count different visitors by how far they came, in one query."""
    if scope.channel not in ("", WEB):
        return Interest()
    product_page = Q(page=PRODUCT)
    views = views_in(span, Scope())
    if scope.category_path:
        product_page &= Q(product_id__in=_products_in(scope))
    counts = views.aggregate(
        visitors=Count("visitor", distinct=True),
        saw_product=Count("visitor", distinct=True, filter=product_page),
        saw_cart=Count("visitor", distinct=True, filter=Q(page__in=(CART, CHECKOUT))),
    )
    return Interest(**counts)


def page_counts(span: Span, by: str, limit: int = 20) -> list[PageCount]:
    """Rank pages, sources or devices by their views."""
    rows = (
        views_in(span, Scope())
        .order_by()
        .values(name=F(by))
        .annotate(seen=Count("event_id"), people=Count("visitor", distinct=True))
        .order_by("-seen", "name")[:limit]
    )
    return [
        PageCount(name=row["name"], visitors=row["people"], page_views=row["seen"]) for row in rows
    ]


def views_in(span: Span, scope: Scope) -> QuerySet[PageView]:
    # The day prunes the parts, the moment cuts the hours.
    views = PageView.objects.exclude(page=CART_ADD).filter(
        day__range=(span.first_day, span.last_day), at__gte=span.start, at__lt=span.end
    )
    if scope.category_path:
        views = views.filter(page=PRODUCT, product_id__in=_products_in(scope))
    return views


def _products_in(scope: Scope) -> QuerySet[Product, int]:
    goods = Product.objects.filter(category__path__startswith=scope.category_path)
    return goods.values_list("pk", flat=True)
