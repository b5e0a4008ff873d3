"""What pages show to one person only: it comes after the page, which is for everybody.

Whoever does not want to be judged by traces says so once: then goods are chosen for all alike.
"""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from catalog.selectors.cards import card_of
from catalog.selectors.skus import product_address
from marketing.seals import open_ids, seal_ids
from marketing.selectors.favourites import is_favourite
from marketing.selectors.for_you import MOST_TRACES, Traces, goods_for, kept_product_ids
from marketing.selectors.recommendations import recommend
from marketing.views.ways_back import where_from
from orders.selectors.bought import bought_product_ids
from shop.common.http import ShopRequest

_SEEN_COOKIE = "kaidian_seen"
_SEEN_SECONDS = 60 * 60 * 24 * 90
_MOST_SEEN = 20
_FOR_YOU = "marketing:for-you"
_ALIKE_COOKIE = "kaidian_alike"
_ALIKE_SECONDS = 60 * 60 * 24 * 365


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


@never_cache
@require_safe
def for_you(request: ShopRequest) -> HttpResponse:
    """Show what this person may like: as a page, or as the block of the home page."""
    is_alike = bool(request.COOKIES.get(_ALIKE_COOKIE))
    found = goods_for(Traces() if is_alike else _traces(request))
    template = "marketing/for_you.html#for_you" if request.htmx else "marketing/for_you.html"
    return render(request, template, {"found": found, "is_alike": is_alike})


@require_POST
def for_you_switch(request: ShopRequest) -> HttpResponse:
    """Remember whether goods are chosen by what this person did."""
    response = redirect(_FOR_YOU if request.htmx else where_from(request, reverse(_FOR_YOU)))
    if request.POST.get("choose") == "alike":
        response.set_cookie(
            _ALIKE_COOKIE, "1", max_age=_ALIKE_SECONDS, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(_ALIKE_COOKIE)
    return response


def _traces(request: ShopRequest) -> Traces:
    seen = _seen(request)
    if not request.user.is_authenticated:
        return Traces(seen=seen)
    user_id = request.user.pk
    return Traces(
        seen=seen,
        kept=kept_product_ids(user_id),
        bought=bought_product_ids(user_id, MOST_TRACES),
    )


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
