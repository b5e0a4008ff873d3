"""What the clock has reached."""

from datetime import datetime

from django.utils import timezone

from catalog.models import Listing, Product

_AT_ONCE = 500


def products_to_list(at: datetime | None = None) -> list[int]:
    """Return the scheduled products whose moment has come."""
    due = Product.objects.filter(
        status=Product.Status.SCHEDULED, scheduled_at__lte=at or timezone.now()
    )
    return list(due.order_by("scheduled_at", "pk").values_list("pk", flat=True)[:_AT_ONCE])


def products_with_due_prices(at: datetime | None = None) -> list[int]:
    """Return the products for which a planned price began or ended."""
    due = Listing.objects.filter(prices_change_at__lte=at or timezone.now())
    return list(due.order_by("prices_change_at", "pk").values_list("pk", flat=True)[:_AT_ONCE])
