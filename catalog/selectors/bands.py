"""Stretches of prices and numbers to choose from: round figures, few, and none of them empty."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.types import Band, Span

MOST_BANDS = 5
_ROUND = (1, 2, 3, 5)
STEPS: tuple[Decimal, ...] = tuple(
    Decimal(figure).scaleb(power) for power in range(-1, 7) for figure in _ROUND
)


def bands(counts: Mapping[int, int], chosen: Sequence[Span] = ()) -> tuple[Band, ...]:
    """Join the smallest neighbours until few bands are left.

    `counts` are goods by step, as PostgreSQL's width_bucket numbers them: 0 is below the first.
    Bands that a shopper chose stay, even when the others would be cut differently now.
    """
    found = [Band(span=_span(step, step), count=counts[step]) for step in sorted(counts)]
    while len(found) > MOST_BANDS:
        place = min(range(len(found) - 1), key=lambda at: found[at].count + found[at + 1].count)
        found[place : place + 2] = [_joined(found[place], found[place + 1])]
    if len(found) == 1 and not chosen:
        return ()
    shown = {band.span for band in found}
    missing = [span for span in chosen if span not in shown]
    found += [Band(span=span, count=_count(span, counts)) for span in missing]
    return tuple(sorted(found, key=lambda band: band.span.low or Decimal(0)))


def _span(first: int, last: int) -> Span:
    low = STEPS[first - 1] if first > 0 else None
    return Span(low=low, high=STEPS[last] if last < len(STEPS) else None)


def _joined(first: Band, second: Band) -> Band:
    span = Span(low=first.span.low, high=second.span.high)
    return Band(span=span, count=first.count + second.count)


def _count(span: Span, counts: Mapping[int, int]) -> int:
    return sum(count for step, count in counts.items() if _holds(span, _span(step, step)))


def _holds(outer: Span, inner: Span) -> bool:
    from_below = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    to_above = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return from_below and to_above
