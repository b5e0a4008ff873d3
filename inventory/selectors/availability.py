"""How many pieces can be sold: shown on pages, decided only by the conditional update."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Sum

from inventory.models import StockLevel
from inventory.models.stock_level import SALEABLE
from shop.common.prepared import IsOneOf, Prepared


def available_quantities(sku_ids: Iterable[int]) -> dict[int, int]:
    """Return the saleable pieces of each SKU over all active warehouses, in one query."""
    wanted = list(sku_ids)
    return dict.fromkeys(wanted, 0) | dict(_sums.tuples(sku_ids=wanted))


def _compose(sku_ids: list[int]) -> "QuerySet[StockLevel, Any]":
    rows = (
        StockLevel.objects.sellable()
        .annotate(saleable=SALEABLE)
        .filter(IsOneOf("sku_id", sku_ids), saleable__gt=0)
    )
    return rows.values("sku_id").annotate(pieces=Sum("saleable")).values_list("sku_id", "pieces")


_sums: Prepared[StockLevel] = Prepared(_compose, sku_ids=[-1])


def available_by_warehouse(sku_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Return the saleable pieces of each SKU per active warehouse that has any, in one query."""
    wanted = list(sku_ids)
    found: dict[int, dict[int, int]] = {sku_id: {} for sku_id in wanted}
    rows = (
        StockLevel.objects.sellable()
        .annotate(saleable=SALEABLE)
        .filter(sku_id__in=wanted, saleable__gt=0)
    )
    for sku_id, warehouse_id, saleable in rows.values_list("sku_id", "warehouse_id", "saleable"):
        found[sku_id][warehouse_id] = saleable
    return found
