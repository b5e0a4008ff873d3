"""What lists of goods repeat: drawn once for whatever it shows, and kept under all of it."""

from collections.abc import Hashable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.models import Listing

register = template.Library()

_MOST_CARDS = 4_000  # of about 3 kB
_MOST_TICKS = 4_000
_MOST_TAGS = 2
_MOST_EAGER = 2  # a phone shows two at once; the first picture is what a list is waited for


class _Card(NamedTuple):
    """All that the template is given, and so all that may change what it draws."""

    language: str
    slug: str
    number: str
    title: str
    picture: str
    hover_picture: str
    selling_points: str
    lowest_price: Decimal | None
    highest_price: Decimal | None
    price_valid_to: datetime | None
    list_price: Decimal | None
    list_price_from: datetime | None
    list_price_to: datetime | None
    in_stock: bool
    is_pre_sale: bool
    tags: tuple[str, ...]
    sold_count: int
    rating: Decimal | None
    rating_count: int
    eager: bool


@register.simple_tag
def product_card(listing: Listing, place: int = _MOST_EAGER + 1) -> SafeString:
    """Draw a card; by its place on the page, from 1, the first load their pictures at once."""
    return _draw_card(
        _Card(
            get_language() or "",
            listing.slug,
            listing.number,
            listing.title,
            listing.picture,
            listing.hover_picture,
            listing.selling_points,
            listing.lowest_price,
            listing.highest_price,
            listing.price_valid_to,
            listing.list_price,
            listing.list_price_from,
            listing.list_price_to,
            listing.in_stock,
            listing.is_pre_sale,
            tuple(listing.tags[:_MOST_TAGS]),
            listing.sold_count,
            listing.rating,
            listing.rating_count,
            place <= _MOST_EAGER,
        )
    )


@lru_cache(_MOST_CARDS)
def _draw_card(card: _Card) -> SafeString:
    return render_to_string("catalog/partials/product_card.html", {"listing": card})


@register.simple_tag
def facet_tick(parameter: str, tick: Hashable, least: bool) -> SafeString:  # noqa: FBT001  a template's argument
    return _draw_tick(get_language(), parameter, tick, least)


@lru_cache(_MOST_TICKS)
def _draw_tick(_language: str | None, parameter: str, tick: Hashable, least: bool) -> SafeString:  # noqa: FBT001  as above
    context = {"parameter": parameter, "tick": tick, "least": least}
    return render_to_string("catalog/partials/facet_tick.html", context)
