"""A kept report read back for a page or a sheet: every digit as it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures import MEASURES, REPORT, Unit, Value
from analytics.models import Report


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    label: str
    values: dict[str, Value]
    is_sum: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    owner: str
    rows: list[ReportRow]
    before: dict[str, Value]
    best_sellers: list[dict[str, object]]

    @property
    def whole(self) -> dict[str, Value]:
        return self.rows[-1].values


def report_table(report: Report) -> ReportTable:
    """Return the rows of a report: its days, then the whole."""
    figures: dict[str, Any] = report.figures
    days = [ReportRow(label=row["day"], values=_values(row["measures"])) for row in figures["days"]]
    label = str(report.first_day) if not days else _whole_label(report)
    whole = ReportRow(label=label, values=_values(figures["measures"]), is_sum=bool(days))
    return ReportTable(
        owner=owner_name(report),
        rows=[*days, whole],
        before=_values(figures["before"]),
        best_sellers=figures["best_sellers"],
    )


def owner_name(report: Report) -> str:
    """Name who answers for the report; the name stands as it is today."""
    owner = report.owner
    return (owner.name or owner.nickname or owner.number) if owner else ""


def kept_value(report: Report, key: str) -> Value:
    """Return one measure of the whole report."""
    return _value(key, report.figures["measures"].get(key))


def _whole_label(report: Report) -> str:
    return _("%(first)s to %(last)s") % {"first": report.first_day, "last": report.last_day}


def _values(plain: Mapping[str, Any]) -> dict[str, Value]:
    return {key: _value(key, plain.get(key)) for key in REPORT}


def _value(key: str, plain: Any) -> Value:
    if plain is None:
        return None
    return int(plain) if MEASURES[key].unit is Unit.COUNT else Decimal(plain)
