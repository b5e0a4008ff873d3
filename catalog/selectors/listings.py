"""Lists of goods: searched, filtered and sorted from the listing rows alone."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing
from catalog.models.listing import ListingQuerySet
from catalog.selectors.facets import count_facets, facet_conditions
from catalog.selectors.matching import Matches, all_words, some_words
from catalog.types import Facets, ListingQuery

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
_BEST = (F("in_stock").desc(), F("sold_count").desc(), F("pk").desc())


@dataclass(frozen=True, kw_only=True)
class ListingPage:
    """One page of a list. `is_loose`: nothing has all the words, these have some of them."""

    page: "Page[Listing]"
    facets: Facets
    is_loose: bool


def search(query: ListingQuery) -> ListingPage:
    """Find, narrow, sort and page goods in two queries, three when not every word is found."""
    asked = all_words(query.text) if query.text else None
    if query.text and asked is None:
        return _page(Listing.objects.none(), query, Facets(), is_loose=False)
    base = _base(query, asked)
    facets = count_facets(base, query)
    is_loose = facets.matching == 0 and asked is not None
    if is_loose:
        asked = some_words(query.text)
        base = _base(query, asked)
        facets = count_facets(base, query)
    found = base.filter(*facet_conditions(query).values())
    return _page(_sorted(found, query.sort, asked), query, facets, is_loose=is_loose)


def best_sellers(limit: int, category_path: str = "") -> list[Listing]:
    """Return the goods sold most."""
    return list(_live(category_path).order_by(*_ORDERS["sales"])[:limit])


def _live(category_path: str) -> ListingQuerySet:
    return Listing.objects.live().under(category_path).for_cards()


def _base(query: ListingQuery, asked: Cast | None) -> ListingQuerySet:
    goods = Listing.objects.live().under(query.category_path)
    if query.of_brand_id is not None:
        goods = goods.filter(brand_id=query.of_brand_id)
    return goods if asked is None else goods.filter(Matches(F("search_vector"), asked))


def _sorted(found: ListingQuerySet, sort: str, asked: Cast | None) -> ListingQuerySet:
    if sort in _ORDERS:
        return found.order_by(*_ORDERS[sort])
    if asked is None:
        return found.order_by(*_BEST)
    return found.order_by(SearchRank(F("search_vector"), asked).desc(), *_BEST)


def _page(
    found: ListingQuerySet, query: ListingQuery, facets: Facets, *, is_loose: bool
) -> ListingPage:
    paginator = Paginator(found.for_cards(), PAGE_SIZE)
    paginator.count = facets.total  # counted with the facets already
    return ListingPage(page=paginator.get_page(query.page), facets=facets, is_loose=is_loose)
