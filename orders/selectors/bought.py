"""What a customer bought."""

from orders.models import Order, OrderLine


def bought_product_ids(customer_id: int, at_most: int) -> list[int]:
    """Return what a customer paid for lately, the newest first; nothing of cancelled orders."""
    lines = (
        OrderLine.objects.filter(
            order__customer=customer_id,
            order__paid_at__isnull=False,
            kind=OrderLine.Kind.SALE,
        )
        .exclude(order__state=Order.State.CANCELLED)
        .order_by("-order__placed_at", "-pk")
        .values_list("sku__product_id", flat=True)
    )
    return list(dict.fromkeys(lines[:at_most]))
