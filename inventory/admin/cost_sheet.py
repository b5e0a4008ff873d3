"""First stock, cost prices and thresholds of one product's SKUs as a sheet, one click from it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Product
from inventory.forms import FirstStockForm, SupplySheet, supply_sheet
from inventory.models import StockMovement
from inventory.selectors.availability import available_quantities
from inventory.services.movements import Entry, book_movements
from inventory.services.supply import set_supply
from shop.common.actors import Actor, person
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest


def cost_sheet_view(request: SignedInRequest, site: AdminSite, number: str) -> HttpResponse:
    """Show stock, cost and threshold of every SKU of a product; saves those that changed."""
    user: Any = request.user
    if not user.has_perm("inventory.change_skusupply"):
        raise PermissionDenied
    product = Product.objects.filter(number=number).first()
    if product is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    sheet = supply_sheet(product, data, enters_stock=_may_enter_stock(user))
    first = FirstStockForm(data, rows=sheet.forms)
    if sheet.is_bound and sheet.is_valid() and first.is_valid() and _saved(request, sheet, first):
        return HttpResponseRedirect(request.path)
    stock = available_quantities(form.initial["sku_id"] for form in sheet)
    context = site.each_context(request) | {
        "title": _("Stock, costs and thresholds: %(product)s") % {"product": product},
        "sheet": sheet,
        "first": first,
        "rows": [(form, stock[form.initial["sku_id"]]) for form in sheet],
        "back": reverse("admin:catalog_product_change", args=[product.pk]),
        "stock_url": f"{reverse('admin:inventory_stocklevel_changelist')}?q={product.number}",
    }
    return TemplateResponse(request, "admin/inventory/cost_sheet.html", context)


def _may_enter_stock(user: Any) -> bool:
    rights = ("inventory.enter_first_stock", "inventory.change_stocklevel")
    return any(user.has_perm(right) for right in rights)


def _saved(request: SignedInRequest, sheet: SupplySheet, first: FirstStockForm) -> bool:
    try:
        _save(sheet, first.entries(), person(request.user.pk))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


@transaction.atomic
def _save(sheet: SupplySheet, pieces: dict[tuple[int, int], int], actor: Actor) -> None:
    for form in sheet:
        if changes := form.changes():
            set_supply(sku_id=form.initial["sku_id"], **changes)
    entries = [
        Entry(
            sku_id=sku_id,
            warehouse_id=warehouse_id,
            kind=StockMovement.Kind.INITIAL,
            quantity=quantity,
            cause=_("Entered when the product was listed"),
        )
        for (sku_id, warehouse_id), quantity in pieces.items()
    ]
    if entries:
        book_movements(entries=entries, actor=actor)
