"""What is promised to orders, to be read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from inventory.admin.read_only import ReadOnlyAdmin
from inventory.models import Reservation

State = Reservation.State


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = [
        "reference", "sku_code", "warehouse", "quantity", "consumed", "shown_state", "expires_at",
        "created_at",
    ]  # fmt: skip
    list_filter = ["state", "level__warehouse"]
    list_select_related = ["level__sku", "level__warehouse"]
    search_fields = ["=reference", "=level__sku__code"]
    search_help_text = _("Whole order number or SKU code")
    empty_text = _("Stock is reserved by itself when an order is placed.")
    ordering = ["-pk"]

    @admin.display(description=_("SKU code"))
    def sku_code(self, reservation: Reservation) -> str:
        return reservation.level.sku.code

    @admin.display(description=_("warehouse"))
    def warehouse(self, reservation: Reservation) -> str:
        return str(reservation.level.warehouse)

    @display(
        description=_("state"),
        label={State.HELD: "warning", State.CONFIRMED: "info", State.CONSUMED: "success"},
    )
    def shown_state(self, reservation: Reservation) -> tuple[str, str]:
        return reservation.state, str(reservation.get_state_display())
