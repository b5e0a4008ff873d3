"""My orders."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from orders.forms import CancelForm
from orders.history_words import notes_for_customer
from orders.labels import TONES, Label, display_label
from orders.models import Order, OrderLine
from orders.refund_words import refund_notice
from orders.selectors.my_orders import Tab, my_order, my_order_counts, my_orders, progress_of
from orders.selectors.parcels import parcels_of
from orders.selectors.reviewable import review_states
from orders.services.closing import close_and_cancel
from orders.services.receipt import confirm_receipt
from orders.what_next import what_next
from payments.selectors.movements import movements_of
from payments.selectors.plans import kept_of
from shop.common.actors import person
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.common.money import ZERO
from shop.common.typed_numbers import page_number

PAGE = "orders/order_detail.html"
TRACK = f"{PAGE}#order_track"
_ON_A_PAGE = 10
_GOODS_SHOWN = 4
Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class _Card:
    """One order of the list; `paid` is what came so far of one that is paid in parts."""

    order: Order
    label: Label
    tone: str
    lines: list[OrderLine]
    pieces: int
    may_review: bool
    paid: Decimal
    due: Decimal


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of an order; `review`: its state, "" when it may be written, None when not."""

    line: OrderLine
    review: str | None


@dataclass(frozen=True, kw_only=True)
class _TabLink:
    label: Text
    url: str
    is_current: bool
    count: int


@login_required
@never_cache
@require_GET
def order_list(request: SignedInRequest) -> HttpResponse:
    tab = _tab(request.GET.get("tab", ""))
    counts = my_order_counts(request.user.pk)
    paginator = Paginator(my_orders(request.user.pk, tab), _ON_A_PAGE)
    paginator.count = counts[tab.value]  # known already: no second count
    page = paginator.get_page(page_number(request.GET.get("page")))
    reviews = review_states(page)
    partly_paid = [order.number for order in page if order.is_partly_paid]
    kept = kept_of(partly_paid)
    context = {
        "page": page,
        "cards": [_card(order, reviews, kept.get(order.number, ZERO)) for order in page],
        "tabs": _tabs(tab, counts),
        "tab": tab,
    }
    return render(request, "orders/order_list.html", context)


@login_required
@never_cache
@require_GET
def order_detail(request: SignedInRequest, number: str) -> HttpResponse:
    return render(request, PAGE, _context(request, number))


@login_required
@never_cache
@require_GET
def order_track(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the way of the parcels; the fragment asks for itself while they travel."""
    order = _own_order(request, number)
    context = {"order": order, "tracks": parcels_of(order)}
    if request.htmx:
        return render(request, TRACK, context)
    return redirect(reverse("orders:order-detail", args=[number]) + "#order-track")


@login_required
@require_POST
def order_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    order = _own_order(request, number)
    form = CancelForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        close_and_cancel(
            order_id=order.pk,
            reason=Order.CancelReason.CUSTOMER,
            actor=person(request.user.pk),
            note=note,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The order is cancelled."))
    return redirect("orders:order-detail", number)


@login_required
@require_POST
def order_receive(request: SignedInRequest, number: str) -> HttpResponse:
    order = _own_order(request, number)
    try:
        confirm_receipt(order_id=order.pk, actor=person(request.user.pk))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. The order is completed."))
    return redirect("orders:order-detail", number)


def _own_order(request: SignedInRequest, number: str) -> Order:
    return get_object_or_404(Order.objects.placed_by(request.user.pk), number=number)


def _context(request: SignedInRequest, number: str) -> dict[str, Any]:
    order = my_order(request.user.pk, number)
    if order is None:
        raise Http404
    label = display_label(order)
    money = movements_of(number)
    return {
        "order": order,
        "lines": _lines(order),
        "label": label,
        "tone": TONES[label],
        "what_next": what_next(order, label),
        "progress": progress_of(order),
        "notes": notes_for_customer(order.history.all(), request.user.pk),
        "tracks": parcels_of(order),
        "is_settled": not order.is_payable,
        "payments": money.came,
        "paid": money.kept,
        "due": order.total - money.kept if order.is_payable else ZERO,
        "refunds": [refund_notice(back) for back in money.went_back],
        "cancel_form": CancelForm(),
    }


def _lines(order: Order) -> list[_Line]:
    reviews = review_states([order])
    lines = order.lines.all()
    return [_Line(line=line, review=reviews.get(line.pk)) for line in lines]


def _card(order: Order, reviews: dict[int, str], paid: Decimal) -> _Card:
    label = display_label(order)
    lines = list(order.lines.all())
    return _Card(
        order=order,
        label=label,
        tone=TONES[label],
        lines=lines[:_GOODS_SHOWN],
        pieces=sum(line.quantity for line in lines),
        may_review=any(reviews.get(line.pk) == "" for line in lines),
        paid=paid,
        due=order.total - paid,
    )


def _tab(name: str) -> Tab:
    return Tab(name) if name in Tab.values else Tab.ALL


def _tabs(current: Tab, counts: dict[str, int]) -> list[_TabLink]:
    address = reverse("orders:order-list")
    return [
        _TabLink(
            label=tab.label,
            url=address if tab == Tab.ALL else f"{address}?tab={tab.value}",
            is_current=tab == current,
            count=0 if tab in {Tab.ALL, Tab.COMPLETED, Tab.CANCELLED} else counts[tab.value],
        )
        for tab in Tab
    ]
