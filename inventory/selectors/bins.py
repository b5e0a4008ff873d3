"""Where goods lie."""

from collections.abc import Iterable

from inventory.models import StockLevel
from inventory.types import BinPlace


def bins_of(*, warehouse_id: int, sku_ids: Iterable[int]) -> dict[int, BinPlace]:
    """Return the bin of each SKU in a warehouse, in one query; SKUs without a bin are left out."""
    levels = StockLevel.objects.filter(
        warehouse_id=warehouse_id, sku_id__in=set(sku_ids), bin__isnull=False
    )
    rows = levels.values_list("sku_id", "bin__code", "bin__pick_sequence")
    return {sku_id: BinPlace(code=code, pick_sequence=place) for sku_id, code, place in rows}
