"""Refunds on their way, done, or refused by the gateway."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from payments.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from payments.models import Refund, RefundPart
from payments.services.refunds import retry_refund_part
from shop.common.actors import person


class RefundPartInline(ReadOnlyInline):
    model = RefundPart
    fields = ("out_request_no", "attempt", "amount", "state", "tries", "last_error", "done_at")


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ("number", "order", "amount", "reason", "shown_state", "created_at", "done_at")
    list_filter = ("state", "reason", "created_at")
    search_fields = ("number", "plan__reference", "parts__out_request_no")
    list_select_related = ("plan",)
    ordering = ("-created_at", "-pk")
    inlines = (RefundPartInline,)
    actions = ("try_again",)

    @display(description=_("order number"))
    def order(self, refund: Refund) -> str:
        return refund.plan.reference

    @display(
        description=_("state"),
        label={"pending": "warning", "done": "success", "failed": "danger"},
    )
    def shown_state(self, refund: Refund) -> tuple[str, str]:
        return refund.state, refund.get_state_display()

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.refund_order")

    @admin.action(description=_("Try failed parts again"), permissions=["refund"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        failed = RefundPart.objects.filter(refund__in=queryset, state=RefundPart.State.FAILED)
        part_ids = list(failed.values_list("pk", flat=True))
        for part_id in part_ids:
            retry_refund_part(part_id=part_id, actor=person(request.user.pk or 0))
        messages.success(request, _("%(count)d parts are tried again.") % {"count": len(part_ids)})
