"""Parts of refunds; those to be paid out by hand take the bank's serial number."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from payments.admin.read_only import ReadOnlyAdmin
from payments.models import RefundPart
from payments.services.refunds import pay_out_by_hand


@admin.register(RefundPart)
class RefundPartAdmin(ReadOnlyAdmin):
    list_display = (
        "out_request_no", "order", "amount", "gateway", "shown_state", "payer", "serial", "done_at",
    )  # fmt: skip
    list_filter = ("attempt__gateway", "state")
    search_fields = ("out_request_no", "refund__plan__reference", "serial")
    list_select_related = ("attempt", "refund__plan")
    ordering = ("-pk",)

    @display(description=_("order number"))
    def order(self, part: RefundPart) -> str:
        return part.refund.plan.reference

    @display(description=_("gateway"))
    def gateway(self, part: RefundPart) -> str:
        return part.attempt.gateway

    @display(description=_("serial number of the payment"))
    def payer(self, part: RefundPart) -> str:
        return part.attempt.gateway_trade_no

    @display(
        description=_("state"),
        label={"reserved": "info", "pending": "warning", "done": "success", "failed": "danger"},
    )
    def shown_state(self, part: RefundPart) -> tuple[str, str]:
        return part.state, part.get_state_display()

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        if not request.user.has_perm("orders.refund_order"):
            return False
        if not isinstance(obj, RefundPart):
            return True
        is_open = obj.state != RefundPart.State.DONE
        return is_open and RefundPart.objects.by_hand().filter(pk=obj.pk).exists()

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name != "serial"]

    def save_model(self, request: HttpRequest, obj: RefundPart, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        pay_out_by_hand(part_id=obj.pk, serial=obj.serial, user_id=int(request.user.pk or 0))
