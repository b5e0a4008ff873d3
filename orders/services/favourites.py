"""From the favourites to the cart."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from marketing.services.favourites import remove_favourite
from orders.models import CartLine
from orders.services.cart import add_to_cart
from orders.types import CartOwner


@transaction.atomic
def move_favourite_to_cart(
    *, user_id: int, product_id: int, sku_id: int, at: datetime | None = None
) -> CartLine:
    """Put one piece in the cart and let the favourite go; refused as the cart refuses."""
    line = add_to_cart(
        owner=CartOwner(user_id=user_id), sku_id=sku_id, quantity=1, at=at or timezone.now()
    )
    remove_favourite(user_id=user_id, product_id=product_id)
    return line
