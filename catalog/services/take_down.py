"""Taking goods off the shelves."""

from datetime import datetime

from django.db import transaction

from catalog.events import ProductTakenDown
from catalog.models import Product, ProductHistory
from catalog.services.product_moves import move
from shop.common.actors import Actor
from shop.common.events import publish

Status = Product.Status


@transaction.atomic
def take_down(*, product_id: int, reason: str, actor: Actor, at: datetime | None = None) -> Product:
    """Take a listed product off the shelves; those who had chosen it are told afterwards."""
    product = Product.objects.lock(product_id)
    was_pre_sale = product.status == Status.PRE_SALE
    move(product=product, to=Status.TAKEN_DOWN, actor=actor, reason=reason, at=at)
    step = ProductHistory.objects.filter(product=product).latest("pk")
    event = ProductTakenDown(
        product_id=product_id, reason=reason, occasion=str(step.pk), was_pre_sale=was_pre_sale
    )
    publish(event, at=at)
    return product
