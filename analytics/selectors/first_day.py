"""When the shop's story begins."""

from datetime import date

from django.db.models import Min
from django.utils import timezone

from analytics.selectors.partitions import existing_partitions
from orders.models import Order


def first_day_of_business(today: date) -> date:
    """Return the first day with an order or a page view, or today."""
    first_order = Order.objects.aggregate(first=Min("placed_at"))["first"]
    days = [day for day in existing_partitions() if day <= today]
    if first_order:
        days.append(timezone.localtime(first_order).date())
    return min([*days, today])
