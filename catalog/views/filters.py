"""A list's filters as the page shows them: groups to tick, chips to remove, sorts to choose."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog.selectors.categories import CategoryNode
from catalog.selectors.listings import SORTS
from catalog.types import Band, Facet, Facets, FacetValue, ListingQuery, Span
from catalog.views.facet_order import in_order_of_size
from catalog.views.filter_chips import Chip, filter_chips, span_label
from catalog.views.list_addresses import only, with_value
from catalog.views.list_queries import number_key, span_key, value_key

_OPEN_GROUPS = 4
_FIRST_TICKS = 8
_MOST_ATTRIBUTES = 8


@dataclass(frozen=True, kw_only=True)
class Tick:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """A facet: a name for people, the parameter it sets, and its values, a few of them first.

    `key` tells it from the other groups of the page.
    """

    title: str
    parameter: str
    key: str
    ticks: Sequence[Tick]
    is_open: bool

    @property
    def first_ticks(self) -> Sequence[Tick]:
        return self.ticks[:_FIRST_TICKS]

    @property
    def more_ticks(self) -> Sequence[Tick]:
        return self.ticks[_FIRST_TICKS:]

    @property
    def has_hidden_choice(self) -> bool:
        return any(tick.is_chosen for tick in self.more_ticks)


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: str | Promise
    url: str
    is_current: bool
    count: None = None


@dataclass(frozen=True, kw_only=True)
class CategoryLink:
    name: str
    url: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Everything beside and above the goods of a list."""

    prices: Sequence[Tick]
    groups: list[Group]
    chips: list[Chip]
    sorts: list[Tab]
    clear_url: str
    kept: list[tuple[str, str]]


def build_filters(parameters: QueryDict, query: ListingQuery, facets: Facets) -> Filters:
    """Lay out the filters of a list for the parameters it was asked with."""
    kept = [(name, parameters.get(name, "")) for name in ("q", "in", "sort") if name in parameters]
    return Filters(
        prices=_span_ticks(facets.prices, query.prices, span_key, "¥"),
        groups=_groups(query, facets),
        chips=filter_chips(parameters, query, facets),
        sorts=[
            Tab(label=label, url=with_value(parameters, "sort", key), is_current=key == query.sort)
            for key, label in SORTS.items()
        ],
        clear_url=only(parameters, ("q", "in", "sort")),
        kept=kept,
    )


def category_links(
    nodes: Iterable[CategoryNode],
    facets: Facets,
    address: Callable[[CategoryNode], str],
    *,
    is_search: bool = False,
) -> list[CategoryLink]:
    """Link the categories that hold goods of the list, with how many.

    Of a long list not every row was counted: a branch of the tree without a count stays.
    """
    links = [
        CategoryLink(name=node.name, url=address(node), count=_count_below(node.path, facets))
        for node in nodes
    ]
    return [link for link in links if link.count or (facets.is_capped and not is_search)]


def with_category(parameters: QueryDict, slug: str) -> str:
    return with_value(parameters, "in", slug)


def _count_below(path: str, facets: Facets) -> int:
    return sum(count for below, count in facets.counts_by_path.items() if below.startswith(path))


def _groups(query: ListingQuery, facets: Facets) -> list[Group]:
    found = [
        (_("Brand"), "brand", "", _brand_ticks(query, facets)),
        *(
            (facet.name, "v", facet.code, _value_ticks(facet.code, facet.values, query, facets))
            for facet in _facets_with_choices(facets)
        ),
        *(
            (
                facet.name,
                "n",
                facet.code,
                _span_ticks(
                    facet.bands,
                    query.numbers.get(facet.code, ()),
                    partial(number_key, facet.code),
                    facet.unit,
                ),
            )
            for facet in facets.numbers
        ),
        (_("Tags"), "tag", "", _tag_ticks(query, facets)),
    ]
    return [
        Group(
            title=title,
            parameter=parameter,
            key=f"{parameter}-{code}" if code else parameter,
            ticks=ticks,
            is_open=_is_open(place, ticks),
        )
        for place, (title, parameter, code, ticks) in enumerate(found)
        if ticks
    ]


def _facets_with_choices(facets: Facets) -> list[Facet]:
    """Keep a facet whose choice left no goods at all, so that it can be taken back."""
    counted = {facet.code for facet in facets.attributes}
    emptied = [
        Facet(code=code, name=name, values=())
        for code, name in facets.names_of_attributes.items()
        if code not in counted
    ]
    telling = sorted(facets.attributes, key=_goods_told_apart, reverse=True)[:_MOST_ATTRIBUTES]
    return [facet for facet in facets.attributes if facet in telling] + emptied


def _goods_told_apart(facet: Facet) -> int:
    return sum(value.count for value in facet.values)


def _is_open(place: int, ticks: Iterable[Tick]) -> bool:
    return place < _OPEN_GROUPS or any(tick.is_chosen for tick in ticks)


def _brand_ticks(query: ListingQuery, facets: Facets) -> list[Tick]:
    if query.of_brand_id is not None:
        return []
    counted = {value.ids[0]: value for value in facets.brands}
    gone = [
        FacetValue(ids=(key,), label=facets.names_of_brands[key], count=0)
        for key in query.brand_ids
        if key not in counted and key in facets.names_of_brands
    ]
    return [
        Tick(
            value=str(value.ids[0]),
            label=value.label,
            count=value.count,
            is_chosen=value.ids[0] in query.brand_ids,
        )
        for value in [*facets.brands, *gone]
    ]


def _value_ticks(
    code: str, values: Iterable[FacetValue], query: ListingQuery, facets: Facets
) -> list[Tick]:
    chosen = set(query.values.get(code, ()))
    ticks = [
        Tick(
            value=value_key(code, value.ids),
            label=value.label,
            count=value.count,
            is_chosen=bool(chosen & set(value.ids)),
        )
        for value in in_order_of_size(values)
    ]
    shown = {key for value in values for key in value.ids}
    return ticks + [
        Tick(
            value=value_key(code, [key]),
            label=facets.names_of_values[key],
            count=0,
            is_chosen=True,
        )
        for key in sorted(chosen - shown)
        if key in facets.names_of_values
    ]


def _tag_ticks(query: ListingQuery, facets: Facets) -> list[Tick]:
    counts = {value.label: value.count for value in facets.tags}
    return [
        Tick(value=name, label=name, count=counts.get(name, 0), is_chosen=name in query.tags)
        for name in dict.fromkeys([*counts, *query.tags])
    ]


def _span_ticks(
    bands: Iterable[Band], chosen: Iterable[Span], key: Callable[[Span], str], unit: str
) -> list[Tick]:
    return [
        Tick(
            value=key(band.span),
            label=span_label(band.span, unit),
            count=band.count,
            is_chosen=band.span in chosen,
        )
        for band in bands
    ]
