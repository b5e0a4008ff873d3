"""Reads of reconciliation: what our own books say of a day, and reports of spans of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from payments.models import PaymentAttempt, RefundPart
from payments.selectors.balances import beginning_of
from shop.common.money import ZERO


@dataclass(frozen=True, kw_only=True)
class OurDay:
    """What we took and gave back through a gateway on one day."""

    trade_count: int
    trade_total: Decimal
    refund_count: int
    refund_total: Decimal


def count_ours(*, gateway: str, day: date) -> OurDay:
    """Return what our books say of one day of a gateway."""
    span = (beginning_of(day), beginning_of(day + timedelta(days=1)))
    trades = PaymentAttempt.objects.filter(
        gateway=gateway,
        state=PaymentAttempt.State.CAPTURED,
        captured_at__gte=span[0],
        captured_at__lt=span[1],
    ).aggregate(count=Count("pk"), total=Sum("captured_amount"))
    refunds = RefundPart.objects.filter(
        attempt__gateway=gateway,
        state=RefundPart.State.DONE,
        done_at__gte=span[0],
        done_at__lt=span[1],
    ).aggregate(count=Count("pk"), total=Sum("amount"))
    return OurDay(
        trade_count=trades["count"],
        trade_total=trades["total"] or ZERO,
        refund_count=refunds["count"],
        refund_total=refunds["total"] or ZERO,
    )
