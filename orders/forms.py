"""Shapes of what the storefront's forms send; what is possible is decided by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.services.placement import REMARK_LENGTH

BIGGEST = 2**63 - 1
UNKNOWN = _("This article is not for sale.")
WHOLE = _("Whole pieces only, from 1 to 999.")


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(error_messages={"required": WHOLE, "invalid": WHOLE})


class AddForm(QuantityForm):
    sku = forms.IntegerField(
        max_value=BIGGEST,
        error_messages={
            "required": _("Please choose a specification."),
            "invalid": UNKNOWN,
            "max_value": UNKNOWN,
        },
    )


class PlaceForm(forms.Form):
    address = forms.IntegerField(
        max_value=BIGGEST,
        error_messages={"required": _("Please choose a delivery address.")},
    )
    method = forms.CharField(required=False, max_length=40)
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(
            attrs={
                "rows": 2,
                "class": "input",
                "maxlength": REMARK_LENGTH,
                "autocomplete": "off",
                "placeholder": _("What we should know: when to deliver, whom to call …"),
            }
        ),
    )
    cart_version = forms.IntegerField(max_value=2**31 - 1, widget=forms.HiddenInput)
    expected_total = forms.DecimalField(decimal_places=2, widget=forms.HiddenInput)
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    note = forms.CharField(
        label=_("Why do you cancel?"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "maxlength": 100}),
    )
