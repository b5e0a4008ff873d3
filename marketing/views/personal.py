"""What a product page shows to one person only: it comes after the page, which is for everybody."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from catalog.selectors.cards import card_of
from catalog.selectors.skus import product_address
from marketing.seals import open_ids, seal_ids
from marketing.selectors.favourites import is_favourite
from marketing.selectors.recommendations import recommend
from shop.common.http import ShopRequest

_SEEN_COOKIE = "kaidian_seen"
_SEEN_SECONDS = 60 * 60 * 24 * 90
_MOST_SEEN = 20


@never_cache
@require_GET
def product_mine(request: ShopRequest, number: str) -> HttpResponse:
    """Give the state of the heart, what goes with the product, and what was looked at before."""
    listing = card_of(number)
    if listing is None:
        raise Http404
    if not request.htmx:
        return redirect(product_address(listing.slug, listing.number))
    seen = [pk for pk in _seen(request) if pk != listing.pk]
    is_kept = request.user.is_authenticated and is_favourite(request.user.pk, listing.pk)
    context = {
        "number": listing.number,
        "is_kept": is_kept,
        "found": recommend(listing.pk, listing.category_path, seen),
    }
    response = render(request, "marketing/product_mine.html", context)
    _remember(response, [listing.pk, *seen])
    return response


def _seen(request: HttpRequest) -> list[int]:
    return open_ids(request.COOKIES.get(_SEEN_COOKIE, ""))


def _remember(response: HttpResponse, ids: Sequence[int]) -> None:
    response.set_cookie(
        _SEEN_COOKIE,
        seal_ids(ids[:_MOST_SEEN]),
        max_age=_SEEN_SECONDS,
        httponly=True,
        samesite="Lax",
    )
