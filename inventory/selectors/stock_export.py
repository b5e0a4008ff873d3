"""SKUs with prices and stock figures, as an export writes them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from catalog.models import Sku
from catalog.selectors.prices import current_amounts
from inventory.models import SkuSupply, StockLevel
from inventory.selectors.availability import available_quantities
from shop.common.exporters import ExportRow


def stock_rows(sku_ids: Sequence[int]) -> Iterator[ExportRow]:
    """Yield one row per SKU over all warehouses, in a fixed number of queries."""
    prices = current_amounts(sku_ids, timezone.now())
    available = available_quantities(sku_ids)
    thresholds = dict(SkuSupply.objects.filter(pk__in=sku_ids).values_list("pk", "alert_threshold"))
    sums: dict[int, dict[str, Any]] = {
        row["sku_id"]: {**row}
        for row in StockLevel.objects.filter(sku_id__in=sku_ids)
        .values("sku_id")
        .annotate(pieces=Sum("on_hand"), promised=Sum("reserved"))
    }
    for sku in Sku.objects.filter(pk__in=sku_ids).select_related("product").order_by("pk"):
        amounts = prices.get(sku.pk, {})
        figures = sums.get(sku.pk, {})
        yield {
            "sku_code": sku.code,
            "title": sku.product.title,
            "sku_name": sku.name,
            "sale_price": amounts.get("sale"),
            "list_price": amounts.get("list"),
            "on_hand": figures.get("pieces", 0),
            "reserved": figures.get("promised", 0),
            "available": available[sku.pk],
            "threshold": thresholds.get(sku.pk),
        }
