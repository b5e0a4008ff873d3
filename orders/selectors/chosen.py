"""Who has chosen a product: it lies in the cart, or was ordered before it was there."""

from orders.models import CartLine, Order


def people_with_in_cart(product_id: int) -> set[int]:
    """Return the signed-in people in whose carts a SKU of the product lies."""
    rows = CartLine.objects.filter(sku__product=product_id, cart__user__isnull=False)
    return {user_id for user_id in rows.values_list("cart__user_id", flat=True) if user_id}


def people_waiting_for(product_id: int) -> set[int]:
    """Return the customers with an open order of the product that has not been shipped."""
    rows = Order.objects.filter(
        lines__sku__product=product_id, state=Order.State.OPEN, shipped_at=None
    )
    return set(rows.values_list("customer_id", flat=True))
