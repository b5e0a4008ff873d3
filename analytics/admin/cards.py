"""One figure as people read it: value, comparison, good or bad, spark line, way to the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.measures import MEASURES, NOTHING, Measure, Value, change, shown

_WIDTH, _HEIGHT = 96, 24


@dataclass(frozen=True, kw_only=True)
class Card:
    measure: Measure
    value: str
    before: str
    change: str
    tone: str
    spark: str = ""
    url: str = ""


def cards(
    keys: Sequence[str],
    now: Mapping[str, Value],
    before: Mapping[str, Value],
    sparks: Mapping[str, Sequence[Value]] | None = None,
    urls: Mapping[str, str] | None = None,
) -> list[Card]:
    """Make a card for each measure."""
    return [
        Card(
            measure=MEASURES[key],
            value=shown(MEASURES[key].unit, now[key]),
            before=shown(MEASURES[key].unit, before[key]),
            change=_shown_change(change(now[key], before[key])),
            tone=_tone(MEASURES[key], change(now[key], before[key])),
            spark=spark_points((sparks or {}).get(key, ())),
            url=(urls or {}).get(key, ""),
        )
        for key in keys
    ]


def spark_points(values: Sequence[Value]) -> str:
    """Draw values as points of a line over a base of zero; days that are not known are left out."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2 or not max(known):  # noqa: PLR2004 - a line has two ends
        return ""
    width, top = _WIDTH / (len(values) - 1), max(known)
    return " ".join(
        f"{place * width:.1f},{_HEIGHT - 1 - float(value) / top * (_HEIGHT - 2):.1f}"
        for place, value in enumerate(values)
        if value is not None
    )


def _shown_change(grown: Decimal | None) -> str:
    if grown is None:
        return NOTHING
    sign = "+" if grown > 0 else "−" if grown < 0 else "±"
    return f"{sign}{abs(grown * 100):.1f}%"


def _tone(measure: Measure, grown: Decimal | None) -> str:
    if not grown:
        return ""
    return "good" if (grown > 0) == measure.more_is_better else "bad"
