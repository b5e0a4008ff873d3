"""Bringing what searches read in line with the catalogue: for rows written by older code."""

from collections.abc import Callable

from catalog.models import Product
from catalog.services.listing import refresh_listing
from catalog.services.search_words import renew_search_words

BATCH = 500


def rebuild_search(*, say: Callable[[str], None]) -> int:
    """Rewrite listing rows that differ, batch by batch, then the known words; say how many rows.

    Each batch is a transaction of its own: it can be stopped and begun again at any time.
    """
    last, changed = 0, 0
    while ids := list(
        Product.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        changed += refresh_listing(product_ids=ids)
        last = ids[-1]
        say(f"products up to {last}: {changed} rows rewritten")
    say(f"{renew_search_words()} search words changed")
    return changed
