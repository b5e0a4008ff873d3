"""One step of a product along its states: guarded, with its author, and shown in lists at once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from catalog.models import Product, ProductHistory
from catalog.services.listing import refresh_listing
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused
from shop.common.transitions import step


def move(
    *,
    product: Product,
    to: str,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    starting: Collection[str] | None = None,
    **also: Any,
) -> Product:
    """Move a locked product to a state; `also` sets further fields. Raises TransitionRefused.

    `starting` are the only states that a step begins at, where others lead to the same state by
    steps that ask for more.
    """
    if starting is not None and product.status not in starting:
        raise TransitionRefused
    step(
        product, axis="status", to=to, table=Product.TRANSITIONS, history=ProductHistory,
        owner="product", actor=actor, reason=reason, at=at, also=also,
    )  # fmt: skip
    refresh_listing(product_ids=[product.pk])
    return product
