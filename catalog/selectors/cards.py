"""Goods as cards, found by number or id."""

from collections.abc import Iterable

from catalog.models import Listing


def card_of(number: str) -> Listing | None:
    """Return the row of a product that is on sale."""
    return Listing.objects.live().for_cards().filter(number=number).first()


def cards_of(product_ids: Iterable[int]) -> list[Listing]:
    """Return the rows of those that are on sale, in the order asked for; in one query."""
    wanted = list(dict.fromkeys(product_ids))
    if not wanted:
        return []
    rows = Listing.objects.live().for_cards().in_bulk(wanted)
    return [rows[product_id] for product_id in wanted if product_id in rows]
