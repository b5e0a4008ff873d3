"""Refunds that wait for a second person."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from payments.admin.read_only import ReadOnlyAdmin
from payments.models import RefundProposal
from payments.services.refund_proposals import approve_refund, decline_refund
from shop.common.errors import DomainError


@admin.register(RefundProposal)
class RefundProposalAdmin(ReadOnlyAdmin):
    list_display = (
        "order", "amount", "note", "shown_state", "proposed_by", "proposed_at", "decided_by",
        "refund",
    )  # fmt: skip
    list_filter = ("state", "proposed_at")
    search_fields = ("plan__reference", "refund__number")
    list_select_related = ("plan", "proposed_by", "decided_by", "refund")
    ordering = ("-pk",)
    actions = ("approve", "decline")

    @display(description=_("order number"))
    def order(self, proposal: RefundProposal) -> str:
        return proposal.plan.reference

    @display(
        description=_("state"),
        label={"waiting": "warning", "approved": "success", "declined": "danger"},
    )
    def shown_state(self, proposal: RefundProposal) -> tuple[str, str]:
        return proposal.state, proposal.get_state_display()

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.refund_order")

    @admin.action(description=_("Approve: the money goes back"), permissions=["refund"])
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

    @admin.action(description=_("Decline: nothing goes back"), permissions=["refund"])
    def decline(self, request: HttpRequest, queryset: QuerySet[RefundProposal]) -> None:
        for proposal in queryset.select_related("plan").order_by("pk"):
            try:
                decline_refund(proposal_id=proposal.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{proposal.plan.reference}: {refusal}")
