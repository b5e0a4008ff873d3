"""What a step of publishing asks for, and the values that make SKUs."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
)

from catalog.models import Product, SkuValue


class StepForm(forms.Form):
    """A step that asks for nothing: the button alone says it."""


class ReasonForm(StepForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)


class ScheduleForm(StepForm):
    at = forms.SplitDateTimeField(
        label=_("To be listed at"),
        initial=timezone.now,
        widget=UnfoldAdminSplitDateTimeWidget,
    )


class MatrixForm(forms.Form):
    """One group of boxes for each attribute that makes SKUs; those in use are ticked."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = SkuValue.objects.filter(sku__product=product, sku__is_active=True)
        used_ids = set(used.values_list("value_id", flat=True))
        attributes = product.product_type.attributes.filter(makes_skus=True)
        for attribute in attributes.order_by("position", "pk").prefetch_related("values"):
            values = sorted(attribute.values.all(), key=lambda value: (value.position, value.pk))
            self.fields[str(attribute.pk)] = forms.TypedMultipleChoiceField(
                label=attribute.name,
                required=False,
                coerce=int,
                choices=[(value.pk, value.name) for value in values],
                initial=[value.pk for value in values if value.pk in used_ids],
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            )

    def value_ids(self) -> dict[int, list[int]]:
        """Return the chosen values by attribute; one without a choice makes no dimension."""
        return {int(name): chosen for name, chosen in self.cleaned_data.items() if chosen}
