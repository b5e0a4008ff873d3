"""What goods cost the shop."""

from collections.abc import Iterable
from decimal import Decimal

from catalog.models import Sku
from inventory.models import SkuSupply


def unit_costs(sku_ids: Iterable[int]) -> dict[int, Decimal]:
    """Return the cost price of each SKU that has one, in one query."""
    supplies = SkuSupply.objects.filter(sku_id__in=set(sku_ids)).values_list("sku_id", "unit_cost")
    return {sku_id: cost for sku_id, cost in supplies if cost is not None}


def skus_without_cost(product_id: int) -> list[str]:
    """Name the active SKUs of a product whose cost price nobody has entered."""
    rows = Sku.objects.active().filter(product=product_id, supply__unit_cost=None)
    return list(rows.order_by("position", "pk").values_list("code", flat=True))
