"""Shipments and parcels, read only: they are made and sent from the order and the pick list."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from logistics.models import Parcel, Shipment, ShipmentLine, TrackingEvent
from logistics.selectors.lookup import found_parcels, found_shipments
from shop.common.admin.base import ModelAdmin, TabularInline


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class LineInline(_ReadOnly, TabularInline):
    model = ShipmentLine
    fields = ("title", "sku_name", "sku", "quantity", "to_take_out")


class ParcelInline(_ReadOnly, TabularInline):
    model = Parcel
    fields = ("carrier", "waybill", "state", "delivered_at")


class TrackInline(_ReadOnly, TabularInline):
    model = TrackingEvent
    fields = ("at", "text", "location", "state")
    ordering = ("-at", "-pk")


@admin.register(Shipment)
class ShipmentAdmin(_ReadOnly, ModelAdmin):
    list_display = (
        "number",
        "reference",
        "warehouse",
        "shown_state",
        "created_at",
        "dispatched_at",
    )
    list_filter = ("state", "warehouse", "created_at")
    list_select_related = ("warehouse",)
    search_fields = ("number", "reference", "parcels__waybill")
    search_help_text = _("Shipment, order or waybill number")
    empty_text = _("A shipment is made by itself when an order is ready to ship.")
    ordering = ("-pk",)
    inlines = (LineInline, ParcelInline)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Shipment], search_term: str
    ) -> tuple[QuerySet[Shipment], bool]:
        return (found_shipments(queryset, search_term) if search_term.strip() else queryset), False

    @display(
        description=_("state"),
        label={
            "ready": "warning",
            "picking": "info",
            "packed": "info",
            "dispatched": "info",
            "delivered": "success",
            "returned": "danger",
        },
    )
    def shown_state(self, shipment: Shipment) -> tuple[str, str]:
        return shipment.state, shipment.get_state_display()


@admin.register(Parcel)
class ParcelAdmin(_ReadOnly, ModelAdmin):
    list_display = ("waybill", "carrier", "order", "shown_state", "created_at", "last_queried_at")
    list_filter = ("state", "carrier", "created_at")
    list_select_related = ("carrier", "shipment")
    search_fields = ("waybill", "shipment__reference", "shipment__number")
    search_help_text = _("Shipment, order or waybill number")
    empty_text = _("A parcel stands here as soon as it has a waybill.")
    ordering = ("-pk",)
    inlines = (TrackInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Parcel], search_term: str
    ) -> tuple[QuerySet[Parcel], bool]:
        return (found_parcels(queryset, search_term) if search_term.strip() else queryset), False

    @display(description=_("order number"))
    def order(self, parcel: Parcel) -> str:
        return parcel.shipment.reference

    @display(
        description=_("state"),
        label={
            "delivered": "success",
            "exception": "danger",
            "returning": "danger",
            "returned": "danger",
        },
    )
    def shown_state(self, parcel: Parcel) -> tuple[str, str]:
        return parcel.state, parcel.get_state_display()
