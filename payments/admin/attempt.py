"""Tries to collect a payment, each through one gateway under a number of its own."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from payments.admin.history_words import happenings, history_of
from payments.admin.money_page import MoneyAdmin, chip, moment, time_of, two_lines
from payments.failures import ADVICE
from payments.models import PaymentAttempt
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
TONES = {
    State.CREATED: "",
    State.PENDING: "act",
    State.CAPTURED: "good",
    State.FAILED: "bad",
    State.CLOSED: "",
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
    technical = (
        "product", "made_under", "failure_group", "failure_code", "refusal_count", "awaited_since",
        "departure", "departed_at", "disputed_at", "query_count", "next_query_at",
    )  # fmt: skip

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
        return way_label(attempt) or "–"

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, attempt: PaymentAttempt) -> SafeString:
        return chip(*stand_of(attempt))

    def summary_of(self, request: HttpRequest, row: PaymentAttempt) -> dict[str, Any]:
        plan = row.payment.plan
        return {
            "chips": [stand_of(row)],
            "facts": [
                (gettext("amount"), yuan(row.amount)),
                (gettext("gateway"), with_way(row)),
                (gettext("our number"), row.out_trade_no),
                (gettext("payment serial number"), row.gateway_trade_no),
                (gettext("payer, as the gateway shows it"), row.payer),
                (gettext("paid amount"), row.captured_amount and yuan(row.captured_amount)),
                (gettext("refunded amount"), row.refunded_amount and yuan(row.refunded_amount)),
                (gettext("created at"), time_of(row.created_at)),
                (gettext("paid at"), time_of(row.captured_at)),
                (gettext("closed at"), time_of(row.closed_at)),
                *_clock(row),
            ],
            "notes": list(_troubles(row)),
            "happenings": happenings(history_of(plan, row.out_trade_no)),
        }


def stand_of(attempt: PaymentAttempt) -> tuple[str, str]:
    """Return the state of an attempt as a chip."""
    return attempt.get_state_display(), TONES[State(attempt.state)]


def way_label(attempt: PaymentAttempt) -> str:
    return str(_WAYS.get(attempt.product, attempt.product))


def with_way(attempt: PaymentAttempt) -> str:
    """Name the gateway, and how the payer went there."""
    said = (gateway_label(attempt.gateway), way_label(attempt))
    return " · ".join(part for part in said if part)


def _clock(attempt: PaymentAttempt) -> Iterator[tuple[str, str]]:
    if attempt.state in PaymentAttempt.UNSETTLED:
        yield gettext("expires at"), time_of(attempt.expires_at)


def _troubles(attempt: PaymentAttempt) -> Iterator[str]:
    """Say why it failed, and what a person has to settle."""
    advice = ADVICE.get(attempt.failure_group)
    if advice:
        why = {"at": time_of(attempt.failed_at), "advice": advice, "code": attempt.failure_code}
        yield gettext("Failed %(at)s. The customer was told: %(advice)s (%(code)s)") % why
    if PaymentAttempt.objects.disputed().filter(pk=attempt.pk).exists():
        yield gettext(
            "The gateway took another amount than we asked for. Its next statement brings it to the"
            " differences desk, where you book it or give it back."
        )
