"""Since when goods lie on the shelf, for what analytics says of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from catalog.models import Product, ProductFlag, ProductHistory
from catalog.policies import CatalogPolicies
from shop.common.policies import policies

# Whoever was not looked at for so long keeps the flag until somebody looks.
_LOOKED_FOR = timedelta(days=30)


def long_on_shelf(at: datetime) -> tuple[datetime, list[int]]:
    """Return the moment from which a sale counts, and the goods on the shelf all since."""
    moment = at - timedelta(days=policies(CatalogPolicies).days_without_sale)
    since = _on_shelf_since()
    return moment, [product_id for product_id, begun in since.items() if begun <= moment]


def awaiting_a_view(at: datetime) -> Mapping[int, datetime]:
    """Return since when goods wait for a first view: those listed lately, and those flagged."""
    hours = timedelta(hours=policies(CatalogPolicies).hours_without_view)
    flagged = set(
        ProductFlag.objects.open()
        .filter(kind=ProductFlag.Kind.NO_VIEW)
        .values_list("product_id", flat=True)
    )
    return {
        product_id: begun
        for product_id, begun in _on_shelf_since().items()
        if begun <= at - hours and (begun >= at - _LOOKED_FOR or product_id in flagged)
    }


def _on_shelf_since() -> dict[int, datetime]:
    """Read when each listed product came on the shelf last; a change to pre-sale is no coming."""
    came = (
        ProductHistory.objects.filter(
            ~Q(from_state__in=Product.LIVE),
            product=OuterRef("pk"),
            axis="status",
            to_state__in=Product.LIVE,
        )
        .order_by("-pk")
        .values("at")[:1]
    )
    rows = Product.objects.live().annotate(came_at=Subquery(came))
    found = rows.values_list("pk", "came_at", "first_listed_at")
    since = {pk: came_at or first for pk, came_at, first in found}
    return {pk: moment for pk, moment in since.items() if moment}
