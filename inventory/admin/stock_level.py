"""Stock as staff look it up: by SKU code, barcode or title, per warehouse."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from catalog.models import Sku
from inventory.admin.read_only import ReadOnlyAdmin
from inventory.exporters import STOCK_EXPORT
from inventory.forms import MovementForm, PlaceForm, ThresholdForm
from inventory.models import StockLevel, StockMovement
from inventory.models.stock_level import SALEABLE
from inventory.selectors.low_stock import default_threshold, low_stock
from inventory.services.levels import assign_bin, set_held_back
from inventory.services.movements import book_movement
from inventory.services.supply import set_thresholds
from shop.common.actors import person
from shop.common.admin.export_jobs import Format, export_rows
from shop.common.admin.form_page import form_page
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import whole_number

LIST = "admin:inventory_stocklevel_changelist"


class BelowThreshold(admin.SimpleListFilter):
    title = _("alert")
    parameter_name = "low"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("below the threshold"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StockLevel]
    ) -> QuerySet[StockLevel]:
        if self.value() != "1":
            return queryset
        return queryset.filter(sku_id__in=[low.sku_id for low in low_stock()])


def movement_url(level_id: int | None = None) -> str:
    page = reverse("admin:inventory_stocklevel_movement")
    return page if level_id is None else f"{page}?level={level_id}"


@admin.register(StockLevel)
class StockLevelAdmin(ReadOnlyAdmin):
    list_display = [
        "sku_code", "title", "warehouse", "place", "on_hand", "reserved", "frozen",
        "safety_stock", "saleable", "threshold", "book",
    ]  # fmt: skip
    list_display_links = ["sku_code"]
    list_filter = ["warehouse", BelowThreshold]
    list_select_related = ["sku__product", "warehouse", "bin"]
    search_fields = ["sku__code", "=sku__barcode", "sku__product__title", "sku__product__number"]
    search_help_text = _("SKU code, barcode, title or number of the product")
    empty_text = _(
        "Stock is entered on the page of a product, or imported under “Import and export”."
    )
    ordering = ["sku__code", "pk"]
    actions = ["export_stock", "export_stock_as_csv", "set_threshold"]
    actions_list = ["book_any"]
    actions_detail = ["book_here", "place_here", "ledger_here"]
    fields = [
        "sku", "warehouse", "bin", "on_hand", "reserved", "frozen", "pending", "safety_stock",
        "saleable",
    ]  # fmt: skip
    readonly_fields = ["saleable"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        rows: QuerySet[StockLevel] = super().get_queryset(request)
        return rows.annotate(saleable=SALEABLE, own_threshold=F("sku__supply__alert_threshold"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("movement/", view(self.movement_view), name="inventory_stocklevel_movement"),
            path("<int:level_id>/place/", view(self.place_view), name="inventory_stocklevel_place"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    @admin.display(description=_("SKU code"), ordering="sku__code")
    def sku_code(self, level: StockLevel) -> str:
        return level.sku.code

    @admin.display(description=_("product"), ordering="sku__product__title")
    def title(self, level: StockLevel) -> str:
        return f"{level.sku.product.title} {level.sku.name}".strip()

    @admin.display(description=_("bin"), ordering="bin__code")
    def place(self, level: StockLevel) -> str:
        return level.bin.code if level.bin else ""

    @admin.display(description=_("saleable"), ordering="saleable")
    def saleable(self, level: StockLevel) -> int:
        return level.available

    @admin.display(description=_("alert below"))
    def threshold(self, level: Any) -> int:
        own = level.own_threshold
        return default_threshold() if own is None else int(own)

    @admin.display(description="")
    def book(self, level: StockLevel) -> SafeString:
        return format_html('<a href="{}">{}</a>', movement_url(level.pk), _("Book"))

    @action(description=_("Book a movement"), permissions=["change"], icon="swap_vert")
    def book_any(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(movement_url())

    @action(description=_("Book a movement"), permissions=["change"], icon="swap_vert")
    def book_here(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return HttpResponseRedirect(movement_url(object_id))

    @action(description=_("Bin and hold-backs"), permissions=["change"], icon="shelves")
    def place_here(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:inventory_stocklevel_place", args=[object_id]))

    @action(description=_("Ledger"), permissions=["view"], icon="receipt_long")
    def ledger_here(self, request: HttpRequest, object_id: int) -> HttpResponse:
        ledger = reverse("admin:inventory_stockmovement_changelist")
        return HttpResponseRedirect(f"{ledger}?level__id__exact={object_id}")

    @admin.action(description=_("Export for Excel"), permissions=["view"])
    def export_stock(
        self, request: SignedInRequest, queryset: QuerySet[StockLevel]
    ) -> HttpResponseBase:
        return export_rows(request, STOCK_EXPORT.key, _skus(queryset))

    @admin.action(description=_("Export as CSV"), permissions=["view"])
    def export_stock_as_csv(
        self, request: SignedInRequest, queryset: QuerySet[StockLevel]
    ) -> HttpResponseBase:
        return export_rows(request, STOCK_EXPORT.key, _skus(queryset), Format.CSV)

    @admin.action(description=_("Set the alert threshold"), permissions=["change"])
    def set_threshold(
        self, request: SignedInRequest, queryset: QuerySet[StockLevel]
    ) -> HttpResponse:
        chosen = sorted(set(queryset.values_list("sku_id", flat=True)))
        levels = [str(level_id) for level_id in queryset.values_list("pk", flat=True)]
        form = ThresholdForm(request.POST if "alert_threshold" in request.POST else None)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Set the alert threshold"),
            note=_("For %(count)d SKUs, over all warehouses.") % {"count": len(chosen)},
            hidden=[
                ("action", "set_threshold"),
                *((ACTION_CHECKBOX_NAME, level_id) for level_id in levels),
            ],
            save=lambda: set_thresholds(sku_ids=chosen, **form.cleaned_data),
            back=reverse(LIST),
        )

    def movement_view(self, request: SignedInRequest) -> HttpResponse:
        self._must_change(request)
        form = MovementForm(request.POST or None, initial=_chosen(request.GET.get("level", "")))
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Book a movement"),
            note=_("A movement stays in the ledger for good; a wrong one is put right by another."),
            save=lambda: _book(form.cleaned_data, request),
            back=reverse(LIST),
        )

    def place_view(self, request: SignedInRequest, level_id: int) -> HttpResponse:
        self._must_change(request)
        level = get_object_or_404(StockLevel.objects.select_related("sku"), pk=level_id)
        form = PlaceForm(
            request.POST or None,
            warehouse_id=level.warehouse_id,
            initial={
                "bin": level.bin_id,
                "frozen": level.frozen,
                "safety_stock": level.safety_stock,
            },
        )
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Bin and hold-backs"),
            note=level.sku.code,
            save=lambda: _place(level_id, form.cleaned_data),
            back=reverse("admin:inventory_stocklevel_change", args=[level_id]),
        )

    def _must_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied


def _chosen(level_id: str) -> dict[str, Any]:
    wanted = whole_number(level_id) or 0
    level = StockLevel.objects.select_related("sku", "bin").filter(pk=wanted).first()
    if level is None:
        return {}
    return {
        "sku": level.sku.code,
        "warehouse": level.warehouse_id,
        "bin": level.bin.code if level.bin else "",
    }


def _book(values: dict[str, Any], request: SignedInRequest) -> None:
    book_movement(
        sku_id=values["sku"],
        warehouse_id=values["warehouse"].pk,
        kind=StockMovement.Kind(values["kind"]),
        quantity=values["quantity"],
        cause=values["cause"],
        reference=values["reference"],
        bin_id=values["bin_id"],
        actor=person(request.user.pk),
    )


@transaction.atomic
def _place(level_id: int, values: dict[str, Any]) -> None:
    place = values["bin"]
    assign_bin(level_ids=[level_id], bin_id=place.pk if place else None)
    set_held_back(level_id=level_id, frozen=values["frozen"], safety_stock=values["safety_stock"])


def _skus(levels: QuerySet[StockLevel]) -> QuerySet[Sku]:
    return Sku.objects.filter(pk__in=levels.order_by().values("sku_id"))
