"""The trend as Chart.js (inside the admin theme) draws it, and the same numbers as a table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.measures import MEASURES, Measure, Unit, Value, shown
from analytics.selectors.dashboard import SeriesDay


@dataclass(frozen=True, kw_only=True)
class TrendRow:
    day: date
    value: str
    day_before: date
    value_before: str


@dataclass(frozen=True, kw_only=True)
class Trend:
    measure: Measure
    days: int
    unit: str
    rows: list[TrendRow]
    data: str
    options: str


def trend(key: str, days: int, series: Sequence[SeriesDay]) -> Trend:
    """Set the last days beside as many days before them."""
    measure = MEASURES[key]
    now, before = series[-days:], series[-2 * days : -days]
    unit = {Unit.YUAN: _("yuan"), Unit.SHARE: "%", Unit.COUNT: _("number")}[measure.unit]
    return Trend(
        measure=measure,
        days=days,
        unit=unit,
        rows=[_row(measure, *pair) for pair in zip(reversed(now), reversed(before), strict=True)],
        data=json.dumps(_data(measure, days, now, before)),
        options=json.dumps(_options(unit)),
    )


def _row(measure: Measure, now: SeriesDay, before: SeriesDay) -> TrendRow:
    return TrendRow(
        day=now.day,
        value=shown(measure.unit, now.values[measure.key]),
        day_before=before.day,
        value_before=shown(measure.unit, before.values[measure.key]),
    )


def _data(
    measure: Measure, days: int, now: Sequence[SeriesDay], before: Sequence[SeriesDay]
) -> dict[str, Any]:
    words = {"days": days}
    return {
        "labels": [date_format(entry.day, "n-j") for entry in now],
        "datasets": [
            {
                "label": _("last %(days)s days") % words,
                "data": [_number(measure, entry) for entry in now],
                "borderColor": "var(--color-primary-600)",
                "backgroundColor": "var(--color-primary-600)",
                "borderWidth": 2,
            },
            {
                "label": _("%(days)s days before") % words,
                "data": [_number(measure, entry) for entry in before],
                "borderColor": "var(--color-base-400)",
                "backgroundColor": "var(--color-base-400)",
                "borderDash": [4, 4],
                "borderWidth": 2,
            },
        ],
    }


def _number(measure: Measure, entry: SeriesDay) -> float | None:
    value: Value = entry.values[measure.key]
    if value is None:
        return None
    return float(value * 100) if measure.unit is Unit.SHARE else float(value)


def _options(unit: str) -> dict[str, Any]:
    return {
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "interaction": {"mode": "index", "intersect": False},
        "elements": {"point": {"radius": 2}},
        "plugins": {
            "legend": {"display": True, "align": "end", "labels": {"boxWidth": 14, "boxHeight": 1}}
        },
        "scales": {
            "x": {"grid": {"display": False}, "ticks": {"color": "#8a8378"}},
            "y": {
                "beginAtZero": True,
                "title": {"display": True, "text": unit},
                "grid": {"display": True},
                "ticks": {"color": "#8a8378", "maxTicksLimit": 6},
            },
        },
    }
