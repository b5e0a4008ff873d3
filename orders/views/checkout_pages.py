"""Checkout: one page with address, goods, delivery and price; one button."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from logistics.selectors.methods import delivery_methods
from logistics.types import DeliveryChoice
from orders.errors import AddressUnknown
from orders.forms import PlaceForm
from orders.models import Order
from orders.quote_changes import changes_between, open_quote, seal_quote
from orders.selectors.checkout import CheckoutView, checkout_view
from orders.selectors.quoting import Destination
from orders.services.placement import place_order
from orders.views.visitors import Delivery, delivery_of, visit_of
from shop.common.actors import person
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.common.services.idempotency import form_token

PAGE = "orders/checkout.html"
FRAGMENT = f"{PAGE}#checkout_quote"


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What the customer chose on the page so far, and what that comes to."""

    delivery: Delivery
    methods: list[DeliveryChoice]
    method_code: str
    view: CheckoutView | None


@login_required
@never_cache
@require_GET
def checkout(request: SignedInRequest) -> HttpResponse:
    desk = _desk(request, request.GET.dict())
    if desk.view is None:
        messages.info(request, _("Please select something in your cart first."))
        return redirect("orders:cart-detail")
    return render(request, PAGE, _context(desk, form=PlaceForm(initial={"token": form_token()})))


@login_required
@never_cache
@require_GET
def checkout_quote(request: SignedInRequest) -> HttpResponse:
    """Quote again for another address or method; what was typed stays."""
    desk = _desk(request, request.GET.dict())
    if desk.view is None:
        return _to_cart(request)
    typed = {name: request.GET.get(name, "") for name in ("remark", "token")}
    form = PlaceForm(initial={**typed, "token": typed["token"] or form_token()})
    return render(request, FRAGMENT if request.htmx else PAGE, _context(desk, form=form))


@login_required
@require_POST
def order_place(request: SignedInRequest) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return _refuse(request, form, " ".join(errors))
    try:
        order = _place(request, form.cleaned_data)
    except AddressUnknown as unknown:
        raise Http404 from unknown
    except DomainError as refusal:
        return _refuse(request, form, str(refusal))
    if order.is_payable:
        return redirect("payments:pay", order.number)
    return redirect("orders:order-detail", order.number)


def _place(request: SignedInRequest, data: dict[str, Any]) -> Order:
    return place_order(
        customer_id=request.user.pk,
        cart_version=data["cart_version"],
        address_id=data["address"],
        method_code=data["method"],
        remark=data["remark"],
        expected_total=data["expected_total"],
        idempotency_key=data["token"],
        actor=person(request.user.pk),
        visit=visit_of(request),
    )


def _desk(request: SignedInRequest, chosen: dict[str, Any]) -> _Desk:
    delivery = delivery_of(request, chosen.get("address", ""))
    methods = delivery_methods()
    codes = [method.code for method in methods]
    method_code = chosen.get("method", "")
    if method_code not in codes:
        method_code = codes[0] if codes else ""
    address = delivery.chosen
    to = Destination(
        district_code=address.district_code if address else "", method_code=method_code
    )
    view = checkout_view(request.user.pk, to=to, at=timezone.now())
    return _Desk(delivery=delivery, methods=methods, method_code=method_code, view=view)


def _context(desk: _Desk, *, form: PlaceForm) -> dict[str, Any]:
    view = desk.view
    quote = view.quote if view else None
    return {
        "form": form,
        "delivery": desk.delivery,
        "methods": desk.methods,
        "method_code": desk.method_code,
        "quote": quote,
        "problems": view.problems if view else [],
        "cart_version": view.version if view else 0,
        "shown": seal_quote(quote) if quote else "",
        "can_place": bool(quote and quote.lines and not quote.blocking and desk.delivery.chosen),
    }


def _refuse(request: SignedInRequest, form: PlaceForm, message: str) -> HttpResponse:
    """Show the page again with the new quote beside the old; nothing was placed."""
    desk = _desk(request, request.POST.dict())
    if desk.view is None:
        messages.error(request, message)
        return _to_cart(request)
    shown = open_quote(request.POST.get("shown", ""))
    typed = {name: request.POST.get(name, "") for name in ("remark", "token")}
    again = PlaceForm(initial={**typed, "token": typed["token"] or form_token()})
    context = _context(desk, form=again) | {
        "refusal": message,
        "old": shown if shown and shown.total != desk.view.quote.total else None,
        "changes": changes_between(shown, desk.view.quote) if shown else [],
    }
    return render(request, PAGE, context, status=422)


def _to_cart(request: SignedInRequest) -> HttpResponse:
    target = redirect("orders:cart-detail")
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": target.url})
    return target
