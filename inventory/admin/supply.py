"""Cost and alert threshold of a SKU."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from inventory.models import SkuSupply


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

    @admin.display(description=_("product"))
    def title(self, supply: SkuSupply) -> str:
        return f"{supply.sku.product.title} {supply.sku.name}".strip()
