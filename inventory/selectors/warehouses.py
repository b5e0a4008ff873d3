"""The warehouses, and which one is near."""

from django.db.models import F, FilteredRelation, Q

from inventory.models import Warehouse
from inventory.types import ServingWarehouse


def serving(province_code: str) -> list[ServingWarehouse]:
    """Return the active warehouses, the nearest to the province first."""
    rows = (
        Warehouse.objects.active()
        .annotate(
            here=FilteredRelation("provinces", condition=Q(provinces__province=province_code))
        )
        .annotate(rank=F("here__rank"))
        .order_by(F("rank").asc(nulls_last=True), "pk")
    )
    return [
        ServingWarehouse(warehouse_id=pk, code=code, name=name, rank=rank, cutoff=cutoff)
        for pk, code, name, rank, cutoff in rows.values_list("pk", "code", "name", "rank", "cutoff")
    ]


def warehouse_words() -> list[str]:
    """Return the codes of the active warehouses, as an import names them."""
    return list(Warehouse.objects.active().order_by("code").values_list("code", flat=True))
