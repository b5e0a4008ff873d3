"""Flagging goods that nobody buys or looks at. Catalog keeps the flags; the figures are ours."""

from datetime import datetime

from django.utils import timezone

from analytics.selectors.products import last_views, sold_since
from catalog.models import ProductFlag
from catalog.selectors.shelf_life import awaiting_a_view, long_on_shelf
from catalog.services.flags import set_flags

Kind = ProductFlag.Kind


def flag_products(*, at: datetime | None = None) -> None:
    """Set the flags of slow sellers and of goods without a view. Safe to repeat."""
    moment = at or timezone.now()
    begin, on_shelf = long_on_shelf(moment)
    set_flags(kind=Kind.NO_SALE, product_ids=set(on_shelf) - sold_since(begin), at=moment)
    waiting = awaiting_a_view(moment)
    seen = last_views(waiting, moment)
    unseen = {
        product_id
        for product_id, begun in waiting.items()
        if product_id not in seen or seen[product_id] < begun
    }
    set_flags(kind=Kind.NO_VIEW, product_ids=unseen, at=moment)
