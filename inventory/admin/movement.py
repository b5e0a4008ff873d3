"""The stock ledger, to be read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from inventory.admin.read_only import ReadOnlyAdmin
from inventory.models import StockMovement


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    list_display = [
        "at", "sku_code", "warehouse", "shown_kind", "change", "before", "after", "cause",
        "reference", "actor",
    ]  # fmt: skip
    list_filter = ["kind", "level__warehouse", "at"]
    list_select_related = ["level__sku", "level__warehouse", "actor_user"]
    search_fields = ["=level__sku__code", "=level__sku__barcode", "=reference"]
    search_help_text = _("Whole SKU code, barcode or reference")
    empty_text = _("Every change of stock is booked here by itself.")
    ordering = ["-at", "-pk"]

    @admin.display(description=_("SKU code"))
    def sku_code(self, movement: StockMovement) -> str:
        return movement.level.sku.code

    @admin.display(description=_("warehouse"))
    def warehouse(self, movement: StockMovement) -> str:
        return str(movement.level.warehouse)

    @display(description=_("kind"), label=True)
    def shown_kind(self, movement: StockMovement) -> str:
        return str(movement.get_kind_display())

    @admin.display(description=_("change"))
    def change(self, movement: StockMovement) -> str:
        return f"{movement.quantity:+d}"

    @admin.display(description=_("by"))
    def actor(self, movement: StockMovement) -> str:
        return str(movement.actor_user or movement.actor_process)
