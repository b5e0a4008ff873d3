"""Lists of goods: searched, filtered and sorted from the listing rows alone."""

from dataclasses import dataclass, replace
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing
from catalog.models.listing import ListingQuerySet
from catalog.selectors.facet_sets import facet_conditions
from catalog.selectors.facets import Ranking, count_facets
from catalog.selectors.listing_prices import at_present
from catalog.selectors.matching import Matches, all_words, as_query, some_words
from catalog.selectors.ranking import (
    BEST_FIRST,
    BY_LOOSE_SCORE,
    BY_SCORE,
    MOST_GOODS,
    READ_BY_SCORES,
)
from catalog.selectors.search_words import as_number, fold
from catalog.selectors.suggestions import mended, words_that_sound
from catalog.selectors.synonyms import synonyms
from catalog.types import Facets, ListingQuery
from shop.common.prepared import IsOneOf, Prepared
from shop.common.site_memory import of_the_shelf

PAGE_SIZE = 24
DEFAULT_SORT = ""
SORTS = {
    DEFAULT_SORT: _("Best match"),
    "sales": _("Most sold"),
    "newest": _("Newest"),
    "price": _("Price, low first"),
    "-price": _("Price, high first"),
}
_ORDERS = {
    "sales": (F("sold_count").desc(), F("pk").desc()),
    "newest": (F("listed_at").desc(nulls_last=True), F("pk").desc()),
    "price": (F("lowest_price").asc(nulls_last=True), F("pk").asc()),
    "-price": (F("lowest_price").desc(nulls_last=True), F("pk").desc()),
}
# The same orders over the columns of a set of goods that was counted, and what they read of it.
_ORDERS_OF_A_SET: dict[str, tuple[str, tuple[str, ...]]] = {
    "sales": ("sold_count DESC, product_id DESC", ()),
    "newest": ("listed_at DESC NULLS LAST, product_id DESC", ("listed_at",)),
    "price": ("lowest_price ASC NULLS LAST, product_id ASC", ()),
    "-price": ("lowest_price DESC NULLS LAST, product_id DESC", ()),
}
_MOST_LOOKING_ALIKE = 200
_SECONDS_KEPT = 60
_LAST_PAGE = (MOST_GOODS - 1) // PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class ListingPage:
    """One page of a list.

    `is_loose`: nothing has all the words, these come near. `did_you_mean`: words that find more.
    """

    page: "Page[Listing]"
    facets: Facets
    is_loose: bool
    did_you_mean: str = ""


def _compose_cards(keys: list[int]) -> ListingQuerySet:
    return Listing.objects.for_cards().filter(IsOneOf("pk", keys))


_cards: Prepared[Listing] = Prepared(_compose_cards, keys=[-1])


class _LookAlike(Func):
    """The goods whose text looks like the words; as an array, so that indexes serve it."""

    template = (
        '"catalog_listing"."product_id" = ANY(ARRAY('
        "SELECT product_id FROM catalog_similar_listings(%(expressions)s)))"
    )
    output_field = BooleanField()


@dataclass(frozen=True)
class _Asked:
    """The words of a search as a condition on the rows and as an order of them."""

    condition: Q | Matches
    order: str
    parameters: tuple[str, ...]


def search(query: ListingQuery) -> ListingPage:
    """Find, narrow, sort and page goods in two queries, three when not every word is found."""
    if not query.text:
        return _found(query, None, is_loose=False)
    strict = _strictly(query.text)
    if strict is None:
        return _page([], query, Facets(), is_loose=False)
    found = _found(query, strict, is_loose=False)
    if found.facets.has_any:
        return found
    near = _found(query, _loosely(query.text), is_loose=True)
    return replace(near, did_you_mean=mended(query.text, found.facets.nearest))


def best_sellers(limit: int, category_path: str = "") -> list[Listing]:
    """Return the goods sold most."""
    return at_present(_live(category_path).order_by(*_ORDERS["sales"])[:limit])


def _live(category_path: str) -> ListingQuerySet:
    return Listing.objects.live().under(category_path).for_cards()


def _strictly(text: str) -> _Asked | None:
    """Ask for all words, or for a part of a number; None when the text has no word at all."""
    words = all_words(text, synonyms(), words_that_sound(text))
    if not words:
        return None
    condition: Q | Matches = Matches(F("search_vector"), as_query(words))
    if number := as_number(text):
        condition = Q(condition) | Q(search_text__contains=number)
    return _Asked(condition, BY_SCORE, (words,))


def _loosely(text: str) -> _Asked:
    """Ask for some of the words, and for what looks alike."""
    words = some_words(text, synonyms())
    condition = Q(Matches(F("search_vector"), as_query(words))) | Q(
        _LookAlike(Value(fold(text)), Value(_MOST_LOOKING_ALIKE))
    )
    return _Asked(condition, BY_LOOSE_SCORE, (words, fold(text)))


def _found(query: ListingQuery, asked: _Asked | None, *, is_loose: bool) -> ListingPage:
    goods = Listing.objects.live().under(query.category_path)
    if query.of_brand_id is not None:
        goods = goods.filter(brand_id=query.of_brand_id)
    base = goods if asked is None else goods.filter(asked.condition)
    facets = _facets(base, query, asked)
    if facets.is_capped and query.sort in _ORDERS:
        shown = _sorted_page(base, query)
    else:
        found = _cards.rows(keys=list(facets.ranked)) if facets.ranked else []
        rows = {row.pk: row for row in found}
        shown = [rows[key] for key in facets.ranked if key in rows]
    return _page(at_present(shown), query, facets, is_loose=is_loose)


def _facets(base: ListingQuerySet, query: ListingQuery, asked: _Asked | None) -> Facets:
    """Count the facets. A list that nobody narrowed is counted once while the shelf is the same."""
    ranking = _ranking(query, asked)
    if asked is not None or query.is_narrowed:
        return count_facets(base, query, ranking)
    counted = of_the_shelf(
        f"facets:{query.category_path}:{query.of_brand_id}:{query.sort}",
        partial(count_facets, base, query, replace(ranking, offset=0, size=MOST_GOODS)),
        _SECONDS_KEPT,
    )
    first = min(ranking.offset, _start_of_last_page(len(counted.ranked)))
    return replace(counted, ranked=counted.ranked[first : first + PAGE_SIZE])


def _start_of_last_page(count: int) -> int:
    return max(count - 1, 0) // PAGE_SIZE * PAGE_SIZE


def _sorted_page(base: ListingQuerySet, query: ListingQuery) -> list[Listing]:
    """Read a page of more goods than were counted: the counted ones are not the first of a sort."""
    first = _offset(query)
    goods = base.filter(*facet_conditions(query).values()).for_cards()
    return list(goods.order_by(*_ORDERS[query.sort])[first : first + PAGE_SIZE])


def _ranking(query: ListingQuery, asked: _Asked | None) -> Ranking:
    parameters: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    if query.sort in _ORDERS_OF_A_SET:
        order, reads = _ORDERS_OF_A_SET[query.sort]
    elif asked is not None:
        order, parameters, reads = asked.order, asked.parameters, READ_BY_SCORES
    else:
        order = BEST_FIRST
    return Ranking(
        order=order, parameters=parameters, reads=reads, offset=_offset(query), size=PAGE_SIZE
    )


def _offset(query: ListingQuery) -> int:
    return min(max(query.page, 1) - 1, _LAST_PAGE) * PAGE_SIZE


def _page(
    shown: list[Listing], query: ListingQuery, facets: Facets, *, is_loose: bool
) -> ListingPage:
    page = _paginator(facets).get_page(query.page)
    page.object_list = shown
    return ListingPage(page=page, facets=facets, is_loose=is_loose)


def _paginator(facets: Facets) -> "Paginator[Listing]":
    paginator = Paginator(Listing.objects.none(), PAGE_SIZE)
    paginator.count = facets.total  # counted with the facets already
    return paginator
