"""Statements of gateways: which days are compared, and which could not be had."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from payments.admin.read_only import ReadOnlyAdmin
from payments.admin.reconciliation_report import show_report
from payments.models import Statement
from payments.selectors.plans import gateway_label
from payments.services.finance_notices import PERMISSION
from payments.services.statements import fetch_again
from payments.tasks import reconcile_statement

State = Statement.State


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = (
        "day", "house", "shown_state", "trade_count", "trade_total", "our_trade_total",
        "refund_total", "our_refund_total", "fee_total", "last_error", "matched_at",
    )  # fmt: skip
    list_filter = ("state", "gateway", "day")
    ordering = ("-day", "gateway")
    actions = ("compare_again",)
    exclude = ("file",)

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, statement: Statement) -> str:
        return gateway_label(statement.gateway)

    @display(
        description=_("state"),
        ordering="state",
        label={
            State.WAITING: "warning",
            State.KEPT: "info",
            State.READ: "info",
            State.MATCHED: "success",
            State.FAILED: "danger",
        },
    )
    def shown_state(self, statement: Statement) -> tuple[str, str]:
        return statement.state, statement.get_state_display()

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
