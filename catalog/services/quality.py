"""Goods with quality complaints are taken down at once; rooms above call this with their reference.

See docs/decisions/0019.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import Product, ProductHistory, QualityComplaint
from catalog.services.checking import forget_check
from catalog.services.take_down import take_down
from shop.common.actors import Actor
from shop.common.transitions import record

_AXIS = "quality"


@transaction.atomic
def take_down_for_quality(
    *, product_id: int, reference: str, reason: str, actor: Actor, at: datetime | None = None
) -> Product:
    """Take a product down because of its quality; only a fresh approval brings it back.

    Safe to repeat: what brought the complaint (`reference`, such as "review:7") counts once. One
    that is not on the shelf loses its check or approval; the reason names what brought it.
    """
    product = Product.objects.lock(product_id)
    _complaint, is_new = QualityComplaint.objects.get_or_create(
        product=product,
        reference=reference,
        defaults={"reason": reason, "raised_at": at or timezone.now()},
    )
    if not is_new:
        return product
    record(
        product, history=ProductHistory, owner="product", axis=_AXIS, to_state="complained",
        actor=actor, reason=reason, at=at,
    )  # fmt: skip
    if product.is_live:
        return take_down(product_id=product_id, reason=reason, actor=actor, at=at)
    forget_check(product_id=product_id, actor=actor, reason=reason, at=at)
    return Product.objects.get(pk=product_id)
