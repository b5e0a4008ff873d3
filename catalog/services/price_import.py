"""Imports of prices alone: by SKU code, from a date on, for good or until another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Sku, SkuPrice
from catalog.services.bulk_prices import PriceEntry, set_prices
from catalog.services.goods_items import struck_below_selling
from shop.common.actors import Actor
from shop.common.importers import Plan, Problem, Row, Seen, Tally

_KINDS = {
    "sale_price": SkuPrice.Kind.SALE,
    "list_price": SkuPrice.Kind.LIST,
    "member_price": SkuPrice.Kind.MEMBER,
}


@dataclass(frozen=True, kw_only=True)
class PriceItem:
    """The prices of one row."""

    rows: tuple[int, ...]
    entries: tuple[PriceEntry, ...]


def plan_prices(*, rows: Sequence[Row], seen: Seen) -> Plan[PriceItem]:
    """Say which prices the rows set; writes nothing."""
    codes = {row.values.get("sku_code", "") for row in rows}
    ids = dict(Sku.objects.filter(code__in=codes).values_list("code", "pk"))
    plan: Plan[PriceItem] = Plan()
    now = timezone.now()
    for row in rows:
        problem = _problem(row, ids, seen, now)
        if problem:
            plan.problems.append(problem)
        else:
            sku_id = ids[row.values["sku_code"]]
            entries = tuple(_entries(row, sku_id, now))
            plan.items.append(PriceItem(rows=(row.number,), entries=entries))
    return plan


def write_prices_of_items(*, items: Sequence[PriceItem], actor: Actor, at: datetime) -> Tally:
    """Set the prices of rows, by the same rules as by hand."""
    entries = [entry for item in items for entry in item.entries]
    changed = set_prices(entries=entries, actor=actor, at=at)
    tally = Tally()
    for item in items:
        if any(entry.sku_id in changed for entry in item.entries):
            tally.updated += 1
        else:
            tally.unchanged += 1
    return tally


def _problem(row: Row, ids: dict[str, int], seen: Seen, now: datetime) -> Problem | None:
    code = row.values.get("sku_code", "")
    begin, until = row.values.get("valid_from"), row.values.get("valid_to")
    first = seen.first_row("sku", code, row.number)
    checks = [
        (code not in ids, "sku_code", code, _("There is no SKU with this code.")),
        (
            first != row.number,
            "sku_code",
            code,
            _("The same SKU stands in row %(row)d.") % {"row": first},
        ),
        (
            not _KINDS.keys() & row.values.keys(),
            "sale_price",
            "",
            _("Give a selling price, a list price or a member price."),
        ),
        (
            struck_below_selling(row=row),
            "list_price",
            str(row.values.get("list_price")),
            _("The list price is below the selling price."),
        ),
        (
            begin is not None and timezone.localdate(begin) < timezone.localdate(now),
            "valid_from",
            str(begin and timezone.localdate(begin)),
            _("A price cannot begin in the past."),
        ),
        (
            until is not None and until <= max(begin or now, now),
            "valid_to",
            str(until and timezone.localtime(until)),
            _("A price ends after it begins."),
        ),
    ]
    for is_wrong, column, value, reason in checks:
        if is_wrong:
            return Problem(row=row.number, column=column, value=value, reason=reason)
    return None


def _entries(row: Row, sku_id: int, now: datetime) -> Iterator[PriceEntry]:
    begin = row.values.get("valid_from")
    for name, kind in _KINDS.items():
        if name in row.values:
            yield PriceEntry(
                sku_id=sku_id,
                kind=kind,
                amount=row.values[name],
                begin=begin if begin and begin > now else None,
                until=row.values.get("valid_to"),
            )
