"""Payments by order: what was asked for, what came, what went back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from payments.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from payments.models import Payment, PaymentAttempt, PaymentHistory, PaymentPlan, Refund

_REASONS = dict(Refund.Reason.choices)


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ("position", "amount", "state", "captured_at")


class HistoryInline(ReadOnlyInline):
    model = PaymentHistory
    fields = (
        "at",
        "axis",
        "subject",
        "from_state",
        "to_state",
        "why",
        "actor_user",
        "actor_process",
    )
    readonly_fields = ("why",)
    ordering = ("-at", "-pk")

    @admin.display(description=_("reason"))
    def why(self, entry: PaymentHistory) -> str:
        return str(_REASONS.get(entry.reason, entry.reason))


@admin.register(PaymentPlan)
class PaymentPlanAdmin(ReadOnlyAdmin):
    list_display = (
        "reference",
        "customer",
        "total",
        "captured",
        "refunded",
        "shown_state",
        "paid_at",
    )
    list_filter = ("state", "paid_at", "created_at")
    search_fields = (
        "reference",
        "payments__attempts__out_trade_no",
        "payments__attempts__gateway_trade_no",
    )
    search_help_text = _("Order number, our number or the gateway's number")
    list_select_related = ("customer",)
    ordering = ("-created_at", "-pk")
    inlines = (PaymentInline, HistoryInline)

    @display(
        description=_("state"),
        label={"paid": "success", "open": "warning", "closed": "info"},
    )
    def shown_state(self, plan: PaymentPlan) -> tuple[str, str]:
        if plan.is_paid:
            return "paid", str(_("paid"))
        return plan.state, plan.get_state_display()


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnlyAdmin):
    list_display = (
        "out_trade_no", "order", "gateway", "product", "amount", "state", "gateway_trade_no",
        "created_at", "captured_at",
    )  # fmt: skip
    list_filter = ("gateway", "state", "created_at")
    search_fields = ("out_trade_no", "gateway_trade_no", "payment__plan__reference")
    list_select_related = ("payment__plan",)
    ordering = ("-pk",)

    @display(description=_("order number"))
    def order(self, attempt: PaymentAttempt) -> str:
        return attempt.payment.plan.reference
