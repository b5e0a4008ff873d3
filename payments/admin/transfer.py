"""Bank transfers as finance sees them: what the bank shows is entered, and confirmed by another."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from payments.admin.money_page import chip, money_cell, order_link
from payments.models import TransferReceipt
from payments.services.transfers import Found, confirm_transfer, decline_transfer, record_transfer
from shop.common.admin.base import ModelAdmin
from shop.common.errors import DomainError

State = TransferReceipt.State
_TONES = {State.WAITING: "act", State.BOOKED: "good", State.DECLINED: ""}


class ReceiptForm(forms.ModelForm[TransferReceipt]):
    number = forms.CharField(
        label=_("Remark of the transfer (our number)"),
        max_length=32,
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = TransferReceipt
        fields = ("number", "amount", "serial", "received_on")
        help_texts = {
            "amount": _("As the bank shows it. Less counts as a part; what is too much goes back."),
        }


@admin.register(TransferReceipt)
class TransferReceiptAdmin(ModelAdmin):
    form = ReceiptForm
    list_display = (
        "serial", "order", "money", "money_expected", "received_on", "shown_state", "entered_by",
        "decided_by",
    )  # fmt: skip
    list_filter = ("state", "received_on")
    search_fields = ("serial", "attempt__out_trade_no", "attempt__payment__plan__reference")
    search_help_text = _("Serial number of the bank, our number or order number")
    list_select_related = ("attempt__payment__plan", "entered_by", "decided_by")
    empty_text = _(
        "When the bank shows a transfer from a customer, it is entered here and confirmed: then"
        " its order is paid."
    )
    ordering = ("-pk",)
    actions = ("confirm", "decline")

    def get_fields(self, request: HttpRequest, obj: TransferReceipt | None = None) -> list[str]:
        if obj is None:
            return ["number", "amount", "serial", "received_on"]
        return [field.name for field in self.opts.fields if field.name != "id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.refund_order") and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: TransferReceipt,
        form: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        receipt = record_transfer(
            found=Found(
                number=form.cleaned_data["number"],
                amount=obj.amount,
                serial=obj.serial,
                received_on=obj.received_on,
            ),
            user_id=int(request.user.pk or 0),
        )
        obj.__dict__.update(receipt.__dict__)

    @admin.display(description=_("order number"))
    def order(self, receipt: TransferReceipt) -> SafeString | str:
        return order_link(receipt.attempt.payment.plan.reference)

    @admin.display(description=_("amount received"), ordering="amount")
    def money(self, receipt: TransferReceipt) -> SafeString:
        return money_cell(receipt.amount)

    @admin.display(description=_("amount expected"))
    def money_expected(self, receipt: TransferReceipt) -> SafeString:
        return money_cell(receipt.attempt.amount)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, receipt: TransferReceipt) -> SafeString:
        return chip(receipt.get_state_display(), _TONES[State(receipt.state)])

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.refund_order")

    @admin.action(description=_("Confirm: the money is there"), permissions=["refund"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[TransferReceipt]) -> None:
        for receipt in queryset.order_by("pk"):
            try:
                confirm_transfer(receipt_id=receipt.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{receipt}: {refusal}")
            else:
                messages.success(request, _("%(serial)s is booked.") % {"serial": receipt})

    @admin.action(description=_("Decline: entered by mistake"), permissions=["refund"])
    def decline(self, request: HttpRequest, queryset: QuerySet[TransferReceipt]) -> None:
        for receipt in queryset.order_by("pk"):
            try:
                decline_transfer(receipt_id=receipt.pk, user_id=int(request.user.pk or 0))
            except DomainError as refusal:
                messages.warning(request, f"{receipt}: {refusal}")
