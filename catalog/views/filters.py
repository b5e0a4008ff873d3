"""A list's filters as the page shows them: groups to tick, chips to remove, sorts to choose."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog.selectors.categories import CategoryNode
from catalog.selectors.listings import SORTS
from catalog.types import Facet, Facets, FacetValue, ListingQuery
from catalog.views.list_queries import value_key

_OPEN_GROUPS = 4
_MOST_ATTRIBUTES = 8


@dataclass(frozen=True, kw_only=True)
class Tick:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """A facet: a name for people, the parameter it sets, and its values."""

    title: str
    parameter: str
    ticks: Sequence[Tick]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Chip:
    label: str
    remove_url: str


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

    groups: list[Group]
    chips: list[Chip]
    sorts: list[Tab]
    clear_url: str
    kept: list[tuple[str, str]]


def build_filters(parameters: QueryDict, query: ListingQuery, facets: Facets) -> Filters:
    """Lay out the filters of a list for the parameters it was asked with."""
    kept = [(name, parameters.get(name, "")) for name in ("q", "in", "sort") if name in parameters]
    return Filters(
        groups=_groups(query, facets),
        chips=_chips(parameters, query, facets),
        sorts=[
            Tab(label=label, url=_with(parameters, "sort", key), is_current=key == query.sort)
            for key, label in SORTS.items()
        ],
        clear_url=_only(parameters, ("q", "in", "sort")),
        kept=kept,
    )


def category_links(
    nodes: Iterable[CategoryNode], facets: Facets, address: Callable[[CategoryNode], str]
) -> list[CategoryLink]:
    """Link the categories that hold goods of the list, with how many."""
    links = [
        CategoryLink(name=node.name, url=address(node), count=_count_below(node.path, facets))
        for node in nodes
    ]
    return [link for link in links if link.count]


def with_category(parameters: QueryDict, slug: str) -> str:
    return _with(parameters, "in", slug)


def _count_below(path: str, facets: Facets) -> int:
    return sum(count for below, count in facets.counts_by_path.items() if below.startswith(path))


def _groups(query: ListingQuery, facets: Facets) -> list[Group]:
    found = [
        (_("Brand"), "brand", _brand_ticks(query, facets)),
        *(
            (facet.name, "v", _value_ticks(facet.code, facet.values, query, facets))
            for facet in _facets_with_choices(facets)
        ),
        (_("Tags"), "tag", _tag_ticks(query, facets)),
    ]
    return [
        Group(title=title, parameter=parameter, ticks=ticks, is_open=_is_open(place, ticks))
        for place, (title, parameter, ticks) in enumerate(found)
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
        for value in values
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
    return [
        Tick(
            value=value.label,
            label=value.label,
            count=value.count,
            is_chosen=value.label in query.tags,
        )
        for value in facets.tags
    ]


def _chips(parameters: QueryDict, query: ListingQuery, facets: Facets) -> list[Chip]:
    unknown = _("unknown choice")
    brands = [
        Chip(
            label=facets.names_of_brands.get(key, unknown),
            remove_url=_without(parameters, "brand", str(key)),
        )
        for key in query.brand_ids
    ]
    values = [
        Chip(
            label=_value_label(word, facets) or unknown, remove_url=_without(parameters, "v", word)
        )
        for word in dict.fromkeys(parameters.getlist("v"))
        if word.partition(":")[0] in query.values
    ]
    tags = [Chip(label=tag, remove_url=_without(parameters, "tag", tag)) for tag in query.tags]
    return [*brands, *values, *tags, *_single_chips(parameters, query)]


def _single_chips(parameters: QueryDict, query: ListingQuery) -> list[Chip]:
    chips = []
    if query.lowest is not None or query.highest is not None:
        label = _price_label(query.lowest, query.highest)
        chips.append(Chip(label=label, remove_url=_drop(parameters, "min", "max")))
    if query.in_stock:
        chips.append(Chip(label=_("In stock"), remove_url=_drop(parameters, "stock")))
    return chips


def _price_label(lowest: Decimal | None, highest: Decimal | None) -> str:
    if highest is None:
        return _("from ¥%(lowest)s") % {"lowest": lowest}
    if lowest is None:
        return _("to ¥%(highest)s") % {"highest": highest}
    return f"¥{lowest}–{highest}"


def _value_label(word: str, facets: Facets) -> str:
    ids = word.partition(":")[2].split(".")
    names = (facets.names_of_values.get(int(key), "") for key in ids if key.isdigit())
    return next((name for name in names if name), "")


def _with(parameters: QueryDict, name: str, value: str) -> str:
    changed = parameters.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return _address(changed)


def _without(parameters: QueryDict, name: str, value: str) -> str:
    changed = parameters.copy()
    changed.pop("page", None)
    changed.setlist(name, [kept for kept in changed.getlist(name) if kept != value])
    return _address(changed)


def _drop(parameters: QueryDict, *names: str) -> str:
    changed = parameters.copy()
    for name in ("page", *names):
        changed.pop(name, None)
    return _address(changed)


def _only(parameters: QueryDict, names: Sequence[str]) -> str:
    return _drop(parameters, *(name for name in parameters if name not in names))


def _address(parameters: QueryDict) -> str:
    return f"?{parameters.urlencode()}" if parameters else "?"
