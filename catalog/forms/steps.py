"""What a step of publishing asks for, and the values that make SKUs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
)

from catalog.models import Product, ProductFlag, SkuValue
from catalog.region_cells import regions_named
from catalog.selectors.sales_regions import regions_of
from shop.common.admin.steps import StepForm
from shop.common.money import FEN
from shop.common.selectors import children_of, region_path
from shop.common.sheets.columns import CellWrong
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField

CHECKED_ITEMS = (
    ("name", _("name")),
    ("description", _("description")),
    ("price", _("price")),
    ("pictures", _("pictures and video")),
    ("tags", _("category and tags")),
    ("attributes", _("attributes and after-sales information")),
)


class CheckForm(StepForm):
    """Every item is ticked by whoever answers for it; a note is kept in the history."""

    looked_at = forms.MultipleChoiceField(
        label=_("I have looked at"),
        choices=CHECKED_ITEMS,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=UnfoldAdminTextareaWidget
    )

    def clean_looked_at(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["looked_at"]
        if len(ticked) < len(CHECKED_ITEMS):
            raise ValidationError(_("Tick every item, or return the product with the reason."))
        return ticked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("looked_at", None)  # says nothing more than that the check was made
        return cleaned


class FlagForm(forms.Form):
    """What is done about a slow seller that stays on the shelf."""

    decision = forms.ChoiceField(
        label=_("decision"), choices=ProductFlag.Decision.choices, widget=UnfoldAdminSelectWidget,
        help_text=_("What is kept as it is comes back here after a further period."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)


class PreSaleForm(forms.Form):
    """What a shopper agrees to who buys before the goods are there."""

    deposit = DecimalNumberField(
        label=_("deposit"), min_value=FEN, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget
    )
    balance_from = forms.SplitDateTimeField(
        label=_("balance to be paid from"), widget=UnfoldAdminSplitDateTimeWidget
    )
    balance_until = forms.SplitDateTimeField(
        label=_("balance to be paid until"), widget=UnfoldAdminSplitDateTimeWidget
    )
    ships_by = forms.DateField(
        label=_("ships by"), required=False, widget=UnfoldAdminSingleDateWidget,
        help_text=_("Either this day, or the number of days below."),
    )  # fmt: skip
    ships_within_days = WholeNumberField(
        label=_("ships within days after the balance is paid"), required=False, min_value=1,
        max_value=180, widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip


class SalesRegionsForm(forms.Form):
    """Where a product is sold: provinces by boxes; cities and districts in words, with a search."""

    scope = forms.ChoiceField(
        label=_("is sold"), choices=Product.SalesScope.choices, widget=UnfoldAdminSelectWidget
    )
    region_codes = forms.MultipleChoiceField(
        label=_("provinces"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    finer = forms.CharField(
        label=_("cities and districts"),
        required=False,
        max_length=20_000,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("One on each line: its name, its path or its code, such as 浙江省 杭州市."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, product: Product) -> None:
        chosen = regions_of(product.pk)
        provinces = {choice.code: choice.name for choice in children_of("")}
        finer = [region_path(code) for code in chosen if code not in provinces]
        super().__init__(
            data,
            initial={
                "scope": product.sales_scope,
                "region_codes": [code for code in chosen if code in provinces],
                "finer": "\n".join(finer),
            },
        )
        self.fields["finer"].widget.attrs |= {
            "rows": 5,
            "data-find-region": reverse("admin:catalog_product_find_region"),
            "data-find-label": _("Find a city or district"),
        }
        field = self.fields["region_codes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(provinces.items())

    def clean_finer(self) -> tuple[str, ...]:
        try:
            return regions_named(self.cleaned_data["finer"])
        except CellWrong as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        finer = cleaned.pop("finer", ())
        cleaned["region_codes"] = [*cleaned.get("region_codes", []), *finer]
        return cleaned


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
            boxes = UnfoldAdminCheckboxSelectMultipleWidget()
            boxes.attrs["data-search"] = _("Find a value")
            self.fields[str(attribute.pk)] = forms.TypedMultipleChoiceField(
                label=attribute.name,
                required=False,
                coerce=int,
                choices=[(value.pk, value.name) for value in values],
                initial=[value.pk for value in values if value.pk in used_ids],
                widget=boxes,
            )

    def value_ids(self) -> dict[int, list[int]]:
        """Return the chosen values by attribute; one without a choice makes no dimension."""
        return {int(name): chosen for name, chosen in self.cleaned_data.items() if chosen}
