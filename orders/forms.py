"""Shapes of what the storefront's forms send; what is possible is decided by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing.models import Review
from orders.services.placement import REMARK_LENGTH
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField

BIGGEST = 2**63 - 1
UNKNOWN = _("This article is not for sale.")
WHOLE = _("Whole pieces only, from 1 to 999.")


class QuantityForm(forms.Form):
    quantity = WholeNumberField(error_messages={"required": WHOLE, "invalid": WHOLE})


class AddForm(QuantityForm):
    sku = WholeNumberField(
        max_value=BIGGEST,
        error_messages={
            "required": _("Please choose a specification."),
            "invalid": UNKNOWN,
            "max_value": UNKNOWN,
        },
    )


class PlaceForm(forms.Form):
    address = WholeNumberField(
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
    cart_version = WholeNumberField(max_value=2**31 - 1, widget=forms.HiddenInput)
    expected_total = DecimalNumberField(decimal_places=2, widget=forms.HiddenInput)
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    note = forms.CharField(
        label=_("Why do you cancel?"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "maxlength": 100}),
    )


class _Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files of one input; what they hold is looked at by the service."""

    widget = _Photos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(PhotosField, self).clean(file, initial) for file in files if file]
        if len(cleaned) > Review.MOST_PICTURES:
            raise forms.ValidationError(_("At most 9 photos, please."))
        return cleaned


class ReviewForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[(stars, "★" * stars) for stars in range(1, Review.MOST_STARS + 1)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please give one to five stars.")},
    )
    text = forms.CharField(
        label=_("What is it like?"),
        required=False,
        max_length=Review.LENGTH,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "class": "input",
                "maxlength": Review.LENGTH,
                "autocomplete": "off",
                "placeholder": _("Quality, size, how it looks in real life, how it was packed …"),
            }
        ),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to 9: JPEG, PNG or WebP, 8 MB each. We remove where they were taken."),
        widget=_Photos(attrs={"class": "input", "accept": "image/jpeg,image/png,image/webp"}),
    )
    is_anonymous = forms.BooleanField(label=_("Without my name"), required=False)
