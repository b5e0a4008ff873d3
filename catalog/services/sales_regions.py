"""Where a product may be sold."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.errors import SalesRegionsNotPossible
from catalog.models import Product, ProductHistory, SalesRegion
from catalog.services.content_changes import content_change
from catalog.types import SalesArea
from shop.common.actors import Actor
from shop.common.region_words import outermost
from shop.common.selectors import is_region
from shop.common.transitions import record_all

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
    area = SalesArea(scope=scope, codes=tuple(outermost(codes)))
    with content_change(product_ids=[product_id], actor=actor, at=at, keeping=()):
        sell_in(sold={product_id: area}, actor=actor, at=at)
    return Product.objects.get(pk=product_id)


def sell_in(*, sold: Mapping[int, SalesArea], actor: Actor, at: datetime | None = None) -> set[int]:
    """Sell each of the products where it is said; return those that were sold elsewhere.

    Called with the products locked, within a content_change.
    """
    known = _areas(sold)
    changed = [pk for pk in sorted(sold) if known[pk] != sold[pk]]
    alike: dict[tuple[str, SalesArea], list[int]] = {}
    for pk in changed:
        alike.setdefault((known[pk].scope, sold[pk]), []).append(pk)
    for (was, area), ids in alike.items():
        Product.objects.filter(pk__in=ids).update(
            sales_scope=area.scope, updated_at=at or timezone.now()
        )
        record_all(
            [Product(pk=pk) for pk in ids], history=ProductHistory, owner="product", axis=_AXIS,
            from_state=was, to_state=area.scope, actor=actor, at=at,
            reason=" ".join(area.codes)[:_REASON],
        )  # fmt: skip
    SalesRegion.objects.filter(product__in=changed).delete()
    SalesRegion.objects.bulk_create(
        SalesRegion(product_id=pk, region_id=code) for pk in changed for code in sold[pk].codes
    )
    return set(changed)


def _areas(product_ids: Collection[int]) -> dict[int, SalesArea]:
    codes: dict[int, list[str]] = {}
    named = SalesRegion.objects.filter(product__among=product_ids).order_by("region_id")
    for product_id, code in named.values_list("product_id", "region_id"):
        codes.setdefault(product_id, []).append(code)
    scopes = Product.objects.filter(pk__among=product_ids).values_list("pk", "sales_scope")
    return {pk: SalesArea(scope=scope, codes=tuple(codes.get(pk, ()))) for pk, scope in scopes}
