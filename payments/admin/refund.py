"""Refunds on their way, done, or refused by the gateway; cases of money that nobody owed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from payments.admin.history_words import happenings, history_of
from payments.admin.money_page import MoneyAdmin, chip, moment, time_of
from payments.admin.read_only import ReadOnlyInline
from payments.admin.refund_steps import BY_NAME, PERMISSION, open_steps
from payments.failures import REFUND_ADVICE
from payments.models import PaymentAttempt, Refund, RefundPart, RefundReroute
from payments.selectors.excess import excess_of
from payments.selectors.plans import gateway_label
from payments.selectors.reroutes import bank_label, last_refusal, open_reroute
from payments.services.refund_retries import retry_refund
from shop.common.actors import person
from shop.common.admin.steps import step_page
from shop.common.http import SignedInRequest
from shop.templatetags.money import yuan

State, Case = Refund.State, Refund.Case
_TONES = {State.PENDING: "act", State.DONE: "good", State.FAILED: "bad"}
_CASE_TONES = {Case.OPEN: "act", Case.CLOSED: "good"}


class RefundPartInline(ReadOnlyInline):
    model = RefundPart
    fields = ("out_request_no", "attempt", "amount", "state", "last_error", "done_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RefundPart]:
        parts: QuerySet[RefundPart] = super().get_queryset(request)
        return parts.select_related("attempt")


class WorkFilter(admin.SimpleListFilter):
    """What waits for people."""

    title = gettext_lazy("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("card", gettext_lazy("a bank card to agree to"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Refund]) -> QuerySet[Refund]:
        if self.value() != "card":
            return queryset
        return queryset.filter(parts__in=RefundReroute.objects.waiting().values("part"))


@admin.register(Refund)
class RefundAdmin(MoneyAdmin):
    list_display = (
        "number", "order", "money", "shown_reason", "shown_state", "shown_case", "created",
        "done",
    )  # fmt: skip
    list_filter = (WorkFilter, "state", "case", "reason", "created_at")
    search_fields = ("number", "plan__reference", "parts__out_request_no")
    search_help_text = gettext_lazy("Order number, refund number or the number at the gateway")
    list_select_related = ("plan",)
    empty_text = gettext_lazy(
        "Money is given back from the page of an order. What goes back by itself stands here too."
    )
    ordering = ("-created_at", "-pk")
    inlines = (RefundPartInline,)
    actions = ("try_again",)
    technical = ("cause_key",)

    def reference_of(self, row: Refund) -> str:
        return row.plan.reference

    @admin.display(description=gettext_lazy("created at"), ordering="created_at")
    def created(self, refund: Refund) -> SafeString | str:
        return moment(refund.created_at)

    @admin.display(description=gettext_lazy("refunded at"), ordering="done_at")
    def done(self, refund: Refund) -> SafeString | str:
        return moment(refund.done_at)

    @admin.display(description=gettext_lazy("reason"), ordering="reason")
    def shown_reason(self, refund: Refund) -> str:
        return str(refund.get_reason_display()) or "–"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, refund: Refund) -> SafeString:
        return chip(refund.get_state_display(), _TONES[State(refund.state)])

    @admin.display(description=pgettext_lazy("of money not owed", "case"), ordering="case")
    def shown_case(self, refund: Refund) -> SafeString | str:
        case = Case(refund.case)
        return chip(case.label, _CASE_TONES[case]) if case in _CASE_TONES else "–"

    def summary_of(self, request: HttpRequest, row: Refund) -> dict[str, Any]:
        chips = [(row.get_state_display(), _TONES[State(row.state)])]
        if row.case == Case.OPEN:
            chips.append((_("a case to close"), "act"))
        return {
            "chips": chips,
            "facts": [
                (_("amount"), yuan(row.amount)),
                (_("reason"), row.get_reason_display()),
                (_("created at"), time_of(row.created_at)),
                (_("refunded at"), time_of(row.done_at)),
            ],
            "notes": [
                *_what_to_do(row),
                *_on_another_way(row),
                *(_why(row) if row.case != Case.NONE else []),
            ],
            "steps": [
                (step, reverse("admin:payments_refund_step", args=[row.pk, step.name]))
                for step in open_steps(row, request.user)
            ],
            "happenings": happenings(history_of(row.plan, *_numbers(row))),
        }

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:refund_id>/step/<slug:name>/",
            sensitive_post_parameters("account", "holder")(
                self.admin_site.admin_view(self.step_view)
            ),
            name="payments_refund_step",
        )
        urls: list[URLPattern] = super().get_urls()
        return [step, *urls]

    def step_view(self, request: SignedInRequest, refund_id: int, name: str) -> HttpResponse:
        refund = get_object_or_404(Refund.objects.select_related("plan"), pk=refund_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=f"{refund.plan.reference} {yuan(refund.amount)}",
            key={"refund_id": refund_id},
            back=reverse("admin:payments_refund_change", args=[refund_id]),
        )

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    @admin.action(description=gettext_lazy("Try failed parts again"), permissions=["refund"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        failed = list(queryset.filter(state=State.FAILED).values_list("pk", flat=True))
        for refund_id in failed:
            retry_refund(refund_id=refund_id, actor=person(request.user.pk or 0))
        messages.success(request, _("%(count)d refunds are tried again.") % {"count": len(failed)})


def _what_to_do(refund: Refund) -> Iterator[str]:
    """Say what helps where the gateway refused and trying again does not."""
    failed = refund.parts.filter(state=RefundPart.State.FAILED)
    for code in failed.order_by("pk").values_list("last_error", flat=True):
        if code in REFUND_ADVICE:
            yield str(REFUND_ADVICE[code])


def _on_another_way(refund: Refund) -> Iterator[str]:
    """Say where the money is to go, or why it did not."""
    way = open_reroute(refund)
    if way is not None:
        facts = {"where": _where(way), "who": way.asked_by, "state": way.get_state_display()}
        yield _("Another way: %(where)s, asked for by %(who)s: %(state)s.") % facts
    refused = last_refusal(refund)
    if refused is not None:
        facts = {"where": _where(refused), "why": refused.refusal}
        yield _("Another way came to nothing: %(where)s (%(why)s).") % facts


def _where(way: RefundReroute) -> str:
    label = way.get_target_display()
    if not way.account_ending:
        return label
    return f"{label} {bank_label(way.bank)} *{way.account_ending}"


def _why(refund: Refund) -> Iterator[str]:
    """Say where the money came from, and why nobody owed it."""
    excess = excess_of(refund)
    for attempt in excess.came:
        yield _("This money: %(what)s") % {"what": _told(attempt)}
    if refund.reason == Refund.Reason.LATE and excess.closed_at:
        at = f"{timezone.localtime(excess.closed_at):%Y-%m-%d %H:%M:%S}"
        yield _("No money was expected any more since %(at)s: the order was closed.") % {"at": at}
    for attempt in excess.paid_by:
        yield _("Came besides: %(what)s") % {"what": _told(attempt)}


def _told(attempt: PaymentAttempt) -> str:
    at = timezone.localtime(attempt.captured_at or attempt.created_at)
    house = gateway_label(attempt.gateway)
    return f"{yuan(attempt.amount)} · {house} · {at:%Y-%m-%d %H:%M:%S} · {attempt.out_trade_no}"


def _numbers(refund: Refund) -> list[str]:
    return [refund.number, *refund.parts.values_list("out_request_no", flat=True)]
