"""Warehouses with the provinces that they serve and their bins."""

from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from inventory.models import Bin, Warehouse, WarehouseProvince
from inventory.services.warehouses import set_warehouse_active
from shop.common.admin.base import ModelAdmin, TabularInline
from shop.common.admin.choices import LooksUpChoices
from shop.common.selectors import region_path


class ProvinceInline(LooksUpChoices, TabularInline):
    model = WarehouseProvince
    extra = 0
    tab = True
    fields = ["rank", "province"]
    autocomplete_fields = ["province"]
    ordering = ["rank", "pk"]


class BinInline(TabularInline):
    model = Bin
    extra = 0
    tab = True
    fields = ["pick_sequence", "code"]
    ordering = ["pick_sequence", "code"]
    per_page = 50


@admin.register(Warehouse)
class WarehouseAdmin(LooksUpChoices, ModelAdmin):
    list_display = ["code", "name", "where", "provinces_count", "cutoff", "in_use"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    fields = ["code", "name", "district", "street", "telephone", "cutoff", "is_active"]
    readonly_fields = ["is_active"]
    autocomplete_fields = ["district"]
    inlines = [ProvinceInline, BinInline]
    actions = ["take_into_use", "take_out_of_use"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Warehouse]:
        rows: QuerySet[Warehouse] = super().get_queryset(request)
        return rows.annotate(provinces_count=Count("provinces"))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("place"))
    def where(self, warehouse: Warehouse) -> str:
        return region_path(warehouse.district_id)

    @admin.display(description=_("served provinces"), ordering="provinces_count")
    def provinces_count(self, warehouse: Warehouse) -> int:
        return int(getattr(warehouse, "provinces_count", 0))

    @display(description=_("in use"), boolean=True)
    def in_use(self, warehouse: Warehouse) -> bool:
        return warehouse.is_active

    @admin.action(description=_("Take into use"), permissions=["change"])
    def take_into_use(self, request: HttpRequest, queryset: QuerySet[Warehouse]) -> None:
        self._set_active(request, queryset, is_active=True)

    @admin.action(description=_("Take out of use: sell nothing from it"), permissions=["change"])
    def take_out_of_use(self, request: HttpRequest, queryset: QuerySet[Warehouse]) -> None:
        self._set_active(request, queryset, is_active=False)

    def _set_active(
        self, request: HttpRequest, queryset: QuerySet[Warehouse], *, is_active: bool
    ) -> None:
        for warehouse_id in queryset.order_by("pk").values_list("pk", flat=True):
            set_warehouse_active(warehouse_id=warehouse_id, is_active=is_active)
        messages.success(request, _("Saved."))
