"""Cost prices and thresholds of one product's SKUs as a sheet, one click from the product."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Product
from inventory.forms import SupplySheet, supply_sheet
from inventory.selectors.availability import available_quantities
from inventory.services.supply import set_supply
from shop.common.http import SignedInRequest


def cost_sheet_view(request: SignedInRequest, site: AdminSite, number: str) -> HttpResponse:
    """Show cost and threshold of every SKU of a product; saves those that changed."""
    may_change = getattr(request.user, "has_perm", lambda _name: False)
    if not may_change("inventory.change_skusupply"):
        raise PermissionDenied
    product = Product.objects.filter(number=number).first()
    if product is None:
        raise Http404
    sheet = supply_sheet(product, request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.is_valid():
        _save(sheet)
        return HttpResponseRedirect(request.path)
    stock = available_quantities(form.initial["sku_id"] for form in sheet)
    context = site.each_context(request) | {
        "title": _("Costs and thresholds: %(product)s") % {"product": product},
        "sheet": sheet,
        "rows": [(form, stock[form.initial["sku_id"]]) for form in sheet],
        "back": reverse("admin:catalog_product_change", args=[product.pk]),
        "stock_url": f"{reverse('admin:inventory_stocklevel_changelist')}?q={product.number}",
    }
    return TemplateResponse(request, "admin/inventory/cost_sheet.html", context)


@transaction.atomic
def _save(sheet: SupplySheet) -> None:
    for form in sheet:
        if form.has_changed():
            set_supply(sku_id=form.initial["sku_id"], **form.changes())
