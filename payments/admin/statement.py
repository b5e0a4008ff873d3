"""Statements of gateways: which days are compared, and which could not be had."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from payments.admin.money_page import chip, moment, money_cell, two_sides
from payments.admin.read_only import ReadOnlyAdmin
from payments.admin.reconciliation_report import show_report, why_sums_differ
from payments.models import Statement
from payments.selectors.plans import gateway_label
from payments.services.finance_notices import PERMISSION
from payments.services.statements import fetch_again
from payments.tasks import reconcile_statement

State = Statement.State
_TONES = {
    State.WAITING: "act",
    State.KEPT: "run",
    State.READ: "run",
    State.MATCHED: "good",
    State.FAILED: "bad",
}


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = (
        "shown_day", "house", "shown_state", "trade_count", "money_trades", "money_refunds",
        "money_fees", "explained", "last_error", "matched",
    )  # fmt: skip
    list_filter = ("state", "gateway", "day")
    empty_text = _(
        "Statements are fetched every morning, by gateway and day, from the first payment on."
        " Nobody has to begin it."
    )
    ordering = ("-day", "gateway")
    actions = ("compare_again",)
    exclude = ("file",)

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, statement: Statement) -> str:
        return gateway_label(statement.gateway)

    @admin.display(description=_("day"), ordering="day")
    def shown_day(self, statement: Statement) -> SafeString:
        return format_html('<span class="cell-time">{}</span>', statement.day.isoformat())

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, statement: Statement) -> SafeString:
        return chip(statement.get_state_display(), _TONES[State(statement.state)])

    @admin.display(description=_("paid, says the gateway"), ordering="trade_total")
    def money_trades(self, statement: Statement) -> SafeString:
        return two_sides(statement.trade_total, statement.our_trade_total)

    @admin.display(description=_("refunded, says the gateway"), ordering="refund_total")
    def money_refunds(self, statement: Statement) -> SafeString:
        return two_sides(statement.refund_total, statement.our_refund_total)

    @admin.display(description=_("fees"), ordering="fee_total")
    def money_fees(self, statement: Statement) -> SafeString:
        return money_cell(statement.fee_total)

    @admin.display(description=_("no difference"))
    def explained(self, statement: Statement) -> SafeString:
        """Say why both sums disagree where nobody has to look into it."""
        return format_html_join(
            "", '<span class="cell-sub">{}</span>', [(text,) for text in why_sums_differ(statement)]
        )

    @admin.display(description=_("compared at"), ordering="matched_at")
    def matched(self, statement: Statement) -> SafeString | str:
        return moment(statement.matched_at)

    def get_urls(self) -> list[URLPattern]:
        report = path(
            "report/",
            self.admin_site.admin_view(self.report_view),
            name="payments_statement_report",
        )
        urls: list[URLPattern] = super().get_urls()
        return [report, *urls]

    def report_view(self, request: HttpRequest) -> HttpResponse:
        return show_report(request, self)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    @admin.action(
        description=_("Fetch what failed again, and compare once more"), permissions=["settle"]
    )
    def compare_again(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        for statement_id in ids:
            fetch_again(statement_id=statement_id)
            reconcile_statement.delay(statement_id=statement_id)
        messages.success(request, _("%(count)d statements are compared.") % {"count": len(ids)})
