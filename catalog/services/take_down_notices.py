"""Telling people that a product which they had chosen was taken down."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from catalog.messages import PRODUCT_TAKEN_DOWN
from catalog.models import Product
from catalog.selectors.skus import product_address
from shop.common.messages import Recipient, send_message


@transaction.atomic
def tell_taken_down(
    *, product_id: int, user_ids: Iterable[int], occasion: str, at: datetime | None = None
) -> None:
    """Tell each person once per occasion, whoever asks for it: cart, favourites or open pre-sale.

    `occasion` is the event's own word for this taking down. Safe to repeat.
    """
    product = Product.objects.get(pk=product_id)
    for user_id in sorted(set(user_ids)):
        send_message(
            kind=PRODUCT_TAKEN_DOWN.key,
            to=Recipient(user_id=user_id),
            params={"title": product.title},
            dedup_key=f"taken-down:{product_id}:{occasion}:{user_id}",
            link=product_address(product.slug, product.number),
            at=at,
        )
