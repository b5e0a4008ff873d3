"""What every page about money shows first: how it stands, its order, and the rows beside it."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payments.admin.read_only import ReadOnlyAdmin
from payments.models import (
    Difference,
    LedgerEntry,
    Notification,
    PaymentAttempt,
    PaymentPlan,
    Refund,
    RefundProposal,
    RiskAssessment,
    TransferReceipt,
)
from shop.templatetags.money import yuan

# What may know more of the same order, in the order in which money goes.
_BESIDE = (
    PaymentPlan, PaymentAttempt, Notification, TransferReceipt, Refund, RefundProposal, Difference,
    LedgerEntry, RiskAssessment,
)  # fmt: skip


class MoneyAdmin(ReadOnlyAdmin):
    """A list and a page about money of one order; `reference_of` says of which."""

    change_form_outer_before_template = "admin/payments/money_summary.html"

    def reference_of(self, row: Any) -> str:
        return str(row.reference)

    def summary_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return more for the summary: chips, facts, notes, steps, happenings.

        A fact without a value is left out.
        """
        return {}

    @admin.display(description=_("order number"))
    def order(self, row: Any) -> SafeString | str:
        return order_link(self.reference_of(row))

    @admin.display(description=_("amount"), ordering="amount")
    def money(self, row: Any) -> SafeString:
        return money_cell(row.amount)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None:
            reference = self.reference_of(row)
            context["money"] = {
                "reference": reference,
                "order": order_address(reference) if sees_orders(request) else "",
                "links": links_of(reference, request, beside=self.opts.label_lower),
            } | self.summary_of(request, row)
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return answer


def sees_orders(request: HttpRequest) -> bool:
    return request.user.has_perm("orders.view_order")


def order_address(reference: str) -> str:
    """Return the address of an order's page, by its number."""
    try:
        return reverse("admin:orders_order_find", args=[reference]) if reference else ""
    except NoReverseMatch:  # no number of an order
        return ""


def order_link(reference: str) -> SafeString | str:
    address = order_address(reference)
    if not address:
        return reference or "–"
    return format_html('<a class="cell-link" href="{}">{}</a>', address, reference)


def chip(text: object, tone: str = "") -> SafeString:
    return format_html('<span class="chip{}">{}</span>', f" is-{tone}" if tone else "", text)


def money_cell(amount: Any) -> SafeString:
    return format_html('<span class="cell-money">{}</span>', yuan(amount))


def moment(at: datetime | None) -> SafeString | str:
    """Write a time short and in one line, so that a list with many columns fits."""
    if at is None:
        return "–"
    return format_html('<span class="cell-time">{}</span>', f"{localtime(at):%Y-%m-%d %H:%M}")


def time_of(at: datetime | None) -> str:
    """Write a time for a fact; nothing when there is none."""
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


def row_link(request: HttpRequest, row: Model | None, text: object = "") -> SafeString | str:
    """Lead to the page of a row where this person may read it, else only name it."""
    if row is None:
        return ""
    about, said = row._meta, str(text or row)  # noqa: SLF001  Django's documented way to a model's name
    if not request.user.has_perm(f"{about.app_label}.view_{about.model_name}"):
        return said
    address = reverse(f"admin:{about.app_label}_{about.model_name}_change", args=[row.pk])
    return format_html('<a class="cell-link" href="{}">{}</a>', address, said)


def two_lines(first: object, second: object) -> SafeString:
    """Write a number over another that belongs to it."""
    return format_html(
        '<span class="cell-main">{}</span><small class="cell-sub">{}</small>', first, second
    )


def two_sides(theirs: Any, ours: Any) -> SafeString:
    """Write what the gateway says over what our books say; what differs stands out."""
    tone = " is-off" if theirs != ours else ""
    return format_html(
        '<span class="cell-money">{}</span><small class="cell-sub cell-ours{}">{} {}</small>',
        yuan(theirs),
        tone,
        gettext("ours"),
        yuan(ours),
    )


def links_of(reference: str, request: HttpRequest, *, beside: str) -> list[tuple[str, str]]:
    """Return the lists that may know more of the same order, as far as this person sees them."""
    if not reference:
        return []
    return [
        (capfirst(str(about.verbose_name_plural)), f"{reverse(address)}?q={reference}")
        for about in (model._meta for model in _BESIDE)  # noqa: SLF001  Django's documented way to a model's name
        for address in [f"admin:payments_{about.model_name}_changelist"]
        if about.label_lower != beside
        and request.user.has_perm(f"payments.view_{about.model_name}")
    ]
