"""Comparing up to four goods; which ones stands in a cookie."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.selectors.cards import card_of, cards_of
from marketing.errors import CompareFull, NotForSale
from marketing.seals import open_ids, seal_ids
from marketing.selectors.comparison import MOST, comparison
from marketing.views.ways_back import where_from
from shop.common.errors import DomainError
from shop.common.http import ShopRequest

_COOKIE = "kaidian_compare"
_SECONDS = 60 * 60 * 24 * 30
_HERE = "marketing:compare-detail"


@never_cache
@require_safe
def compare_detail(request: ShopRequest) -> HttpResponse:
    found = comparison(_ids(request), timezone.now())
    context = {"comparison": found, "free": range(MOST - len(found.goods)), "most": MOST}
    return render(request, "marketing/compare_detail.html", context)


@require_POST
def compare_add(request: ShopRequest) -> HttpResponse:
    listing = card_of(request.POST.get("product", ""))
    ids = [row.pk for row in cards_of(_ids(request))]
    if listing is None:
        return _refuse(request, NotForSale())
    if listing.pk not in ids and len(ids) >= MOST:
        return _refuse(request, CompareFull())
    ids = [*ids, listing.pk] if listing.pk not in ids else ids
    if request.htmx:
        response = render(request, "marketing/partials/compare_answer.html", {"count": len(ids)})
    else:
        response = redirect(_HERE)
    return _remember(response, ids)


@require_POST
def compare_remove(request: ShopRequest) -> HttpResponse:
    listing = card_of(request.POST.get("product", ""))
    left = [pk for pk in _ids(request) if listing is None or pk != listing.pk]
    return _remember(redirect(_HERE), left)


@require_POST
def compare_clear(request: ShopRequest) -> HttpResponse:
    messages.success(request, _("Nothing is compared any more."))
    return _remember(redirect(_HERE), [])


def _ids(request: HttpRequest) -> list[int]:
    return open_ids(request.COOKIES.get(_COOKIE, ""))[:MOST]


def _remember(response: HttpResponse, ids: Sequence[int]) -> HttpResponse:
    response.set_cookie(_COOKIE, seal_ids(ids), max_age=_SECONDS, httponly=True, samesite="Lax")
    return response


def _refuse(request: ShopRequest, refusal: DomainError) -> HttpResponse:
    if request.htmx:
        raise refusal  # the middleware answers with the sentence
    messages.error(request, str(refusal))
    return redirect(where_from(request, reverse(_HERE)))
