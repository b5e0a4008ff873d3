"""What gateways sent, believed or not."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from payments.admin.money_page import MoneyAdmin, chip
from payments.models import Notification
from payments.selectors.plans import gateway_label

Verdict = Notification.Verdict
_TONES = {
    Verdict.APPLIED: "good",
    Verdict.REPEATED: "run",
    Verdict.IGNORED: "run",
    Verdict.STORED: "act",
}


@admin.register(Notification)
class NotificationAdmin(MoneyAdmin):
    list_display = (
        "received_at", "house", "order", "shown_verdict", "attempt", "notify_id", "received_count",
    )  # fmt: skip
    list_filter = ("verdict", "gateway", "received_at")
    search_fields = (
        "=notify_id", "=attempt__out_trade_no", "=attempt__payment__plan__reference",
    )  # fmt: skip
    search_help_text = _("Order number, our number or the number of the notification")
    list_select_related = ("attempt__payment__plan",)
    empty_text = _(
        "What gateways tell us of payments and refunds stands here. If customers pay and"
        " nothing comes, try the account of the gateway under “Provider accounts”."
    )
    ordering = ("-received_at", "-pk")

    def reference_of(self, row: Notification) -> str:
        return row.attempt.payment.plan.reference if row.attempt else ""

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, row: Notification) -> str:
        return gateway_label(row.gateway)

    @admin.display(description=_("verdict"), ordering="verdict")
    def shown_verdict(self, row: Notification) -> SafeString:
        return chip(row.get_verdict_display(), _TONES.get(Verdict(row.verdict), "bad"))
