"""What the bank received from gateways: entered here, or imported as a sheet."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from payments.admin.money_page import MoneyAdmin, money_cell, time_of
from payments.models import BankReceipt
from payments.selectors.plans import gateway_label
from payments.services.bank_receipts import enter_receipt, gateways_that_settle
from shop.common.actors import person
from shop.common.http import SignedInRequest
from shop.templatetags.money import yuan


class ReceiptForm(forms.ModelForm[BankReceipt]):
    gateway = forms.ChoiceField(
        label=pgettext_lazy("of a payment", "Gateway"), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = BankReceipt
        fields = ("gateway", "day", "amount", "bank_reference", "received_on", "note")
        widgets = {"amount": UnfoldAdminTextInputWidget({"inputmode": "decimal"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gateway" in self.fields:
            choices = [(code, gateway_label(code)) for code in gateways_that_settle()]
            self.fields["gateway"].choices = choices  # type: ignore[attr-defined]  # a choice field


@admin.register(BankReceipt)
class BankReceiptAdmin(MoneyAdmin):
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

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, receipt: BankReceipt) -> str:
        return gateway_label(receipt.gateway)

    @admin.display(description=_("received amount"), ordering="amount")
    def money(self, receipt: BankReceipt) -> SafeString:
        return money_cell(receipt.amount)

    def get_fieldsets(self, request: HttpRequest, obj: BankReceipt | None = None) -> list[Any]:
        return [] if obj else [(None, {"fields": ReceiptForm.Meta.fields})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("payments.add_bankreceipt"))

    def reference_of(self, row: BankReceipt) -> str:
        return ""  # it is for many orders

    def summary_of(self, request: HttpRequest, row: BankReceipt) -> dict[str, Any]:
        report = f"{reverse('admin:payments_statement_report')}?period=day&day={row.day}"
        sees_report = request.user.has_perm("payments.view_statement")
        links = [(gettext("Reconciliation report"), report)] if sees_report else []
        return {
            "facts": [
                (gettext("received amount"), yuan(row.amount)),
                (gettext("gateway"), gateway_label(row.gateway)),
                (gettext("day of the payments"), row.day.isoformat()),
                (gettext("received on"), row.received_on.isoformat()),
                (gettext("serial number of the bank"), row.bank_reference),
                (gettext("note"), row.note),
                (gettext("entered by"), row.entered_by),
                (gettext("entered at"), time_of(row.created_at)),
            ],
            "notes": [
                gettext(
                    "Entered wrongly? Enter the same with the opposite sign: nothing is edited."
                )
            ],
            "links": links,
        }

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
