"""Statements of gateways: which days are compared, and which could not be had."""

from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payments.admin.money_page import MoneyAdmin, chip, moment, money_cell, time_of, two_sides
from payments.admin.reconciliation_report import show_report, why_sums_differ
from payments.admin.statement_file import file_of_statement
from payments.admin.statement_steps import BY_NAME, STEPS, fetch_anew
from payments.admin.statement_words import desk_links, links_of_statement, trouble_of
from payments.models import Difference, Statement
from payments.selectors.plans import gateway_label
from payments.services.finance_notices import PERMISSION
from shop.common.admin.steps import open_steps, step_page
from shop.common.http import SignedInRequest
from shop.templatetags.money import yuan

State = Statement.State
_TONES = {
    State.WAITING: "act",
    State.KEPT: "run",
    State.READ: "run",
    State.MATCHED: "good",
    State.FAILED: "bad",
}


@admin.register(Statement)
class StatementAdmin(MoneyAdmin):
    list_display = (
        "shown_day", "house", "shown_state", "money_trades", "money_refunds", "money_fees", "open",
        "matched",
    )  # fmt: skip
    list_filter = ("state", "gateway", "day")
    empty_text = _(
        "Statements are fetched every morning, by gateway and day, from the first payment on."
        " Nobody has to begin it."
    )
    ordering = ("-day", "gateway")
    actions = ("compare_again",)
    list_display_links = ("shown_day", "house")
    technical = ("checksum", "file_size", "fetched_at", "tries", "next_try_at", "last_error")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        rows: QuerySet[Statement] = super().get_queryset(request)
        return rows.annotate(
            undecided_count=_count(Difference.objects.undecided()),
            unnamed_count=_count(Difference.objects.unnamed()),
        )

    def reference_of(self, row: Statement) -> str:
        return ""  # it is about many orders

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

    @admin.display(description=_("open differences"))
    def open(self, statement: Statement) -> SafeString | str:
        """Lead to what waits at the desk; below it, what went wrong or why both sums disagree."""
        links = [
            format_html('<a class="cell-line cell-link" href="{}">{}</a>', address, text)
            for text, address in desk_links(statement)
        ]
        texts = [
            format_html('<span class="cell-line cell-sub">{}</span>', text)
            for text in (*trouble_of(statement), *why_sums_differ(statement))
        ]
        said = format_html_join("", "{}", ([one] for one in links + texts))
        return format_html('<span class="cell-stack">{}</span>', said) if said else "–"

    @admin.display(description=_("compared at"), ordering="matched_at")
    def matched(self, statement: Statement) -> SafeString | str:
        return moment(statement.matched_at)

    def summary_of(self, request: HttpRequest, row: Statement) -> dict[str, Any]:
        return {
            "chips": [(row.get_state_display(), _TONES[State(row.state)])],
            "facts": [
                (gettext("gateway"), gateway_label(row.gateway)),
                (gettext("day"), row.day.isoformat()),
                (gettext("paid, says the gateway"), _counted(row.trade_total, row.trade_count)),
                (gettext("paid, by our books"), _counted(row.our_trade_total, row.our_trade_count)),
                (
                    gettext("refunded, says the gateway"),
                    _counted(row.refund_total, row.refund_count),
                ),
                (
                    gettext("refunded, by our books"),
                    _counted(row.our_refund_total, row.our_refund_count),
                ),
                (gettext("fees"), yuan(row.fee_total)),
                (gettext("compared at"), time_of(row.matched_at)),
            ],
            "notes": [*trouble_of(row), *why_sums_differ(row)],
            "steps": [
                (step, reverse("admin:payments_statement_step", args=[row.pk, step.name]))
                for step in open_steps(STEPS, row, state=row.state, user=request.user)
            ],
            "links": links_of_statement(row, request.user),
        }

    def get_urls(self) -> list[URLPattern]:
        report = path(
            "report/",
            self.admin_site.admin_view(self.report_view),
            name="payments_statement_report",
        )
        step = path(
            "<int:statement_id>/step/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name="payments_statement_step",
        )
        file = path(
            "<int:statement_id>/file/",
            self.admin_site.admin_view(file_of_statement),
            name="payments_statement_file",
        )
        urls: list[URLPattern] = super().get_urls()
        return [report, step, file, *urls]

    def step_view(self, request: SignedInRequest, statement_id: int, name: str) -> HttpResponse:
        statement = get_object_or_404(Statement, pk=statement_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=f"{gateway_label(statement.gateway)} {statement.day}",
            key={"statement_id": statement_id},
            back=reverse("admin:payments_statement_change", args=[statement_id]),
        )

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
            fetch_anew(statement_id=statement_id)
        messages.success(request, _("%(count)d statements are compared.") % {"count": len(ids)})


def _counted(total: Decimal, count: int) -> str:
    return f"{yuan(total)} × {count}"


def _count(differences: QuerySet[Difference]) -> Coalesce:
    of_row = differences.filter(statement=OuterRef("pk")).order_by().values("statement")
    counted = of_row.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
