"""Low-stock alerts: opened once per SKU, told to its owner, closed when goods arrive."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from inventory.events import StockFellBelowThreshold
from inventory.messages import STOCK_LOW
from inventory.models import SkuSupply, StockAlert
from inventory.models.alert import StockAlertQuerySet
from inventory.selectors.low_stock import alert_recipients, low_stock
from inventory.types import LowStock
from shop.common.events import publish
from shop.common.messages import send_message


@transaction.atomic
def settle_alerts(*, sku_ids: Iterable[int], at: datetime | None = None) -> None:
    """Open and close the alerts of SKUs by what is committed now. Safe to repeat.

    One at a time per SKU: whoever comes last reads last, so the last change decides.
    """
    wanted = sorted(set(sku_ids))
    _lock(wanted)
    low = {found.sku_id: found for found in low_stock(wanted)}
    is_open = set(_open_alerts(wanted).values_list("sku_id", flat=True))
    recovered = is_open - low.keys()
    _open_alerts(sorted(recovered)).update(closed_at=at or timezone.now())
    for sku_id in sorted(low.keys() - is_open):
        _open(low[sku_id], at)


def sweep_alerts(*, at: datetime | None = None) -> None:
    """Settle the alerts of every SKU that has or needs one; finds what no event told."""
    low = {found.sku_id for found in low_stock()}
    is_open = set(StockAlert.objects.open().values_list("sku_id", flat=True))
    settle_alerts(sku_ids=low ^ is_open, at=at)


def _lock(sku_ids: list[int]) -> None:
    SkuSupply.objects.bulk_create(
        (SkuSupply(sku_id=sku_id) for sku_id in sku_ids), ignore_conflicts=True
    )
    rows = SkuSupply.objects.filter(pk__in=sku_ids).order_by("pk")
    list(rows.select_for_update(no_key=True))


def _open_alerts(sku_ids: list[int]) -> StockAlertQuerySet:
    return StockAlert.objects.open().filter(sku_id__in=sku_ids)


def _open(low: LowStock, at: datetime | None) -> None:
    alert = StockAlert.objects.create(
        sku_id=low.sku_id,
        owner_id=low.owner_id,
        threshold=low.threshold,
        available=low.available,
        opened_at=at or timezone.now(),
    )
    publish(StockFellBelowThreshold(sku_id=low.sku_id, available=low.available), at=at)
    for recipient in alert_recipients(low.owner_id):
        send_message(
            kind=STOCK_LOW.key,
            to=recipient,
            params={
                "title": low.title,
                "sku": low.sku_code,
                "available": str(low.available),
                "threshold": str(low.threshold),
            },
            dedup_key=f"stock-alert:{alert.pk}:{recipient.user_id}",
            link=reverse("admin:inventory_stockalert_changelist"),
            at=at,
        )
