"""Low-stock alerts: the list of what has to be ordered, the oldest first."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from inventory.admin.read_only import ReadOnlyAdmin
from inventory.models import StockAlert
from inventory.selectors.availability import available_quantities


class OpenFirst(admin.SimpleListFilter):
    """Open ones unless all are asked for: it is a work list."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("closed", _("closed")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield first | {"display": _("open")}
        yield from others

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StockAlert]
    ) -> QuerySet[StockAlert]:
        if self.value() == "all":
            return queryset
        return queryset.filter(closed_at__isnull=self.value() != "closed")


@admin.register(StockAlert)
class StockAlertAdmin(ReadOnlyAdmin):
    list_display = [
        "sku_code", "title", "threshold", "available", "saleable_now", "owner", "opened_at",
        "closed_at", "levels",
    ]  # fmt: skip
    list_filter = [OpenFirst, ("owner", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["sku__product", "owner"]
    search_fields = ["sku__code", "=sku__barcode", "sku__product__title"]
    search_help_text = _("SKU code, barcode or title")
    empty_text = _("What runs low stands here by itself. There is nothing to replenish.")
    ordering = ["opened_at", "pk"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        now = available_quantities(alert.sku_id for alert in changelist.result_list)
        for alert in changelist.result_list:
            alert.now = now[alert.sku_id]
        return changelist

    @admin.display(description=_("SKU code"))
    def sku_code(self, alert: StockAlert) -> str:
        return alert.sku.code

    @admin.display(description=_("product"))
    def title(self, alert: StockAlert) -> str:
        return f"{alert.sku.product.title} {alert.sku.name}".strip()

    @admin.display(description=_("saleable now"))
    def saleable_now(self, alert: Any) -> int | None:
        return getattr(alert, "now", None)

    @admin.display(description="")
    def levels(self, alert: StockAlert) -> SafeString:
        stock = reverse("admin:inventory_stocklevel_changelist")
        return format_html('<a href="{}?q={}">{}</a>', stock, alert.sku.code, _("Stock"))
