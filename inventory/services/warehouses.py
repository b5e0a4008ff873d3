"""Taking warehouses in and out of use."""

from django.db import transaction

from inventory.events import StockChanged
from inventory.models import StockLevel, Warehouse
from shop.common.events import publish


@transaction.atomic
def set_warehouse_active(*, warehouse_id: int, is_active: bool) -> None:
    """Take a warehouse in or out of use; what it promised stays promised."""
    changed = Warehouse.objects.filter(pk=warehouse_id, is_active=not is_active)
    if changed.update(is_active=is_active):
        skus = StockLevel.objects.filter(warehouse=warehouse_id, on_hand__gt=0)
        publish(StockChanged(sku_ids=sorted(skus.values_list("sku_id", flat=True))))
