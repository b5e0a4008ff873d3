"""Favourites: the heart on pages and cards, and the page of all of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.selectors.cards import card_of
from catalog.selectors.skus import product_address
from marketing.errors import NotForSale
from marketing.seals import open_kept, seal_kept
from marketing.selectors.favourites import favourite_rows, favourites_of, kept_product_id
from marketing.services.favourites import add_favourite, remove_favourite, restore_favourite
from marketing.views.ways_back import where_from
from shop.common.errors import DomainError
from shop.common.http import ShopRequest, SignedInRequest

PAGE = "marketing/favourite_list.html"
ANSWER = "marketing/partials/favourite_answer.html"
_LIST = "marketing:favourite-list"
_WISH = "marketing.favourite_wish"  # what a guest pressed, until the log-in
_UNDO = "marketing.favourite_undo"  # for browsers without scripts, until the next page


@login_required
@never_cache
@require_GET
def favourite_list(request: SignedInRequest) -> HttpResponse:
    page = favourites_of(request.user.pk, request.GET.get("page", ""))
    context = {"page": page, "rows": favourite_rows(page)}
    return render(request, PAGE, context | request.session.pop(_UNDO, {}))


@require_POST
def favourite_add(request: ShopRequest) -> HttpResponse:
    listing = card_of(request.POST.get("product", ""))
    if listing is None:
        return _refuse(request, NotForSale())
    if not request.user.is_authenticated:
        back = where_from(request, product_address(listing.slug, listing.number))
        return _log_in_first(request, listing.number, back)
    is_new = add_favourite(user_id=request.user.pk, product_id=listing.pk)
    text = _("It is in your favourites.") if is_new else _("It was in your favourites already.")
    return _answer(request, text, number=listing.number, is_kept=True)


@login_required
@require_GET
def favourite_resume(request: SignedInRequest) -> HttpResponse:
    """Do after the log-in what the guest had asked for; the wish came by a form with its token."""
    number, back = request.session.pop(_WISH, ("", ""))
    listing = card_of(number)
    if listing is not None:
        add_favourite(user_id=request.user.pk, product_id=listing.pk)
        messages.success(request, _("It is in your favourites."))
    return redirect(back or _LIST)


@login_required
@require_POST
def favourite_remove(request: SignedInRequest) -> HttpResponse:
    number = request.POST.get("product", "")
    product_id = kept_product_id(request.user.pk, number)
    kept = product_id and remove_favourite(user_id=request.user.pk, product_id=product_id)
    undo = reverse("marketing:favourite-restore", args=[seal_kept(kept)]) if kept else ""
    text = _("Removed from your favourites.")
    return _answer(request, text, number=number, is_kept=False, undo_url=undo)


@login_required
@require_POST
def favourite_restore(request: SignedInRequest, sealed: str) -> HttpResponse:
    kept = open_kept(sealed)
    if kept is not None:
        restore_favourite(user_id=request.user.pk, kept=kept)
    return redirect(where_from(request, reverse(_LIST)))


def _answer(
    request: ShopRequest, text: str, *, number: str, is_kept: bool, undo_url: str = ""
) -> HttpResponse:
    if request.htmx:
        context = {"text": text, "number": number, "is_kept": is_kept, "undo_url": undo_url}
        return render(request, ANSWER, context)
    if undo_url:
        request.session[_UNDO] = {"undo_text": text, "undo_url": undo_url}
        return redirect(_LIST)
    messages.success(request, text)
    return redirect(where_from(request, reverse(_LIST)))


def _log_in_first(request: ShopRequest, number: str, back: str) -> HttpResponse:
    request.session[_WISH] = (number, back)
    query = urlencode({"next": reverse("marketing:favourite-resume")})
    address = f"{reverse('customers:login')}?{query}"
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _refuse(request: ShopRequest, refusal: DomainError) -> HttpResponse:
    if request.htmx:
        raise refusal  # the middleware answers with the sentence
    messages.error(request, str(refusal))
    return redirect(where_from(request, reverse(_LIST)))
