"""The chosen filters of a list as chips, each with the address of the list without it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.types import Facets, ListingQuery, Span
from catalog.views.list_addresses import without, without_value
from catalog.views.list_queries import read_number_key, read_span_key, read_value_key


@dataclass(frozen=True, kw_only=True)
class Chip:
    label: str
    remove_url: str


def filter_chips(parameters: QueryDict, query: ListingQuery, facets: Facets) -> list[Chip]:
    """Return a chip for every choice that narrows the list."""
    return [
        *_brands(parameters, query, facets),
        *_prices(parameters, query),
        *_values(parameters, query, facets),
        *_numbers(parameters, query, facets),
        *_several(parameters, "tag", query.tags),
        *_stock(parameters, query),
    ]


def span_label(span: Span, unit: str = "") -> str:
    """Say a stretch of numbers in words; prices have the unit ¥ before them."""
    before, after = ("¥", "") if unit == "¥" else ("", f" {unit}".rstrip())
    if span.high is None:
        return _("%(low)s and up") % {"low": f"{before}{_figure(span.low)}{after}"}
    if span.low is None:
        return _("under %(high)s") % {"high": f"{before}{_figure(span.high)}{after}"}
    return f"{before}{_figure(span.low)}–{_figure(span.high)}{after}"


def _figure(end: Decimal | None) -> str:
    return "" if end is None else f"{end.normalize():f}"


def _brands(parameters: QueryDict, query: ListingQuery, facets: Facets) -> Iterator[Chip]:
    for key in query.brand_ids:
        yield Chip(
            label=facets.names_of_brands.get(key, _("unknown choice")),
            remove_url=without_value(parameters, "brand", str(key)),
        )


def _prices(parameters: QueryDict, query: ListingQuery) -> Iterator[Chip]:
    for word in _read(parameters, "price"):
        if (span := read_span_key(word)) in query.prices and span is not None:
            yield Chip(
                label=span_label(span, "¥"), remove_url=without_value(parameters, "price", word)
            )
    if query.lowest is not None or query.highest is not None:
        yield Chip(
            label=_typed_label(query.lowest, query.highest),
            remove_url=without(parameters, "min", "max"),
        )


def _typed_label(lowest: Decimal | None, highest: Decimal | None) -> str:
    if highest is None:
        return _("from ¥%(lowest)s") % {"lowest": lowest}
    if lowest is None:
        return _("to ¥%(highest)s") % {"highest": highest}
    return f"¥{lowest}–{highest}"


def _values(parameters: QueryDict, query: ListingQuery, facets: Facets) -> Iterator[Chip]:
    for word in _read(parameters, "v"):
        code, ids = read_value_key(word)
        if ids and code in query.values:
            names = (facets.names_of_values.get(key, "") for key in ids)
            label = next((name for name in names if name), _("unknown choice"))
            yield Chip(label=label, remove_url=without_value(parameters, "v", word))


def _numbers(parameters: QueryDict, query: ListingQuery, facets: Facets) -> Iterator[Chip]:
    named = {facet.code: facet for facet in facets.numbers}
    for word in _read(parameters, "n"):
        code, span = read_number_key(word)
        if span is not None and span in query.numbers.get(code, ()):
            facet = named.get(code)
            label = span_label(span, facet.unit if facet else "")
            label = f"{facet.name} {label}" if facet else label
            yield Chip(label=label, remove_url=without_value(parameters, "n", word))


def _stock(parameters: QueryDict, query: ListingQuery) -> Iterator[Chip]:
    if query.in_stock:
        yield Chip(label=_("In stock"), remove_url=without(parameters, "stock"))


def _several(parameters: QueryDict, name: str, chosen: Iterable[str]) -> Iterator[Chip]:
    for word in chosen:
        yield Chip(label=word, remove_url=without_value(parameters, name, word))


def _read(parameters: QueryDict, name: str) -> Iterable[str]:
    return dict.fromkeys(parameters.getlist(name))
