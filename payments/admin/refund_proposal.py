"""Refunds that wait for a second person."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.admin.money_page import MoneyAdmin, chip, row_link, time_of
from payments.admin.proposal_steps import BY_NAME, PERMISSION, open_steps
from payments.models import RefundProposal
from payments.services.refund_proposals import approve_refund, decline_refund
from shop.common.admin.steps import Step, step_page
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.templatetags.money import yuan

State = RefundProposal.State
_TONES = {State.WAITING: "act", State.APPROVED: "good", State.DECLINED: ""}


@admin.register(RefundProposal)
class RefundProposalAdmin(MoneyAdmin):
    list_display = (
        "proposed_at", "order", "money", "note", "shown_state", "proposed_by", "decided_by",
        "refund",
    )  # fmt: skip
    list_filter = ("state", "proposed_at")
    search_fields = ("plan__reference", "refund__number")
    list_select_related = ("plan", "proposed_by", "decided_by", "refund")
    empty_text = gettext_lazy(
        "Large refunds wait here for a second person. There is nothing to decide."
    )
    ordering = ("-pk",)
    actions = ("approve", "decline")
    technical = ("cause_key",)

    def reference_of(self, row: RefundProposal) -> str:
        return row.plan.reference

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, proposal: RefundProposal) -> SafeString:
        return chip(proposal.get_state_display(), _TONES[State(proposal.state)])

    def summary_of(self, request: HttpRequest, row: RefundProposal) -> dict[str, Any]:
        return {
            "chips": [(row.get_state_display(), _TONES[State(row.state)])],
            "facts": [
                (_("amount"), yuan(row.amount)),
                (_("reason"), row.note),
                (_("captured"), yuan(row.plan.captured)),
                (_("refunded"), row.plan.refunded and yuan(row.plan.refunded)),
                (_("proposed by"), row.proposed_by),
                (_("proposed at"), time_of(row.proposed_at)),
                (_("decided by"), row.decided_by),
                (_("decided at"), time_of(row.decided_at)),
                (_("refund"), row_link(request, row.refund)),
            ],
            "steps": [
                (step, reverse("admin:payments_refundproposal_step", args=[row.pk, step.name]))
                for step in open_steps(row, request.user)
            ],
        }

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:proposal_id>/step/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name="payments_refundproposal_step",
        )
        urls: list[URLPattern] = super().get_urls()
        return [step, *urls]

    def step_view(self, request: SignedInRequest, proposal_id: int, name: str) -> HttpResponse:
        rows = RefundProposal.objects.select_related("plan", "proposed_by")
        proposal = get_object_or_404(rows, pk=proposal_id)
        return step_page(
            request,
            model_admin=self,
            steps=BY_NAME,
            name=name,
            thing=f"{proposal.plan.reference} {yuan(proposal.amount)}",
            key={"proposal_id": proposal_id},
            back=reverse("admin:payments_refundproposal_change", args=[proposal_id]),
            note=_said_on(BY_NAME[name], proposal) if name in BY_NAME else "",
        )

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    @admin.action(description=gettext_lazy("Approve: the money goes back"), permissions=["refund"])
    def approve(self, request: HttpRequest, queryset: QuerySet[RefundProposal]) -> None:
        for proposal in queryset.select_related("plan").order_by("pk"):
            try:
                approve_refund(proposal_id=proposal.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{proposal.plan.reference}: {refusal}")
            else:
                messages.success(
                    request,
                    _("¥%(amount)s of %(order)s go back.")
                    % {"amount": proposal.amount, "order": proposal.plan.reference},
                )

    @admin.action(description=gettext_lazy("Decline: nothing goes back"), permissions=["refund"])
    def decline(self, request: HttpRequest, queryset: QuerySet[RefundProposal]) -> None:
        for proposal in queryset.select_related("plan").order_by("pk"):
            try:
                decline_refund(proposal_id=proposal.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{proposal.plan.reference}: {refusal}")


def _said_on(step: Step[RefundProposal], proposal: RefundProposal) -> SafeString:
    """Say beside the button what somebody who decides about money has to know."""
    plan = proposal.plan
    lines = [
        _("%(who)s asks for it: %(why)s")
        % {"who": proposal.proposed_by, "why": proposal.note or "–"},
        _("%(paid)s were paid for the order, %(back)s went back before.")
        % {"paid": yuan(plan.captured), "back": yuan(plan.refunded)},
        step.consequence,
    ]
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
