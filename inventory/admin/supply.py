"""Cost and alert threshold of a SKU."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from inventory.admin.cost_sheet import cost_sheet_view
from inventory.models import SkuSupply
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest


@admin.register(SkuSupply)
class SkuSupplyAdmin(ModelAdmin):
    list_display = ["sku", "title", "unit_cost", "alert_threshold"]
    list_editable = ["alert_threshold"]
    list_select_related = ["sku__product"]
    search_fields = ["sku__code", "=sku__barcode", "sku__product__title"]
    search_help_text = _("SKU code, barcode or title")
    ordering = ["sku__code"]
    readonly_fields = ["sku"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "product/<str:number>/",
                self.admin_site.admin_view(self.sheet_view),
                name="inventory_skusupply_sheet",
            )
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def sheet_view(self, request: SignedInRequest, number: str) -> HttpResponse:
        return cost_sheet_view(request, self.admin_site, number)

    @admin.display(description=_("product"))
    def title(self, supply: SkuSupply) -> str:
        return f"{supply.sku.product.title} {supply.sku.name}".strip()
