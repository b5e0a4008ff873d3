"""What gateways sent, believed or not."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from payments.admin.money_page import MoneyAdmin, chip, moment, row_link, time_of
from payments.models import Notification
from payments.selectors.plans import gateway_label

Verdict = Notification.Verdict
_SINCE = pgettext_lazy("of a notification", "received at")
_MEANINGS = {
    Verdict.BAD_SIGNATURE: _(
        "Nothing was booked: it was sent by somebody else, or a key of the gateway is entered"
        " wrongly. Try the account under “Provider accounts”."
    ),
    Verdict.UNKNOWN_KEY: _(
        "Nothing was booked: we do not know the key. If the gateway exchanged its key, enter the"
        " new one under “Provider accounts”."
    ),
    Verdict.STALE: _(
        "Nothing was booked: it was signed more than five minutes before it came, or a clock is"
        " wrong. What was paid is found when we ask the gateway."
    ),
    Verdict.UNKNOWN_NUMBER: _(
        "Nothing was booked: no payment here has its number. Perhaps another shop uses the account."
    ),
    Verdict.WRONG_MERCHANT: _("Nothing was booked: it is about another app or merchant than ours."),
    Verdict.WRONG_AMOUNT: _(
        "Nothing was booked: it names another amount or currency than the payment attempt."
    ),
    Verdict.MALFORMED: _("Nothing was booked: no gateway writes like that."),
    Verdict.FOREIGN_ADDRESS: _(
        "Nothing was booked: it came from an address that is not in the list of this gateway."
    ),
}
_TONES = {
    Verdict.APPLIED: "good",
    Verdict.REPEATED: "run",
    Verdict.IGNORED: "run",
    Verdict.STORED: "act",
}


@admin.register(Notification)
class NotificationAdmin(MoneyAdmin):
    list_display = (
        "received", "house", "order", "shown_verdict", "attempt", "notify_id", "received_count",
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
    technical = ("notify_id", "headers", "body")

    def reference_of(self, row: Notification) -> str:
        return row.attempt.payment.plan.reference if row.attempt else ""

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, row: Notification) -> str:
        return gateway_label(row.gateway)

    @admin.display(description=_SINCE, ordering="received_at")
    def received(self, row: Notification) -> SafeString | str:
        return moment(row.received_at)

    @admin.display(description=_("verdict"), ordering="verdict")
    def shown_verdict(self, row: Notification) -> SafeString:
        return chip(row.get_verdict_display(), _TONES.get(Verdict(row.verdict), "bad"))

    def summary_of(self, request: HttpRequest, row: Notification) -> dict[str, Any]:
        verdict = Verdict(row.verdict)
        times = row.received_count
        return {
            "chips": [(row.get_verdict_display(), _TONES.get(verdict, "bad"))],
            "facts": [
                (gettext("gateway"), gateway_label(row.gateway)),
                (_SINCE, time_of(row.received_at)),
                (gettext("judged at"), time_of(row.judged_at)),
                (gettext("payment attempt"), row_link(request, row.attempt)),
                (gettext("times received"), times if times > 1 else ""),
                (gettext("from the address"), row.ip),
            ],
            "notes": [_MEANINGS[verdict]] if verdict in _MEANINGS else [],
        }
