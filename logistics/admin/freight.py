"""Freight templates with their zones, which product ships by which, and a page to try the rules."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from logistics.errors import ProductsUnknown
from logistics.forms import ProductsForm, TrialForm, ZoneForm, ZoneFormSet
from logistics.models import FreightTemplate, FreightZone, FreightZoneRegion, ProductFreight
from logistics.selectors.freight import freight_quote
from logistics.selectors.trials import products_by_number, trial_lines
from logistics.services.freight_templates import assign_template, set_zone_regions
from shop.common.admin.base import ModelAdmin, StackedInline
from shop.common.admin.form_page import form_page
from shop.common.http import SignedInRequest


class ZoneInline(StackedInline):
    model = FreightZone
    form = ZoneForm
    formset = ZoneFormSet
    extra = 0
    fieldsets = [
        (None, {"fields": [("name", "is_served"), "regions"]}),
        (
            _("Fees"),
            {
                "fields": [
                    ("first_quantity", "first_fee"),
                    ("next_quantity", "next_fee"),
                    "remote_surcharge",
                ]
            },
        ),
        (
            _("Free delivery"),
            {"fields": ["free_when", ("free_amount", "free_pieces"), "free_covers_surcharge"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FreightZone]:
        rows: QuerySet[FreightZone] = super().get_queryset(request)
        regions = FreightZoneRegion.objects.order_by("region_id")
        return rows.prefetch_related(Prefetch("regions", regions)).order_by("pk")


@admin.register(FreightTemplate)
class FreightTemplateAdmin(ModelAdmin):
    list_display = ["name", "basis", "is_default", "zones_count", "products_count"]
    search_fields = ["name"]
    ordering = ["-is_default", "name"]
    fields = ["name", "basis", "volumetric_divisor", "is_default"]
    inlines = [ZoneInline]
    actions_list = ["try_freight"]
    actions_detail = ["ship_products"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FreightTemplate]:
        rows: QuerySet[FreightTemplate] = super().get_queryset(request)
        return rows.annotate(
            zones_count=Count("zones", distinct=True),
            products_count=Count("products", distinct=True),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("trial/", view(self.trial_view), name="logistics_freighttemplate_trial"),
            path(
                "<int:template_id>/products/",
                view(self.products_view),
                name="logistics_freighttemplate_products",
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 - Django's own signature
        super().save_formset(request, form, formset, change)
        if isinstance(formset, ZoneFormSet):
            regions = {zone.instance.pk: codes for zone, codes in formset.kept()}
            set_zone_regions(template_id=form.instance.pk, regions_by_zone=regions)

    @admin.display(description=_("zones"))
    def zones_count(self, template: Any) -> int:
        return int(template.zones_count)

    @admin.display(description=_("products"))
    def products_count(self, template: Any) -> int:
        return int(template.products_count)

    @action(description=_("Try the freight"), permissions=["view"], icon="calculate")
    def try_freight(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:logistics_freighttemplate_trial"))

    @action(description=_("Ship products by it"), permissions=["change"], icon="inventory_2")
    def ship_products(self, request: HttpRequest, object_id: int) -> HttpResponse:
        page = reverse("admin:logistics_freighttemplate_products", args=[object_id])
        return HttpResponseRedirect(page)

    def trial_view(self, request: SignedInRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TrialForm(request.GET or None)
        context = self.admin_site.each_context(request) | {
            "title": _("Try the freight"),
            "opts": self.opts,
            "form": form,
            **(_trial(form) if form.is_bound and form.is_valid() else {}),
        }
        return TemplateResponse(request, "admin/logistics/freight_trial.html", context)

    def products_view(self, request: SignedInRequest, template_id: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        template = get_object_or_404(FreightTemplate, pk=template_id)
        form = ProductsForm(request.POST or None)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Ship products by it"),
            note=template.name,
            save=lambda: _assign(template_id, form.cleaned_data["products"]),
            back=reverse("admin:logistics_freighttemplate_change", args=[template_id]),
        )


@admin.register(ProductFreight)
class ProductFreightAdmin(ModelAdmin):
    """Which product ships by which template; a deleted row means the default template."""

    list_display = ["product", "template"]
    list_editable = ["template"]
    list_display_links = None
    list_filter = ["template"]
    list_select_related = ["product", "template"]
    search_fields = ["product__number", "product__title"]
    search_help_text = _("Product number or title")
    ordering = ["product__number"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


def _trial(form: TrialForm) -> dict[str, Any]:
    basket = form.cleaned_data["basket"]
    lines = trial_lines(basket, timezone.now())
    quoted = freight_quote(
        district_code=form.cleaned_data["district"].pk,
        lines=[trial.line for trial in lines],
        method_code=form.cleaned_data["method"],
    )
    refused = {line.line_key: line.reason for line in quoted.not_served}
    return {
        "quote": quoted,
        "lines": [
            {
                "code": trial.code,
                "title": trial.title,
                "line": trial.line,
                "share": quoted.shares.get(trial.line.line_key),
                "refused": refused.get(trial.line.line_key, ""),
            }
            for trial in lines
        ],
        "unknown": sorted(basket.keys() - {trial.code for trial in lines}),
    }


def _assign(template_id: int, numbers: list[str]) -> None:
    known = products_by_number(numbers)
    if len(known) < len(numbers):
        raise ProductsUnknown(numbers=sorted(set(numbers) - known.keys()))
    assign_template(product_ids=list(known.values()), template_id=template_id)
