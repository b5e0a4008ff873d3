"""Which warehouse could serve a line, and what is promised where."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from inventory.models import Reservation, StockAlert, StockLevel, WarehouseProvince
from inventory.models.stock_level import SALEABLE
from inventory.selectors.low_stock import default_threshold
from inventory.types import LevelSupply, ReservedPiece

UNRANKED = 10_000  # a warehouse that does not rank the province comes after all that do


def level_supplies(sku_ids: Iterable[int], province_code: str) -> list[LevelSupply]:
    """Return the levels that could serve, with the rank of their warehouse, in one query."""
    rank = WarehouseProvince.objects.filter(
        warehouse=OuterRef("warehouse"), province=province_code
    ).values("rank")
    rows = (
        StockLevel.objects.sellable()
        .annotate(saleable=SALEABLE)
        .filter(sku_id__in=list(sku_ids))
        .annotate(
            rank=Coalesce(Subquery(rank), UNRANKED),
            threshold=Coalesce(F("sku__supply__alert_threshold"), default_threshold()),
            has_alert=Exists(StockAlert.objects.open().filter(sku=OuterRef("sku"))),
        )
    )
    fields = ("pk", "sku_id", "warehouse_id", "saleable", "rank", "threshold", "has_alert")
    levels = rows.values_list(*fields)
    return [
        LevelSupply(
            level_id=pk,
            sku_id=sku_id,
            warehouse_id=warehouse_id,
            available=max(saleable, 0),
            rank=place,
            warn_below=0 if has_alert else threshold,
        )
        for pk, sku_id, warehouse_id, saleable, place, threshold, has_alert in levels
    ]


def reservations_of(reference: str) -> list[ReservedPiece]:
    """Return what is still promised to an order, by warehouse and walking order."""
    rows = (
        Reservation.objects.open()
        .filter(reference=reference)
        .select_related("level__bin")
        .order_by("level__warehouse_id", F("level__bin__pick_sequence").asc(nulls_last=True), "pk")
    )
    return [
        ReservedPiece(
            line_id=row.line_id,
            sku_id=row.level.sku_id,
            warehouse_id=row.level.warehouse_id,
            quantity=row.remaining,
            bin_code=row.level.bin.code if row.level.bin else "",
            pick_sequence=row.level.bin.pick_sequence if row.level.bin else 0,
        )
        for row in rows
    ]


def expired_references(at: datetime, limit: int = 500) -> list[str]:
    """Return the orders whose holds ran out, oldest first; it is orders that closes them."""
    rows = Reservation.objects.expired(at).order_by("expires_at", "pk")
    return list(dict.fromkeys(rows.values_list("reference", flat=True)[:limit]))
