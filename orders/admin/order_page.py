"""The page of one order: strip, decisions, goods, parcels, money, time line, raw fields last."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from orders.admin.order_columns import PAYMENT_TONES
from orders.admin.order_steps import ON_SUSPICION, buttons, order_url
from orders.admin.refund_page import may_ask
from orders.models import Order, OrderReceiver
from orders.selectors.refund_rights import REFUND
from orders.selectors.ship_desk import carrier_choices
from orders.selectors.staff_order_page import StaffOrder, staff_order
from orders.selectors.traits import keys_of
from orders.services.care import correct_receiver
from orders.services.risk import blacklist_from_order
from orders.staff_forms import BlacklistForm, ReceiverForm
from payments.selectors.plans import gateway_label
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.services.reveals import log_reveal

REVEAL = "customers.reveal_personal_data"
_SEALED = ["name", "phone", "street"]
_HIDDEN = {"quote", "idempotency_key", "request_fingerprint"}


def show_order(
    request: HttpRequest, model_admin: ModelAdmin, order_id: int, *, revealed: bool = False
) -> HttpResponse:
    """Show an order to somebody who may see it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    page = staff_order(order_id, at=timezone.now(), revealed=revealed)
    if page is None:
        raise Http404
    context = model_admin.admin_site.each_context(request) | _context(request, model_admin, page)
    response = TemplateResponse(request, "orders/staff/order_page.html", context)
    if revealed:
        add_never_cache_headers(response)
    return response


def reveal_receiver(request: HttpRequest, model_admin: ModelAdmin, order_id: int) -> HttpResponse:
    """Show the receiver in clear, once, and write down that it was shown."""
    if not (request.user.has_perm(REVEAL) and model_admin.has_view_permission(request)):
        raise PermissionDenied
    if request.method == "POST":
        _log(request, order_id)
    return show_order(request, model_admin, order_id, revealed=request.method == "POST")


def edit_receiver(request: HttpRequest, model_admin: ModelAdmin, order_id: int) -> HttpResponse:
    """Correct the receiver as agreed with the customer; the form shows him in clear."""
    if not (request.user.has_perm(REVEAL) and request.user.has_perm("orders.change_order")):
        raise PermissionDenied
    _log(request, order_id)
    receiver = OrderReceiver.objects.filter(order=order_id).first()
    if receiver is None:
        raise Http404
    present = {"name": receiver.name, "phone": receiver.phone, "street": receiver.street}
    form = ReceiverForm(request.POST or None, initial=present)
    response = form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=_("Correct the receiver"),
        note=_("%(region)s. For another district cancel the order and have it placed anew.")
        % {"region": receiver.region},
        save=lambda: correct_receiver(
            order_id=order_id, actor=person(int(request.user.pk or 0)), **form.cleaned_data
        ),
        back=order_url(order_id),
    )
    add_never_cache_headers(response)
    return response


def blacklist_buyer(request: HttpRequest, model_admin: ModelAdmin, order_id: int) -> HttpResponse:
    """Put on the blacklist by what the buyer of an order is known again."""
    if not request.user.has_perm("customers.add_blacklistentry"):
        raise PermissionDenied
    order = Order.objects.filter(pk=order_id).first()
    if order is None or not model_admin.has_view_permission(request):
        raise Http404
    form = BlacklistForm(request.POST or None, traits=sorted(keys_of(order)))
    return form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=_("Put on the blacklist: order %(number)s") % {"number": order.number},
        note=_("Further orders with any of these are looked at by a person."),
        save=lambda: blacklist_from_order(
            order_id=order_id, actor=person(int(request.user.pk or 0)), **form.cleaned_data
        ),
        back=order_url(order_id),
    )


def _log(request: HttpRequest, order_id: int) -> None:
    number = Order.objects.filter(pk=order_id).values_list("number", flat=True).first()
    if number is None:
        raise Http404
    log_reveal(
        actor=person(int(request.user.pk or 0)),
        subject="orders.OrderReceiver",
        reference=number,
        fields=_SEALED,
    )


def _context(request: HttpRequest, model_admin: ModelAdmin, page: StaffOrder) -> dict[str, Any]:
    user, order = request.user, page.order
    may_ship = user.has_perm("orders.ship_order")
    return {
        "title": order.number,
        "opts": model_admin.opts,
        "original": order,
        "page": page,
        "order": order,
        "payment_method": gateway_label(order.payment_method),
        "payment_tone": PAYMENT_TONES.get(Order.PaymentState(order.payment_state), ""),
        "buttons": buttons(request, page),
        "suspicion_buttons": buttons(request, page, ON_SUSPICION),
        # Who talks to the customer about a held order is told why it is held.
        "may_see_risk": user.has_perm("orders.change_order")
        or user.has_perm("payments.view_riskassessment"),
        "may_blacklist": user.has_perm("customers.add_blacklistentry"),
        "carriers": carrier_choices() if may_ship and page.to_send else [],
        "may_ship": may_ship,
        "may_print": may_ship or user.has_perm("orders.pick_order"),
        "may_reveal": user.has_perm(REVEAL),
        "may_change": user.has_perm("orders.change_order"),
        "may_correct": user.has_perm("orders.change_order") and order.is_cancellable,
        "may_refund": may_ask(request) and bool(order.paid_at) and page.may_be_refunded,
        "may_decide_refund": user.has_perm(REFUND),
        "is_mine": order.owner_id == user.pk,
        "links": _links(request, order),
        "raw": _raw(model_admin, order),
    }


def _links(request: HttpRequest, order: Order) -> dict[str, str]:
    """Return the lists of other apps that this person may open, narrowed to the order."""
    pages = {
        "plan": ("payments.view_paymentplan", "admin:payments_paymentplan_changelist"),
        "attempts": ("payments.view_paymentattempt", "admin:payments_paymentattempt_changelist"),
        "refunds": ("payments.view_refund", "admin:payments_refund_changelist"),
        "proposals": ("payments.view_refundproposal", "admin:payments_refundproposal_changelist"),
        "ledger": ("payments.view_ledgerentry", "admin:payments_ledgerentry_changelist"),
        "shipments": ("logistics.view_shipment", "admin:logistics_shipment_changelist"),
        "stock": ("inventory.view_reservation", "admin:inventory_reservation_changelist"),
    }
    return {
        name: f"{reverse(address)}?q={order.number}"
        for name, (permission, address) in pages.items()
        if request.user.has_perm(permission)
    }


def _raw(model_admin: ModelAdmin, order: Order) -> list[tuple[str, object]]:
    return [
        (str(field.verbose_name), field.value_from_object(order))
        for field in model_admin.opts.fields
        if field.name not in _HIDDEN
    ]
