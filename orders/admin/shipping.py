"""Handing a shipment to its carrier: from the order's page, and from the ship desk."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.waybills import clean_waybill, has_usual_shape
from orders.models import Order
from orders.selectors.ship_desk import (
    carrier_choices,
    carrier_of,
    desk_counts,
    desk_shipments,
    is_cancelled,
    shipment_reference,
    warehouse_names,
)
from orders.services.shipping import ship_shipment
from orders.staff_forms import ShipForm
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.errors import DomainError
from shop.common.typed_numbers import whole_number

SHIP = "orders.ship_order"
_KEPT = ("desk", "scanning", "taken_out")  # asked again, the form still knows them


def ship_desk(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Show what waits for its number, the most urgent first; the scanner types, Enter sends."""
    _refuse_strangers(request)
    warehouses, counts = warehouse_names(), desk_counts()
    chosen = _number(request.GET.get("warehouse")) or _busiest(warehouses, counts)
    term = request.GET.get("q", "").replace("\0", "").strip()
    shipments = desk_shipments(warehouse_id=chosen, term=term, at=timezone.now())
    context: dict[str, Any] = model_admin.admin_site.each_context(request) | {
        "title": _("Ship desk"),
        "warehouses": [(pk, name, counts.get(pk, 0), pk == chosen) for pk, name in warehouses],
        "warehouse_id": chosen,
        "shipments": shipments,
        "is_cancelled": not shipments and is_cancelled(term),
        "carriers": carrier_choices(),
        "carrier_id": _number(request.GET.get("carrier")),
        "term": term,
        "is_scanning": "q" in request.GET,
    }
    return TemplateResponse(request, "orders/staff/ship_desk.html", context)


def ship_view(request: HttpRequest, model_admin: ModelAdmin, shipment_id: int) -> HttpResponse:
    """Ship one shipment; a number of an unusual shape is asked about once."""
    _refuse_strangers(request)
    reference = shipment_reference(shipment_id)
    if reference is None:
        raise Http404
    back = _back(request, reference)
    if request.method != "POST":
        return HttpResponseRedirect(back)
    form = ShipForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a carrier and give the waybill number."))
        return HttpResponseRedirect(back)
    return _ship(request, model_admin, shipment_id, form.cleaned_data, back)


def _ship(
    request: HttpRequest,
    model_admin: ModelAdmin,
    shipment_id: int,
    given: dict[str, Any],
    back: str,
) -> HttpResponse:
    try:
        if not given["is_sure"] and _is_unusual(given["carrier"], given["waybill"]):
            return _ask(request, model_admin, shipment_id, given, back)
        shipment = ship_shipment(
            shipment_id=shipment_id,
            carrier_id=given["carrier"],
            waybill=given["waybill"],
            taken_out=given["taken_out"] or 0,
            actor=person(int(request.user.pk or 0)),
        )
    except DomainError as refusal:
        messages.error(request, f"{given['waybill']}: {refusal}")
    else:
        text = _("%(order)s has left with %(waybill)s.")
        messages.success(
            request, text % {"order": shipment.reference, "waybill": given["waybill"].upper()}
        )
    return HttpResponseRedirect(back)


def _is_unusual(carrier_id: int, waybill: str) -> bool:
    carrier = carrier_of(carrier_id)
    return carrier is not None and not has_usual_shape(
        pattern=carrier.number_pattern, waybill=clean_waybill(waybill)
    )


def _ask(
    request: HttpRequest,
    model_admin: ModelAdmin,
    shipment_id: int,
    given: dict[str, Any],
    back: str,
) -> HttpResponse:
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Is this number right?"),
        "shipment_id": shipment_id,
        "given": given,
        "carrier": dict(carrier_choices()).get(given["carrier"], ""),
        "carriers": carrier_choices(),
        "hidden": [(name, request.POST.get(name, "")) for name in _KEPT],
        "back": back,
    }
    return TemplateResponse(request, "orders/staff/ship_confirm.html", context)


def _back(request: HttpRequest, reference: str) -> str:
    """Return to the desk with the same carrier, or to the order, whichever sent the form."""
    given = request.POST
    if not given.get("desk"):
        order = Order.objects.filter(number=reference).values_list("pk", flat=True).first()
        return reverse("admin:orders_order_change", args=[order]) + "#parcels"
    query = {"warehouse": given["desk"], "carrier": given.get("carrier", "")}
    if given.get("scanning"):
        query["q"] = ""
    return f"{reverse('admin:orders_ship_desk')}?{urlencode(query)}"


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm(SHIP):
        raise PermissionDenied


def _number(text: str | None) -> int:
    return whole_number(text) or 0


def _busiest(warehouses: list[tuple[int, str]], counts: dict[int, int]) -> int:
    known = [pk for pk, _name in warehouses]
    return max(known, key=lambda pk: counts.get(pk, 0), default=0)
