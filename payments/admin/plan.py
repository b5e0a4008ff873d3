"""Payments by order: what was asked for, what came, what went back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payments.admin.attempt import stand_of, with_way
from payments.admin.history_words import happenings, history_of
from payments.admin.money_page import MoneyAdmin, chip, moment, money_cell, row_link, time_of
from payments.models import Payment, PaymentPlan
from shop.templatetags.money import yuan

_TONES: dict[str, str] = {
    Payment.State.DUE: "act",
    Payment.State.CAPTURED: "good",
    Payment.State.CANCELLED: "",
}


@admin.register(PaymentPlan)
class PaymentPlanAdmin(MoneyAdmin):
    list_display = (
        "created", "order", "customer", "money_total", "money_captured", "money_refunded",
        "shown_state", "paid",
    )  # fmt: skip
    list_filter = ("state", "paid_at", "created_at")
    search_fields = (
        "reference",
        "payments__attempts__out_trade_no",
        "payments__attempts__gateway_trade_no",
    )
    search_help_text = _("Order number, our number or the gateway's number")
    list_select_related = ("customer",)
    empty_text = _("Each order asks for its payment here as soon as it is placed.")
    ordering = ("-created_at", "-pk")
    technical = ("subject", "currency", "awaits_code")

    @admin.display(description=_("created at"), ordering="created_at")
    def created(self, plan: PaymentPlan) -> SafeString | str:
        return moment(plan.created_at)

    @admin.display(description=_("paid at"), ordering="paid_at")
    def paid(self, plan: PaymentPlan) -> SafeString | str:
        return moment(plan.paid_at)

    @admin.display(description=_("total"), ordering="total")
    def money_total(self, plan: PaymentPlan) -> SafeString:
        return money_cell(plan.total)

    @admin.display(description=_("captured"), ordering="captured")
    def money_captured(self, plan: PaymentPlan) -> SafeString:
        return money_cell(plan.captured)

    @admin.display(description=_("refunded"), ordering="refunded")
    def money_refunded(self, plan: PaymentPlan) -> SafeString:
        return money_cell(plan.refunded)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, plan: PaymentPlan) -> SafeString:
        return chip(*_stand(plan))

    def summary_of(self, request: HttpRequest, row: PaymentPlan) -> dict[str, Any]:
        return {
            "chips": [_stand(row)],
            "facts": [
                (gettext("customer"), row_link(request, row.customer)),
                (gettext("total"), yuan(row.total)),
                (gettext("captured"), yuan(row.captured)),
                (gettext("refunded"), row.refunded and yuan(row.refunded)),
                (gettext("created at"), time_of(row.created_at)),
                (gettext("payable until"), "" if row.is_paid else time_of(row.deadline)),
                (gettext("paid at"), time_of(row.paid_at)),
            ],
            "notes": [gettext("The customer confirms it by a code first.")]
            if row.awaits_code
            else [],
            "rows_title": gettext("Payments"),
            "rows": list(_payments_of(request, row)),
            "happenings": happenings(history_of(row)),
        }


def _payments_of(request: HttpRequest, plan: PaymentPlan) -> Iterator[tuple[object, ...]]:
    """Yield each payment of the plan with the tries to collect it."""
    payments = plan.payments.order_by("position", "pk").prefetch_related("attempts")
    for payment in payments:
        if len(payments) > 1:
            yield yuan(payment.amount), chip(payment.get_state_display(), _TONES[payment.state])
        for attempt in sorted(payment.attempts.all(), key=lambda attempt: attempt.pk):
            yield (
                moment(attempt.created_at),
                with_way(attempt),
                row_link(request, attempt),
                chip(*stand_of(attempt)),
            )


def _stand(plan: PaymentPlan) -> tuple[str, str]:
    """Say how a plan stands in a word: paid before its own state, which is about expecting."""
    if plan.is_paid:
        return gettext("paid"), "good"
    if plan.state == PaymentPlan.State.CLOSED:
        return gettext("closed"), ""
    is_over = plan.deadline is not None and plan.deadline < timezone.now()
    return (gettext("time is up"), "") if is_over else (gettext("waiting for the payer"), "act")
