"""The cart: one page and its small forms, which answer htmx with a fragment."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from orders.forms import AddForm, QuantityForm
from orders.seals import new_guest, open_removed, seal_removed
from orders.selectors.cart import cart_view
from orders.selectors.quoting import Destination
from orders.services import cart
from orders.types import RemovedLine
from orders.views.visitors import delivery_of, owner_of, remember_guest
from shop.common.errors import DomainError
from shop.common.http import ShopRequest
from shop.common.typed_numbers import whole_number

PAGE = "orders/cart_detail.html"
FRAGMENT = f"{PAGE}#cart_lines"
_PEEK_LINES = 5
_UNDO = "orders.undo"  # for browsers without scripts, until the next page


@dataclass(frozen=True, kw_only=True)
class _Refusal:
    """What was typed into a line, and why it was not taken."""

    line_id: int
    typed: str
    message: str


@never_cache
@require_GET
def cart_detail(request: ShopRequest) -> HttpResponse:
    context = _context(request) | request.session.pop(_UNDO, {})
    return render(request, FRAGMENT if request.htmx else PAGE, context)


@never_cache
@require_GET
def cart_peek(request: ShopRequest) -> HttpResponse:
    view = cart_view(owner_of(request), to=Destination(), at=timezone.now())
    lines = (view.lines + view.invalid_lines)[:_PEEK_LINES]
    return render(request, "orders/cart_peek.html", {"cart": view, "lines": lines})


@require_POST
def cart_add(request: ShopRequest) -> HttpResponse:
    owner = owner_of(request)
    if not owner.is_known:
        owner = new_guest()
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refuse_add(request, _first_error(form))
    wanted = {"sku_id": form.cleaned_data["sku"], "quantity": form.cleaned_data["quantity"]}
    is_direct = request.POST.get("then") == "checkout"
    try:
        (cart.buy_now if is_direct else cart.add_to_cart)(owner=owner, **wanted)
    except DomainError as refusal:
        return _refuse_add(request, str(refusal))
    request.added_sku_id = wanted["sku_id"]
    return remember_guest(_added(request, is_direct=is_direct), owner)


@require_POST
def cart_change(request: ShopRequest, line_id: int) -> HttpResponse:
    form = QuantityForm(request.POST)
    if not form.is_valid():
        return _refuse_line(request, line_id, _first_error(form))
    try:
        cart.change_quantity(
            owner=owner_of(request), line_id=line_id, quantity=form.cleaned_data["quantity"]
        )
    except DomainError as refusal:
        return _refuse_line(request, line_id, str(refusal))
    return _changed(request)


@require_POST
def cart_remove(request: ShopRequest, line_id: int) -> HttpResponse:
    removed = cart.remove_line(owner=owner_of(request), line_id=line_id)
    return _changed(request, removed=[removed])


@require_POST
def cart_clear(request: ShopRequest) -> HttpResponse:
    line_ids = _numbers(request, "line") if "line" in request.POST else None
    removed = cart.clear_cart(owner=owner_of(request), line_ids=line_ids)
    return _changed(request, removed=removed)


@require_POST
def cart_restore(request: ShopRequest, sealed: str) -> HttpResponse:
    owner = owner_of(request)
    if owner.is_known:
        cart.restore_lines(owner=owner, removed=open_removed(sealed))
    return _changed(request)


@require_POST
def cart_select(request: ShopRequest) -> HttpResponse:
    shown = _numbers(request, "shown")
    everything = request.POST.get("all")
    chosen = _numbers(request, "line") if everything is None else shown if everything else []
    cart.select_lines(owner=owner_of(request), shown=shown, chosen=chosen)
    return _changed(request)


def _context(request: HttpRequest) -> dict[str, Any]:
    delivery = delivery_of(request, request.GET.get("address", ""))
    view = cart_view(
        owner_of(request),
        to=Destination(district_code=delivery.district_code),
        at=timezone.now(),
    )
    return {"cart": view, "cart_count": view.pieces, "delivery": delivery}


def _added(request: ShopRequest, *, is_direct: bool) -> HttpResponse:
    target = reverse("orders:checkout" if is_direct else "orders:cart-detail")
    if not request.htmx:
        return redirect(target)
    if is_direct:
        return HttpResponse(headers={"HX-Redirect": target})
    response = render(request, "orders/partials/cart_added.html", {"swap": True})
    response.headers["HX-Trigger"] = "cart:changed"
    return response


def _changed(request: ShopRequest, *, removed: list[RemovedLine] | None = None) -> HttpResponse:
    undo = _undo(removed) if removed else {}
    if not request.htmx:
        if undo:
            request.session[_UNDO] = undo
        return redirect("orders:cart-detail")
    response = render(request, "orders/partials/cart_answer.html", _context(request) | undo)
    response.headers["HX-Trigger"] = "cart:changed"
    return response


def _undo(removed: list[RemovedLine]) -> dict[str, str]:
    count = len(removed)
    text = ngettext("One article removed.", "%(count)s articles removed.", count)
    sealed = seal_removed(removed)
    return {
        "undo_text": text % {"count": count},
        "undo_url": reverse("orders:cart-restore", args=[sealed]),
    }


def _refuse_line(request: ShopRequest, line_id: int, message: str) -> HttpResponse:
    refusal = _Refusal(line_id=line_id, typed=request.POST.get("quantity", ""), message=message)
    context = _context(request) | {"refusal": refusal}
    return render(request, FRAGMENT if request.htmx else PAGE, context, status=422)


def _refuse_add(request: ShopRequest, message: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(message, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, message)
    return redirect(_where_from(request))


def _where_from(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else "orders:cart-detail"


def _first_error(form: AddForm | QuantityForm) -> str:
    return next(str(errors[0]) for errors in form.errors.values())


def _numbers(request: HttpRequest, name: str) -> list[int]:
    numbers = (whole_number(value) for value in request.POST.getlist(name))
    return [number for number in numbers if number is not None]
