"""What inventory knows of a SKU beside its stock: cost, and when to warn."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from inventory.errors import MovementNotValid
from inventory.events import StockChanged
from inventory.models import SkuSupply
from shop.common.events import publish


def set_supply(
    *, sku_id: int, unit_cost: Decimal | None = None, alert_threshold: int | None = None
) -> SkuSupply:
    """Set the cost price or the alert threshold of a SKU; what is not given stays."""
    if alert_threshold is not None:
        set_thresholds(sku_ids=[sku_id], alert_threshold=alert_threshold)
    if unit_cost is not None:
        SkuSupply.objects.update_or_create(sku_id=sku_id, defaults={"unit_cost": unit_cost})
    return SkuSupply.objects.get_or_create(sku_id=sku_id)[0]


@transaction.atomic
def set_thresholds(*, sku_ids: Sequence[int], alert_threshold: int) -> None:
    """Set the alert threshold of many SKUs at once (0: no alert) and look at their alerts again."""
    if alert_threshold < 0:
        raise MovementNotValid
    SkuSupply.objects.bulk_create(
        (SkuSupply(sku_id=sku_id, alert_threshold=alert_threshold) for sku_id in sorted(sku_ids)),
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["alert_threshold"],
    )
    publish(StockChanged(sku_ids=sorted(sku_ids)))
