"""Imports of what inventory knows of SKUs: when to warn, and what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Sku
from inventory.events import StockChanged
from inventory.models import SkuSupply, StockLevel, StockMovement, Warehouse
from inventory.services.movements import Entry, book_movements
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.importers import Plan, Problem, Row, Seen, Tally


@dataclass(frozen=True, kw_only=True)
class ThresholdItem:
    """The threshold of one row."""

    rows: tuple[int, ...]
    sku_id: int
    threshold: int | None


@dataclass(frozen=True, kw_only=True)
class CountItem:
    """What was counted of one SKU in one warehouse."""

    rows: tuple[int, ...]
    sku_id: int
    warehouse_id: int
    counted: int


def plan_thresholds(*, rows: Sequence[Row], seen: Seen) -> Plan[ThresholdItem]:
    """Say which thresholds the rows set; writes nothing."""
    ids = _sku_ids(rows)
    plan: Plan[ThresholdItem] = Plan()
    for row in rows:
        problem = _sku_problem(row, ids, seen, "")
        if problem:
            plan.problems.append(problem)
        elif "threshold" in row.values:
            plan.items.append(
                ThresholdItem(
                    rows=(row.number,),
                    sku_id=ids[row.values["sku_code"]],
                    threshold=row.values["threshold"],
                )
            )
    return plan


@transaction.atomic
def write_thresholds(*, items: Sequence[ThresholdItem], actor: Actor, at: datetime) -> Tally:
    """Set many thresholds and have the alerts of their SKUs looked at again."""
    del actor  # who imported them stands on the import
    wanted = {item.sku_id: item.threshold for item in items}
    known = dict(SkuSupply.objects.filter(pk__in=wanted).values_list("pk", "alert_threshold"))
    changed = {pk: value for pk, value in wanted.items() if known.get(pk) != value}
    SkuSupply.objects.bulk_create(
        (SkuSupply(sku_id=pk, alert_threshold=value) for pk, value in sorted(changed.items())),
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["alert_threshold"],
    )
    if changed:
        publish(StockChanged(sku_ids=sorted(changed)), at=at)
    return Tally(updated=len(changed), unchanged=len(wanted) - len(changed))


def plan_counts(*, rows: Sequence[Row], seen: Seen) -> Plan[CountItem]:
    """Say what was counted where; writes nothing."""
    ids = _sku_ids(rows)
    warehouses = {
        word: pk
        for pk, code, name in Warehouse.objects.values_list("pk", "code", "name")
        for word in (code, name)
    }
    plan: Plan[CountItem] = Plan()
    for row in rows:
        place = row.values.get("warehouse", "")
        problem = _sku_problem(row, ids, seen, place)
        if not problem and place not in warehouses:
            names = ", ".join(sorted(warehouses)[:12])
            reason = _("A warehouse that the shop has: %(names)s.") % {"names": names}
            problem = Problem(row=row.number, column="warehouse", value=place, reason=reason)
        if problem:
            plan.problems.append(problem)
        elif "counted" in row.values:
            plan.items.append(
                CountItem(
                    rows=(row.number,),
                    sku_id=ids[row.values["sku_code"]],
                    warehouse_id=warehouses[place],
                    counted=row.values["counted"],
                )
            )
    return plan


@transaction.atomic
def write_counts(*, items: Sequence[CountItem], actor: Actor, at: datetime) -> Tally:
    """Book the difference to what was counted as a movement each; the ledger keeps who and when."""
    levels = StockLevel.objects.filter(sku_id__in={item.sku_id for item in items})
    locked = StockLevel.objects.lock(levels.values_list("pk", flat=True))
    on_hand = {(level.sku_id, level.warehouse_id): level.on_hand for level in locked}
    entries = [
        Entry(
            sku_id=item.sku_id,
            warehouse_id=item.warehouse_id,
            kind=StockMovement.Kind.COUNT,
            quantity=item.counted - on_hand.get((item.sku_id, item.warehouse_id), 0),
            cause="count imported",
        )
        for item in items
    ]
    moved = [entry for entry in entries if entry.quantity]
    if moved:
        book_movements(entries=moved, actor=actor, at=at)
    return Tally(updated=len(moved), unchanged=len(items) - len(moved))


def _sku_ids(rows: Sequence[Row]) -> dict[str, int]:
    codes = {row.values.get("sku_code", "") for row in rows}
    return dict(Sku.objects.filter(code__in=codes).values_list("code", "pk"))


def _sku_problem(row: Row, ids: dict[str, int], seen: Seen, place: str) -> Problem | None:
    code = row.values.get("sku_code", "")
    if code not in ids:
        reason = _("There is no SKU with this code.")
        return Problem(row=row.number, column="sku_code", value=code, reason=reason)
    first = seen.first_row("sku", f"{code} {place}", row.number)
    if first != row.number:
        reason = _("The same SKU stands in row %(row)d.") % {"row": first}
        return Problem(row=row.number, column="sku_code", value=code, reason=reason)
    return None
