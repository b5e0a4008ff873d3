"""Goods as cards, found by number or id."""

import re
from collections.abc import Iterable

from catalog.models import Listing
from catalog.selectors.listing_prices import at_present

_NUMBER = re.compile(r"[0-9A-Za-z]{1,20}")


def card_of(number: str) -> Listing | None:
    """Return the row of a product that is on sale."""
    if not _NUMBER.fullmatch(number):
        return None
    rows = Listing.objects.live().for_cards().filter(number=number)
    return next(iter(at_present(rows)), None)


def cards_of(product_ids: Iterable[int]) -> list[Listing]:
    """Return the rows of those that are on sale, in the order asked for; in one query."""
    wanted = list(dict.fromkeys(product_ids))
    if not wanted:
        return []
    rows = Listing.objects.live().for_cards().in_bulk(wanted)
    return at_present(rows[product_id] for product_id in wanted if product_id in rows)
