"""Shapes of what the staff's forms send; what is possible is decided by the services."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from customers.traits import Trait
from orders.selectors.ship_desk import carrier_choices, warehouse_choices
from orders.services.waves import LARGEST_WAVE
from shop.common.typed_numbers import WholeNumberField

_WAVE = 20
_MOST_DAYS = 3650


class ReceiverForm(forms.Form):
    name = forms.CharField(label=_("Receiver"), max_length=40, widget=UnfoldAdminTextInputWidget)
    phone = forms.CharField(
        label=_("Mobile number"), max_length=20, widget=UnfoldAdminTextInputWidget
    )
    street = forms.CharField(
        label=_("Street, house, room"), max_length=120, widget=UnfoldAdminTextInputWidget
    )


class BlacklistForm(forms.Form):
    """By what the buyer is known again: `traits` are those that the order tells."""

    traits = forms.TypedMultipleChoiceField(
        label=_("By what"),
        coerce=Trait,
        choices=Trait.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)
    days = WholeNumberField(
        label=_("For so many days"),
        help_text=_("Empty: until it is lifted."),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(_MOST_DAYS)],
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, traits: list[Trait], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["traits"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(trait.value, trait.label) for trait in traits]


class ShipForm(forms.Form):
    """`is_sure`: an unusual number was looked at; `taken_out`: so many pieces were taken out."""

    carrier = forms.TypedChoiceField(label=_("Carrier"), coerce=int)
    waybill = forms.CharField(label=_("Waybill number"), max_length=64)
    is_sure = forms.BooleanField(required=False)
    taken_out = WholeNumberField(required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["carrier"]
        if isinstance(field, forms.ChoiceField):
            field.choices = carrier_choices()


class WaveForm(forms.Form):
    warehouse = forms.TypedChoiceField(
        label=_("warehouse"), coerce=int, widget=UnfoldAdminSelectWidget
    )
    size = WholeNumberField(
        label=_("Shipments at most"),
        initial=_WAVE,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_WAVE)],
        help_text=_("As many baskets as the trolley has. The oldest shipments come first."),
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["warehouse"]
        if isinstance(field, forms.ChoiceField):
            field.choices = warehouse_choices()
