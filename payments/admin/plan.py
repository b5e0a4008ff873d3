"""Payments by order: what was asked for, what came, what went back."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from payments.admin.history_words import reason_of, to_of, what_of, who_of
from payments.admin.money_page import MoneyAdmin, chip, moment, money_cell, two_lines
from payments.admin.read_only import ReadOnlyInline
from payments.failures import ADVICE
from payments.models import Payment, PaymentAttempt, PaymentHistory, PaymentPlan
from payments.models.attempt import PaymentAttemptQuerySet
from payments.selectors.plans import gateway_label
from shop.templatetags.money import yuan

State = PaymentAttempt.State
_WAYS = {
    "page": pgettext_lazy("way of paying", "cashier page"),
    "wap": pgettext_lazy("way of paying", "phone"),
    "qr": pgettext_lazy("way of paying", "code"),
    "native": pgettext_lazy("way of paying", "code"),
    "h5": pgettext_lazy("way of paying", "phone"),
    "jsapi": pgettext_lazy("way of paying", "inside WeChat"),
}
_TONES = {
    State.CREATED: "",
    State.PENDING: "act",
    State.CAPTURED: "good",
    State.FAILED: "bad",
    State.CLOSED: "",
}


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ("position", "amount", "state", "captured_at")


class HistoryInline(ReadOnlyInline):
    model = PaymentHistory
    fields = (
        "at",
        "what",
        "to",
        "why",
        "who",
    )
    readonly_fields = ("what", "to", "why", "who")
    ordering = ("-at", "-pk")
    verbose_name_plural = _("What happened")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentHistory]:
        rows: QuerySet[PaymentHistory] = super().get_queryset(request)
        return rows.select_related("actor_user")

    @admin.display(description=_("what"))
    def what(self, entry: PaymentHistory) -> str:
        return what_of(entry)

    @admin.display(description=_("state"))
    def to(self, entry: PaymentHistory) -> str:
        return to_of(entry)

    @admin.display(description=_("reason"))
    def why(self, entry: PaymentHistory) -> str:
        return reason_of(entry) or "–"

    @admin.display(description=_("person"))
    def who(self, entry: PaymentHistory) -> str:
        return who_of(entry)


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
    inlines = (PaymentInline, HistoryInline)

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
                (gettext("total"), yuan(row.total)),
                (gettext("captured"), yuan(row.captured)),
                (gettext("refunded"), yuan(row.refunded)),
            ],
        }


class WorkFilter(admin.SimpleListFilter):
    """What waits for people."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("disputed", _("over another amount"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PaymentAttempt]
    ) -> QuerySet[PaymentAttempt]:
        attempts: PaymentAttemptQuerySet = queryset  # type: ignore[assignment]  # its own
        return attempts.disputed() if self.value() == "disputed" else queryset


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(MoneyAdmin):
    list_display = (
        "numbers", "order", "house", "way", "money", "shown_state", "created", "came",
    )  # fmt: skip
    list_filter = (WorkFilter, "gateway", "state", "created_at")
    search_fields = ("out_trade_no", "gateway_trade_no", "payment__plan__reference")
    search_help_text = _("Order number, our number or the gateway's number")
    list_select_related = ("payment__plan",)
    empty_text = _("A payment attempt stands here as soon as a customer chooses how to pay.")
    ordering = ("-pk",)

    def reference_of(self, row: PaymentAttempt) -> str:
        return row.payment.plan.reference

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, attempt: PaymentAttempt) -> str:
        return gateway_label(attempt.gateway)

    @admin.display(description=_("created at"), ordering="created_at")
    def created(self, attempt: PaymentAttempt) -> SafeString | str:
        return moment(attempt.created_at)

    @admin.display(description=_("paid at"), ordering="captured_at")
    def came(self, attempt: PaymentAttempt) -> SafeString | str:
        return moment(attempt.captured_at)

    @admin.display(description=_("our number"), ordering="out_trade_no")
    def numbers(self, attempt: PaymentAttempt) -> SafeString:
        return two_lines(attempt.out_trade_no, attempt.gateway_trade_no)

    @admin.display(description=_("way of paying"), ordering="product")
    def way(self, attempt: PaymentAttempt) -> str:
        return str(_WAYS.get(attempt.product, attempt.product)) or "–"

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, attempt: PaymentAttempt) -> SafeString:
        return chip(attempt.get_state_display(), _TONES[State(attempt.state)])

    def summary_of(self, request: HttpRequest, row: PaymentAttempt) -> dict[str, Any]:
        advice = ADVICE.get(row.failure_group)
        return {
            "chips": [(row.get_state_display(), _TONES[State(row.state)])],
            "facts": [
                (gettext("amount"), yuan(row.amount)),
                (gettext("gateway"), gateway_label(row.gateway)),
                (gettext("paid amount"), yuan(row.captured_amount)),
                (gettext("refunded amount"), yuan(row.refunded_amount)),
            ],
            "notes": [f"{row.failure_code}: {advice}"] if advice else [],
        }


def _stand(plan: PaymentPlan) -> tuple[str, str]:
    """Say how a plan stands in a word: paid before its own state, which is about expecting."""
    if plan.is_paid:
        return gettext("paid"), "good"
    if plan.state == PaymentPlan.State.CLOSED:
        return gettext("closed"), ""
    is_over = plan.deadline is not None and plan.deadline < timezone.now()
    return (gettext("time is up"), "") if is_over else (gettext("waiting for the payer"), "act")
