"""Where a product may be sold."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from catalog.errors import SalesRegionsNotPossible
from catalog.models import Product, ProductHistory, SalesRegion
from catalog.services.content_changes import content_change
from shop.common.actors import Actor
from shop.common.selectors import is_region
from shop.common.transitions import record

Scope = Product.SalesScope
_AXIS = "sales_scope"
_REASON = 300


@transaction.atomic
def set_sales_regions(
    *,
    product_id: int,
    scope: str,
    region_codes: Iterable[str],
    actor: Actor,
    at: datetime | None = None,
) -> Product:
    """Sell a product everywhere, only in some regions, or everywhere but there; from now on.

    A product that was checked or approved, and is not on the shelf yet, is looked at anew.

    Raises SalesRegionsNotPossible when a region is unknown, or a narrower scope names none.
    """
    codes = set() if scope == Scope.EVERYWHERE else set(region_codes)
    if scope not in Scope.values or not all(map(is_region, codes)):
        raise SalesRegionsNotPossible
    if scope != Scope.EVERYWHERE and not codes:
        raise SalesRegionsNotPossible
    with content_change(product_ids=[product_id], actor=actor, at=at, keeping=()):
        product = Product.objects.get(pk=product_id)
        was = product.sales_scope
        product.sales_scope = scope
        product.save(update_fields=["sales_scope", "updated_at"])
        SalesRegion.objects.filter(product=product).delete()
        SalesRegion.objects.bulk_create(
            SalesRegion(product=product, region_id=code) for code in sorted(codes)
        )
        record(
            product, history=ProductHistory, owner="product", axis=_AXIS, from_state=was,
            to_state=scope, actor=actor, reason=" ".join(sorted(codes))[:_REASON], at=at,
        )  # fmt: skip
    return product
