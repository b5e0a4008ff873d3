"""Several short rows of goods for one page, all read at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, Value

from catalog.models import Listing, Product
from catalog.models.listing import ListingQuerySet
from catalog.selectors.listing_prices import at_present

BEST, SOLD_MOST, NEWEST = "best", "sold_most", "newest"
_ORDERS: dict[str, tuple[Any, ...]] = {
    BEST: (F("in_stock").desc(), F("sold_count").desc(), F("pk").desc()),
    SOLD_MOST: (F("sold_count").desc(), F("pk").desc()),
    NEWEST: (F("listed_at").desc(nulls_last=True), F("pk").desc()),
}
# The same orders once more: a union promises none.
_KEYS: dict[str, Callable[[Listing], tuple[Any, ...]]] = {
    BEST: lambda row: (row.in_stock, row.sold_count, row.pk),
    SOLD_MOST: lambda row: (row.sold_count, row.pk),
    NEWEST: lambda row: (row.listed_at is not None, row.listed_at, row.pk),
}


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """So many goods: those chosen by number first, then the best of a category by an order."""

    count: int
    order: str = BEST
    category_path: str = ""
    numbers: tuple[str, ...] = ()


def fill_shelves(shelves: Sequence[Shelf]) -> list[list[Listing]]:
    """Return the goods of each shelf, all in one query; nothing stands on a shelf twice."""
    rows = [query for place, shelf in enumerate(shelves) for query in _queries(place, shelf)]
    if not rows:
        return [[] for _shelf in shelves]
    found = at_present(rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0])
    return [
        _arranged(shelf, [row for row in found if _place_of(row) == place])
        for place, shelf in enumerate(shelves)
    ]


def cards_of(product_ids: Sequence[int]) -> list[Listing]:
    """Return the goods with these ids that are on sale, in their order."""
    rows = Listing.objects.live().for_cards().filter(pk__in=product_ids)
    return at_present(sorted(rows, key=lambda row: product_ids.index(row.pk)))


def known_numbers(numbers: Sequence[str]) -> set[str]:
    """Return those of the numbers that belong to a product."""
    if not numbers:
        return set()
    return set(Product.objects.filter(number__in=numbers).values_list("number", flat=True))


def _queries(place: int, shelf: Shelf) -> list[ListingQuerySet]:
    goods = (
        Listing.objects.live().for_cards().annotate(shelf=Value(place, output_field=IntegerField()))
    )
    best = goods.under(shelf.category_path).order_by(*_ORDERS[shelf.order])[: shelf.count]
    if not shelf.numbers:
        return [best]
    return [best, goods.filter(number__in=shelf.numbers)]


def _arranged(shelf: Shelf, rows: Sequence[Listing]) -> list[Listing]:
    by_number = {row.number: row for row in rows}
    chosen = [by_number[number] for number in shelf.numbers if number in by_number]
    rest = sorted(by_number.values(), key=_KEYS[shelf.order], reverse=True)
    others = [row for row in rest if row.number not in shelf.numbers]
    return [*chosen, *others][: shelf.count]


def _place_of(row: Listing) -> int:
    return int(getattr(row, "shelf", -1))
