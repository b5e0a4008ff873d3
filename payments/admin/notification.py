"""What gateways sent, believed or not."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from payments.admin.read_only import ReadOnlyAdmin
from payments.models import Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = (
        "notify_id",
        "gateway",
        "shown_verdict",
        "attempt",
        "received_count",
        "received_at",
    )
    list_filter = ("verdict", "gateway", "received_at")
    search_fields = ("notify_id", "attempt__out_trade_no")
    list_select_related = ("attempt",)
    ordering = ("-received_at", "-pk")

    @display(
        description=_("verdict"),
        label={
            "applied": "success",
            "repeated": "info",
            "ignored": "info",
            "stored": "warning",
            "bad_signature": "danger",
            "unknown_number": "danger",
            "wrong_merchant": "danger",
            "wrong_amount": "danger",
            "malformed": "danger",
            "foreign_address": "danger",
            "stale": "danger",
            "unknown_key": "danger",
        },
    )
    def shown_verdict(self, row: Notification) -> tuple[str, str]:
        return row.verdict, row.get_verdict_display()
