"""Orders, their money and their buyers, from the books of orders and payments themselves."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Expression, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from analytics.types import BestSeller, Scope, Span
from orders.models import Order, OrderLine
from payments.models import Refund
from shop.common.money import ZERO

_YUAN: DecimalField[Any, Any] = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True, kw_only=True)
class Sales:
    orders_placed: int
    ordering_customers: int
    orders_paid: int
    paying_customers: int
    gmv: Decimal
    gmv_clean: Decimal
    paid_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class DaySales:
    day: date
    orders_paid: int
    paying_customers: int
    paid_amount: Decimal
    gmv: Decimal


def sales(span: Span, scope: Scope) -> Sales:
    """Sum orders; of one category, its lines after discounts and without freight."""
    books = _Books(scope)
    placed, paid = books.placed(span), books.paid(span)
    bought = placed & books.known_paid(span)
    sums = books.rows.filter(placed | paid).aggregate(
        orders_placed=books.orders(placed),
        ordering_customers=books.customers(placed),
        orders_paid=books.orders(paid),
        paying_customers=books.customers(paid),
        gmv=books.money(bought),
        gmv_clean=books.money(bought & Q(**{books.column("is_suspect"): False})),
        paid_amount=books.money(paid),
    )
    return Sales(**sums)


def sales_by_day(span: Span, scope: Scope) -> dict[date, DaySales]:
    """Sum orders per day, in two queries; days without any are left out."""
    books = _Books(scope)
    by_paid = _per_day(books, books.paid(span), "paid_at")
    by_placed = _per_day(books, books.placed(span) & books.known_paid(span), "placed_at")
    none = {"orders_paid": 0, "paying_customers": 0, "amount": ZERO}
    found = {}
    for day in by_paid.keys() | by_placed.keys():
        paid = by_paid.get(day, none)
        found[day] = DaySales(
            day=day,
            orders_paid=paid["orders_paid"],
            paying_customers=paid["paying_customers"],
            paid_amount=paid["amount"],
            gmv=by_placed.get(day, none)["amount"],
        )
    return found


def refunded_amount(span: Span, scope: Scope) -> Decimal | None:
    """Sum the money that went back; it cannot be told apart by category."""
    if scope.category_path:
        return None
    refunds = Refund.objects.owed().filter(
        state=Refund.State.DONE, done_at__gte=span.start, done_at__lt=span.end
    )
    if scope.channel:
        numbers = Order.objects.filter(channel=scope.channel).values("number")
        refunds = refunds.filter(plan__reference__in=numbers)
    total: Decimal = refunds.aggregate(total=_sum(F("amount"), Q()))["total"]
    return total


def best_sellers(span: Span, scope: Scope, limit: int = 10) -> list[BestSeller]:
    """Rank products by what paid orders brought, gifts and suspected fake orders left out."""
    lines = _Books(Scope(channel=scope.channel, category_path=scope.category_path), by_line=True)
    rows = (
        lines.rows.filter(lines.paid(span), kind=OrderLine.Kind.SALE, order__is_suspect=False)
        .values(product=F("sku__product_id"), number=F("product_number"))
        .annotate(name=F("sku__product__title"), pieces=Sum("quantity"), worth=lines.money(Q()))
        .order_by("-worth", "product")[:limit]
    )
    return [
        BestSeller(
            product_id=row["product"],
            number=row["number"],
            title=row["name"],
            quantity=row["pieces"],
            amount=row["worth"],
        )
        for row in rows
    ]


def channels() -> list[str]:
    """Return the channels that orders came through."""
    found = Order.objects.order_by("channel").values_list("channel", flat=True).distinct()
    return list(found)


class _Books:
    """Orders as rows, or their lines when only a part of each order counts."""

    def __init__(self, scope: Scope, *, by_line: bool = False) -> None:
        self.by_line = by_line or bool(scope.category_path)
        self.rows = _rows(by_line=self.by_line)
        if scope.category_path:
            self.rows = self.rows.filter(
                sku__product__category__path__startswith=scope.category_path
            )
        if scope.channel:
            self.rows = self.rows.filter(**{self.column("channel"): scope.channel})

    def column(self, name: str) -> str:
        return f"order__{name}" if self.by_line else name

    def within(self, moment: str, span: Span) -> Q:
        column = self.column(moment)
        return Q(**{f"{column}__gte": span.start, f"{column}__lt": span.end})

    def placed(self, span: Span) -> Q:
        return self.within("placed_at", span)

    def paid(self, span: Span) -> Q:
        return self.within("paid_at", span)

    def known_paid(self, span: Span) -> Q:
        column = self.column("paid_at")
        if span.known_at is None:
            return Q(**{f"{column}__isnull": False})
        return Q(**{f"{column}__lt": span.known_at})

    def orders(self, which: Q) -> Count:
        return Count(self.column("id") if self.by_line else "pk", distinct=True, filter=which)

    def customers(self, which: Q) -> Count:
        return Count(self.column("customer_id"), distinct=True, filter=which)

    def money(self, which: Q) -> Coalesce:
        return _sum(F("amount") - F("discount") if self.by_line else F("total"), which)


def _rows(*, by_line: bool) -> QuerySet[Any]:
    return OrderLine.objects.all() if by_line else Order.objects.all()


def _sum(amount: Any, which: Q) -> Coalesce:
    total: Expression = Sum(amount, filter=which, output_field=_YUAN)
    return Coalesce(total, Value(ZERO), output_field=_YUAN)


def _per_day(books: _Books, which: Q, moment: str) -> dict[date, dict[str, Any]]:
    rows = (
        books.rows.filter(which)
        .order_by()
        .values(day=TruncDate(books.column(moment)))
        .annotate(
            orders_paid=books.orders(Q()),
            paying_customers=books.customers(Q()),
            amount_sum=books.money(Q()),
        )
    )
    return {row["day"]: row | {"amount": row["amount_sum"]} for row in rows}


def as_columns(found: Sales) -> dict[str, Any]:
    """Return the sums without the step that only the funnel shows."""
    columns = asdict(found)
    del columns["ordering_customers"]
    return columns
