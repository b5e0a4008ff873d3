"""Visits and orders of the past, written straight into the books."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from analytics.models import PageView
from analytics.pages import HOME
from analytics.services.page_views import record_page_views
from analytics.types import SeenPage
from catalog.models import Sku
from customers.models import User
from orders.models import Order, OrderLine
from payments.models import PaymentPlan, Refund
from tests.factories.catalog import SkuFactory
from tests.factories.customers import UserFactory

DAY = date(2026, 6, 1)  # a Monday


def moment(day: date = DAY, hour: int = 12, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def seen(visitor: str = "v1", session: str = "s1", **facts: Any) -> SeenPage:
    """A page seen at noon of the day, unless told otherwise."""
    known: dict[str, Any] = {"event_id": uuid.uuid4(), "at": moment(), "page": HOME, "path": "/"}
    return SeenPage(visitor=visitor, session=session, **(known | facts))


def see(*views: SeenPage) -> None:
    record_page_views(views=views)


def stored_views() -> list[PageView]:
    return list(PageView.objects.order_by("at", "visitor", "session"))


def make_order(
    total: str = "100.00",
    *,
    customer: User | None = None,
    placed_at: datetime | None = None,
    paid_at: datetime | None = None,
    **fields: Any,
) -> Order:
    """An order without lines: paid in the moment it is placed, or `unpaid=True`."""
    placed_at = placed_at or moment()
    unpaid = fields.pop("unpaid", False)
    if fields.get("is_suspect"):
        fields["suspicion"] = Order.Suspicion.SUSPECTED
    return Order.objects.create(
        customer=customer or UserFactory(joined_at=moment(DAY - timedelta(days=100))),
        goods_total=Decimal(total),
        total=Decimal(total),
        placed_at=placed_at,
        paid_at=None if unpaid else paid_at or placed_at,
        payment_state=Order.PaymentState.UNPAID if unpaid else Order.PaymentState.PAID,
        **fields,
    )


def add_line(
    order: Order, *, sku: Sku | None = None, price: str = "10.00", quantity: int = 1, **fields: Any
) -> OrderLine:
    sku = sku or SkuFactory()
    return OrderLine.objects.create(
        order=order,
        sku=sku,
        product_number=sku.product.number,
        sku_code=sku.code,
        title=sku.product.title,
        unit_price=Decimal(price),
        quantity=quantity,
        amount=Decimal(price) * quantity,
        **fields,
    )


def make_refund(order: Order, amount: str, *, done_at: datetime, cause: str = "order") -> Refund:
    """Money that went back to whoever paid the order."""
    plan, _created = PaymentPlan.objects.get_or_create(
        reference=order.number,
        defaults={"customer": order.customer, "subject": "开店", "total": order.total},
    )
    return Refund.objects.create(
        plan=plan,
        amount=Decimal(amount),
        cause_key=f"{cause}:{amount}",
        state=Refund.State.DONE,
        done_at=done_at,
    )


def days_from(first: date, count: int) -> Iterable[date]:
    return [first + timedelta(days=n) for n in range(count)]
