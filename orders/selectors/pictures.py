"""Pictures that orders hold on to: what was bought looks for ever as it did."""

from collections.abc import Collection

from orders.models import OrderLine


def pictures_in_orders(names: Collection[str]) -> set[str]:
    """Return which of the stored pictures some order shows."""
    rows = OrderLine.objects.filter(picture__in=names).order_by()
    return set(rows.values_list("picture", flat=True).distinct())
