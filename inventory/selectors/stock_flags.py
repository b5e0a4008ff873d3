"""Which products can be had at all."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef

from catalog.models import Listing, Sku
from inventory.models import StockLevel
from inventory.models.stock_level import SALEABLE, StockLevelQuerySet


def products_of(sku_ids: Iterable[int]) -> list[int]:
    """Return the products of SKUs by primary key."""
    rows = Sku.objects.filter(pk__in=list(sku_ids)).order_by("product_id")
    return list(rows.values_list("product_id", flat=True).distinct())


def products_in_stock(product_ids: Iterable[int]) -> set[int]:
    """Return those products of which some active SKU can be had."""
    rows = _saleable().filter(sku__product_id__in=list(product_ids))
    return set(rows.values_list("sku__product_id", flat=True))


def wrong_flags() -> list[int]:
    """Return the products whose listing says otherwise than the stock."""
    truth = Exists(_saleable().filter(sku__product_id=OuterRef("pk")))
    rows = Listing.objects.annotate(truth=truth).exclude(in_stock=F("truth"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _saleable() -> StockLevelQuerySet:
    return (
        StockLevel.objects.sellable()
        .annotate(saleable=SALEABLE)
        .filter(saleable__gt=0, sku__is_active=True)
    )
