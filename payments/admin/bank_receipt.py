"""What the bank received from gateways: entered here, or imported as a sheet."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from payments.admin.money_page import money_cell
from payments.models import BankReceipt
from payments.selectors.plans import gateway_label
from payments.services.bank_receipts import enter_receipt, gateways_that_settle
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest


class ReceiptForm(forms.ModelForm[BankReceipt]):
    gateway = forms.ChoiceField(
        label=pgettext_lazy("of a payment", "Gateway"), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = BankReceipt
        fields = ("gateway", "day", "amount", "bank_reference", "received_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gateway" in self.fields:
            choices = [(code, gateway_label(code)) for code in gateways_that_settle()]
            self.fields["gateway"].choices = choices  # type: ignore[attr-defined]  # a choice field


@admin.register(BankReceipt)
class BankReceiptAdmin(ModelAdmin):
    form = ReceiptForm
    list_display = (
        "day", "house", "money", "bank_reference", "received_on", "note", "entered_by",
    )  # fmt: skip
    list_filter = ("gateway", "day")
    search_fields = ("=bank_reference", "note")
    list_select_related = ("entered_by",)
    empty_text = _(
        "Enter what the bank received from a gateway, or import the bank's sheet under “Import"
        " and export”."
    )
    ordering = ("-day", "-pk")
    fields = ("gateway", "day", "amount", "bank_reference", "received_on", "note")

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, receipt: BankReceipt) -> str:
        return gateway_label(receipt.gateway)

    @admin.display(description=_("received amount"), ordering="amount")
    def money(self, receipt: BankReceipt) -> SafeString:
        return money_cell(receipt.amount)

    def has_change_permission(self, request: HttpRequest, obj: BankReceipt | None = None) -> bool:
        return False  # answered by a receipt with the opposite sign

    def has_delete_permission(self, request: HttpRequest, obj: BankReceipt | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"received_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(
        self,
        request: SignedInRequest,
        obj: BankReceipt,
        form: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        obj.pk = enter_receipt(actor=person(request.user.pk), **form.cleaned_data).pk
