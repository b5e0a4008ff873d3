"""The differences desk: what a gateway says, what our books say, and what is done about it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from payments.admin.difference_steps import BY_NAME, open_steps
from payments.admin.money_page import (
    chip,
    links_of,
    money_cell,
    order_address,
    order_link,
    row_link,
    sees_orders,
)
from payments.admin.read_only import ReadOnlyAdmin
from payments.models import Difference
from payments.models.difference import DifferenceQuerySet
from payments.selectors.plans import gateway_label
from payments.services.differences import possible_actions
from shop.common.admin.steps import step_page
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import whole_number

State = Difference.State
_TONES = {
    State.OPEN: "bad",
    State.PROPOSED: "act",
    State.SETTLED: "good",
    State.CLEARED: "run",
}


class WorkFilter(admin.SimpleListFilter):
    """What waits for people, and what nobody can compare."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("undecided", _("to be decided")), ("unnamed", _("lines without our number"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Difference]
    ) -> QuerySet[Difference]:
        rows: DifferenceQuerySet = queryset  # type: ignore[assignment]  # the model's own
        chosen = {"undecided": rows.undecided, "unnamed": rows.unnamed}
        return chosen[self.value() or ""]() if self.value() in chosen else queryset


@admin.register(Difference)
class DifferenceAdmin(ReadOnlyAdmin):
    list_display = (
        "shown_day", "house", "what", "number", "order", "money_theirs", "money_ours",
        "shown_state",
    )  # fmt: skip
    list_display_links = ("shown_day", "what", "number")
    list_filter = (WorkFilter, "state", "kind", "subject", "gateway", "day")
    search_fields = ("=reference", "=out_trade_no", "=out_request_no", "=gateway_trade_no")
    search_help_text = _("Order number, our number or the gateway's number")
    empty_text = _(
        "Every morning the statements of the gateways are compared with our books; what differs"
        " stands here. There is nothing to settle."
    )
    ordering = ("-day", "-pk")
    show_full_result_count = False
    list_before_template = "admin/payments/state_chips.html"
    change_form_outer_before_template = "admin/payments/difference_summary.html"
    technical = ("key", "found_at", "attempt", "part", "needs_second")

    @admin.display(description=_("day"), ordering="day")
    def shown_day(self, difference: Difference) -> SafeString:
        return format_html('<span class="cell-time">{}</span>', difference.day.isoformat())

    @admin.display(description=_("by the statement"), ordering="theirs")
    def money_theirs(self, difference: Difference) -> SafeString | str:
        return "–" if difference.theirs is None else money_cell(difference.theirs)

    @admin.display(description=_("by our books"), ordering="ours")
    def money_ours(self, difference: Difference) -> SafeString | str:
        return "–" if difference.ours is None else money_cell(difference.ours)

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, difference: Difference) -> str:
        return gateway_label(difference.gateway)

    @admin.display(description=_("difference"), ordering="kind")
    def what(self, difference: Difference) -> str:
        return f"{difference.get_subject_display()} · {difference.get_kind_display()}"

    @admin.display(description=pgettext_lazy("reference", "number"))
    def number(self, difference: Difference) -> str:
        return difference.out_request_no or difference.out_trade_no or difference.gateway_trade_no

    @admin.display(description=_("order number"), ordering="reference")
    def order(self, difference: Difference) -> SafeString | str:
        return order_link(difference.reference)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, difference: Difference) -> SafeString:
        return chip(difference.get_state_display(), _TONES[State(difference.state)])

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        chosen = request.GET.get("state__exact", "")
        context = {"chips": _chips(chosen)} | (extra_context or {})
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        rows = Difference.objects.select_related("statement", "proposed_by", "settled_by")
        difference = rows.filter(pk=whole_number(object_id) or 0).first()
        context = _summary(difference, request) if difference else {}
        context |= {"title": _title(difference)} if difference else {}
        answer: HttpResponse = super().change_view(
            request, object_id, form_url, context | (extra_context or {})
        )
        return answer

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:difference_id>/step/<str:name>/",
            self.admin_site.admin_view(self.step_view),
            name="payments_difference_step",
        )
        urls: list[URLPattern] = super().get_urls()
        return [step, *urls]

    def step_view(self, request: SignedInRequest, difference_id: int, name: str) -> HttpResponse:
        difference = get_object_or_404(Difference, pk=difference_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=_title(difference),
            key={"difference_id": difference_id},
            back=reverse("admin:payments_difference_change", args=[difference_id]),
        )


def _title(difference: Difference) -> str:
    what = f"{difference.get_subject_display()}: {difference.get_kind_display()}"
    return f"{gateway_label(difference.gateway)} · {difference.day} · {what}"


def _chips(chosen: str) -> Sequence[dict[str, Any]]:
    address = reverse("admin:payments_difference_changelist")
    counts = dict(Difference.objects.order_by().values_list("state").annotate(count=Count("pk")))
    chips = [
        {
            "label": state.label,
            "url": f"{address}?state__exact={state.value}",
            "count": counts.get(state.value, 0),
            "is_chosen": chosen == state.value,
        }
        for state in State
    ]
    every = {
        "label": _("all"),
        "url": address,
        "count": sum(counts.values()),
        "is_chosen": not chosen,
    }
    return [*chips, every]


def _summary(difference: Difference, request: HttpRequest) -> dict[str, Any]:
    history = difference.history.select_related("actor_user").order_by("-at", "-pk")
    proposed = possible_actions(difference=difference)[0]
    return {
        "difference": difference,
        "house": gateway_label(difference.gateway),
        "advice": _advice_on(difference),
        "proposed_action": proposed.label,
        "tone": _TONES[State(difference.state)],
        "order": order_address(difference.reference) if sees_orders(request) else "",
        "numbers": [
            (gettext("our number"), difference.out_trade_no),
            (gettext("our number of the refund"), difference.out_request_no),
            (gettext("payment serial number"), difference.gateway_trade_no),
            (
                gettext("statement of a gateway"),
                row_link(request, difference.statement, difference.day.isoformat()),
            ),
        ],
        "links": links_of(difference.reference, request, beside="payments.difference"),
        "difference_history": list(history),
        "difference_steps": [
            (step, reverse("admin:payments_difference_step", args=[difference.pk, step.name]))
            for step in open_steps(difference, request.user)
        ],
    }


def _advice_on(difference: Difference) -> StrOrPromise:
    if difference.is_pending and difference.part_id is None:
        return _ON_ITS_WAY
    if difference.is_unnamed:
        return _WITHOUT_NUMBER
    return _ADVICE[difference.kind, difference.subject]


Kind = Difference.Kind
_WITHOUT_NUMBER = _(
    "The line names no payment of ours: a correction, or money taken outside of the shop. Look for"
    " it in the gateway's own pages, then accept it and say what it is."
)
_ON_ITS_WAY = _(
    "The gateway accepted a refund that nobody here asked for. Book it: we ask what becomes of it."
)
_ADVICE: dict[tuple[str, str], StrOrPromise] = {
    (Kind.ONLY_THEIRS, "trade"): _(
        "The gateway took a payment whose number we do not know. Find its order and book it."
    ),
    (Kind.ONLY_THEIRS, "refund"): _(
        "The gateway gave money back that nobody here asked for: perhaps in its own pages."
    ),
    (Kind.STATUS, "trade"): _("The customer paid, and we never heard of it. Book the payment."),
    (Kind.STATUS, "refund"): _("The refund arrived, and we still wait for it. Book it."),
    (Kind.ONLY_OURS, "trade"): _(
        "We booked a payment that the gateway does not list. Ask the gateway before you accept it."
    ),
    (Kind.ONLY_OURS, "refund"): _(
        "We booked a refund that the gateway does not list. Ask the gateway before you accept it."
    ),
    (Kind.AMOUNT, "trade"): _("The gateway lists another amount than the payer was asked for."),
    (Kind.AMOUNT, "refund"): _("The gateway lists another amount than we gave back."),
    (Kind.FEE, "trade"): _("The fee is not the one agreed on."),
    (Kind.FEE, "refund"): _("The fee of the refund is neither given back nor kept."),
    (Kind.TWICE, "trade"): _("The gateway lists this payment more than once."),
    (Kind.TWICE, "refund"): _("The gateway lists this refund more than once."),
}
