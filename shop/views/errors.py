"""Pages for when there is none."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.models import Listing
from catalog.selectors.listings import best_sellers

_KEY = "shop:not-found-goods"
_SECONDS = 300
_GOODS = 5


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Act as handler404: say so, and lead on to search, categories and what others buy."""
    del exception
    return render(request, "404.html", {"listings": _goods()}, status=404)


def _goods() -> list[Listing]:
    """Read them seldom: whoever tries addresses at random shall not cost the database anything."""
    known: list[Listing] | None = cache.get(_KEY)
    if known is None:
        known = best_sellers(_GOODS)
        cache.set(_KEY, known, _SECONDS)
    return known
