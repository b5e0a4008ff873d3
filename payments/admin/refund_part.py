"""Parts of refunds; those that finance pays out by bank take the bank's serial number."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payments.admin.history_words import happenings, history_of
from payments.admin.money_page import MoneyAdmin, chip, moment, row_link, time_of, two_lines
from payments.failures import REFUND_ADVICE
from payments.models import RefundPart
from payments.models.refund import RefundPartQuerySet
from payments.policies import PaymentPolicies
from payments.selectors.plans import gateway_label
from payments.services.deadlines import TRANSFER
from payments.services.paying_out import pay_out_by_hand
from shop.common.policies import policies
from shop.templatetags.money import yuan

State = RefundPart.State
_TONES = {
    State.RESERVED: "run",
    State.PENDING: "act",
    State.DONE: "good",
    State.FAILED: "bad",
}


class WorkFilter(admin.SimpleListFilter):
    """What waits for people."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("on their way for days"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RefundPart]
    ) -> QuerySet[RefundPart]:
        if self.value() != "late":
            return queryset
        parts: RefundPartQuerySet = queryset  # type: ignore[assignment]  # the model's own
        return parts.late(timezone.now(), days=policies(PaymentPolicies).refund_days)


@admin.register(RefundPart)
class RefundPartAdmin(MoneyAdmin):
    list_display = (
        "numbers", "order", "money", "house", "shown_state", "serial", "done",
    )  # fmt: skip
    list_filter = (WorkFilter, "attempt__gateway", "state")
    search_fields = ("out_request_no", "refund__plan__reference", "serial")
    search_help_text = _("Order number, number at the gateway or of the bank")
    list_select_related = ("attempt", "refund__plan")
    empty_text = _(
        "A refund is divided among the payments that it goes back to; the parts stand here."
    )
    ordering = ("-pk",)
    technical = ("tries", "last_error", "number_is_spent")

    def reference_of(self, row: RefundPart) -> str:
        return row.refund.plan.reference

    @admin.display(description=_("gateway"), ordering="attempt__gateway")
    def house(self, part: RefundPart) -> str:
        return gateway_label(part.attempt.gateway)

    @admin.display(description=_("refunded at"), ordering="done_at")
    def done(self, part: RefundPart) -> SafeString | str:
        return moment(part.done_at)

    @admin.display(description=_("number at the gateway"))
    def numbers(self, part: RefundPart) -> SafeString:
        return two_lines(part.out_request_no, part.attempt.gateway_trade_no)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, part: RefundPart) -> SafeString:
        return chip(part.get_state_display(), _TONES[State(part.state)])

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        if not request.user.has_perm("orders.refund_order"):
            return False
        if not isinstance(obj, RefundPart):
            return True
        return RefundPart.objects.to_pay_out().filter(pk=obj.pk).exists()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        folded = super().get_fieldsets(request, obj)
        if not self.has_change_permission(request, obj):
            return folded
        return [(_("Paid out by bank"), {"fields": ("serial",)}), *folded]

    def summary_of(self, request: HttpRequest, row: RefundPart) -> dict[str, Any]:
        advice = REFUND_ADVICE.get(row.last_error)
        return {
            "chips": [(row.get_state_display(), _TONES[State(row.state)])],
            "facts": [
                (gettext("amount"), yuan(row.amount)),
                (gettext("gateway"), gateway_label(row.attempt.gateway)),
                (gettext("refund"), row_link(request, row.refund)),
                (gettext("payment attempt"), row_link(request, row.attempt)),
                (gettext("number at the gateway"), row.out_request_no),
                (gettext("serial number of the received transfer"), _came_with(row)),
                (gettext("serial number of the bank"), row.serial),
                (gettext("to be tried at"), "" if row.done_at else time_of(row.next_try_at)),
                (gettext("refunded at"), time_of(row.done_at)),
                (gettext("back in our bank at"), time_of(row.returned_at)),
            ],
            "notes": [advice or row.last_error] if row.last_error else [],
            "happenings": happenings(history_of(row.refund.plan, row.out_request_no)),
        }

    def save_model(self, request: HttpRequest, obj: RefundPart, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        pay_out_by_hand(part_id=obj.pk, serial=obj.serial, user_id=int(request.user.pk or 0))


def _came_with(part: RefundPart) -> str:
    """Name the payment on the bank's statement whose account the money goes back to."""
    return part.attempt.gateway_trade_no if part.attempt.gateway == TRANSFER else ""
