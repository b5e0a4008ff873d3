"""Lines of statements: looked up by a number, or read through for one gateway and day."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from payments.admin.money_page import chip, moment, money_cell, order_link, two_lines
from payments.admin.read_only import ReadOnlyAdmin
from payments.models import PaymentAttempt, StatementRow
from payments.selectors.plans import gateway_label

_STATEMENT = "statement"


@admin.register(StatementRow)
class StatementRowAdmin(ReadOnlyAdmin):
    """A day may have a million: nothing is listed before somebody says what she looks for."""

    list_display = (
        "shown_day", "house", "shown_kind", "numbers", "order", "gateway_trade_no", "money", "fee",
        "happened",
    )  # fmt: skip
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("statement",)
    search_fields = ("out_trade_no", "out_request_no", "gateway_trade_no")
    search_help_text = _("The whole number: ours, that of a refund, or the gateway's")
    empty_text = _(
        "Search for a number that a payer or a gateway names. The lines of one day are reached from"
        " its statement."
    )
    ordering = ("-statement", "position")
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("payments.view_statement")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementRow]:
        rows: QuerySet[StatementRow] = super().get_queryset(request)
        if not (request.GET.get("q") or request.GET.get(_STATEMENT)):
            return rows.none()
        attempt = PaymentAttempt.objects.filter(out_trade_no=OuterRef("out_trade_no"))
        return rows.annotate(order_number=Subquery(attempt.values("payment__plan__reference")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[StatementRow], search_term: str
    ) -> tuple[QuerySet[StatementRow], bool]:
        number = search_term.strip()
        named = Q(out_trade_no=number) | Q(out_request_no=number) | Q(gateway_trade_no=number)
        return queryset.filter(named) if number else queryset, False

    @admin.display(description=_("day"))
    def shown_day(self, row: StatementRow) -> SafeString:
        page = reverse("admin:payments_statement_change", args=[row.statement_id])
        return format_html('<a class="cell-link" href="{}">{}</a>', page, row.statement.day)

    @admin.display(description=_("gateway"))
    def house(self, row: StatementRow) -> str:
        return gateway_label(row.statement.gateway)

    @admin.display(description=pgettext_lazy("of an entry", "kind"))
    def shown_kind(self, row: StatementRow) -> SafeString:
        kind = row.get_kind_display()
        return chip(f"{kind} · {gettext('only accepted')}", "act") if row.is_pending else chip(kind)

    @admin.display(description=_("our number"))
    def numbers(self, row: StatementRow) -> SafeString:
        return two_lines(row.out_trade_no or "–", row.out_request_no)

    @admin.display(description=_("order number"))
    def order(self, row: Any) -> SafeString | str:
        return order_link(row.order_number or "")

    @admin.display(description=_("amount"))
    def money(self, row: StatementRow) -> SafeString:
        return money_cell(row.amount)

    @admin.display(description=_("at"))
    def happened(self, row: StatementRow) -> SafeString | str:
        return moment(row.at)
