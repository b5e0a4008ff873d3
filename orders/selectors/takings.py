"""Orders and money of a span, as staff see them at a glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from orders.models import Order
from shop.common.money import ZERO, quantize

# See OrderPolicies.payment_minutes and PaymentPolicies.transfer_days.
_LONGEST_PAYMENT = timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class Takings:
    placed: int
    paid: int
    amount: Decimal  # of the paid orders, refunds included: gross GMV by the day of payment

    @property
    def average(self) -> Decimal:
        """Return the paid amount per paid order."""
        return quantize(self.amount / self.paid) if self.paid else ZERO


def takings(spans: dict[str, tuple[datetime, datetime]]) -> dict[str, Takings]:
    """Return the takings of several named spans, their ends excluded, in one query."""
    wanted: dict[str, Count | Sum] = {}
    for name, (start, end) in spans.items():
        placed = Q(placed_at__gte=start, placed_at__lt=end)
        paid = Q(paid_at__gte=start, paid_at__lt=end)
        wanted[f"{name}_placed"] = Count("pk", filter=placed)
        wanted[f"{name}_paid"] = Count("pk", filter=paid)
        wanted[f"{name}_amount"] = Sum("total", filter=paid)
    first = min(start for start, _end in spans.values())
    rows = Order.objects.filter(placed_at__gte=first - _LONGEST_PAYMENT)
    found = rows.aggregate(**wanted)
    return {
        name: Takings(
            placed=found[f"{name}_placed"],
            paid=found[f"{name}_paid"],
            amount=found[f"{name}_amount"] or ZERO,
        )
        for name in spans
    }
