"""The card to which a stuck refund goes; asked for once, never shown again."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from payments.gateways.wechat_banks import BANKS
from shop.common.admin.steps import StepForm

_UNKEPT = {"autocomplete": "off"}


class CardForm(StepForm):
    """Debit cards of the banks that the gateway names; it compares number and holder."""

    bank = forms.ChoiceField(
        label=_("bank"), choices=tuple(BANKS.items()), widget=UnfoldAdminSelectWidget
    )
    account = forms.CharField(
        label=_("card number"),
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs=_UNKEPT | {"inputmode": "numeric"}),
    )
    holder = forms.CharField(
        label=_("card holder"), max_length=60, widget=UnfoldAdminTextInputWidget(attrs=_UNKEPT)
    )

    def clean_account(self) -> str:
        number = "".join(str(self.cleaned_data["account"]).split())
        RegexValidator(r"\A[0-9]{12,30}\Z", _("A card number has 12 to 30 digits."))(number)
        return number
