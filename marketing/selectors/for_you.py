"""What one person may like, from what this person looked at, keeps and bought."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from catalog.models import Listing
from catalog.selectors.cards import cards_of
from catalog.selectors.shelves import BEST, Shelf, fill_shelves
from marketing.models import Favourite
from marketing.selectors.recommendations import companions_of

SHOWN = 10
MOST_TRACES = 20
_TASTES = 3


@dataclass(frozen=True, kw_only=True)
class Traces:
    """The goods that tell what somebody likes; all empty for a stranger."""

    seen: Sequence[int] = ()
    kept: Sequence[int] = ()
    bought: Sequence[int] = ()

    @property
    def product_ids(self) -> list[int]:
        each = (part[:MOST_TRACES] for part in (self.bought, self.kept, self.seen))
        return list(dict.fromkeys(chain.from_iterable(each)))


@dataclass(frozen=True, kw_only=True)
class ForYou:
    """`is_personal`: chosen by traces; else it is what sells best."""

    goods: list[Listing]
    is_personal: bool


def goods_for(traces: Traces, *, at_most: int = SHOWN) -> ForYou:
    """Choose what is bought with those goods, then the best of their categories, then of all.

    Four queries at most, however many traces there are; one for a stranger.
    """
    known = traces.product_ids
    paths = _tastes(known)
    shelves = fill_shelves(
        [Shelf(count=2 * at_most, order=BEST, category_path=path) for path in (*paths, "")]
    )
    *tastes, best = shelves
    personal = [*_bought_with(known, 2 * at_most), *_by_turns(tastes)]
    own = _distinct(personal, without=known)[:at_most]
    goods = _distinct([*own, *best], without=known)[:at_most]
    return ForYou(goods=goods, is_personal=bool(own))


def kept_product_ids(user_id: int, at_most: int = MOST_TRACES) -> list[int]:
    """Return what a customer has in the favourites, the newest first."""
    kept = Favourite.objects.owned_by(user_id).order_by("-created_at", "-pk")
    return list(kept.values_list("product_id", flat=True)[:at_most])


def _bought_with(known: Sequence[int], at_most: int) -> list[Listing]:
    return cards_of(companions_of(known, without=set(known))[:at_most])


def _tastes(known: Sequence[int]) -> list[str]:
    """Return the categories that most of the goods stand in."""
    if not known:
        return []
    paths = Listing.objects.filter(pk__in=known).values_list("category_path", flat=True)
    return [path for path, _count in Counter(sorted(paths)).most_common(_TASTES)]


def _by_turns(rows: Iterable[Sequence[Listing]]) -> list[Listing]:
    turns = chain.from_iterable(zip_longest(*rows))
    return [listing for listing in turns if listing is not None]


def _distinct(rows: Iterable[Listing], *, without: Sequence[int]) -> list[Listing]:
    """Leave out what the person knows, what stands there already, and what is sold out."""
    fresh = {row.pk: row for row in rows if row.in_stock and row.pk not in without}
    return list(fresh.values())
