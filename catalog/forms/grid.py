"""The SKUs and the pictures of a product as sheets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from catalog.models import AttributeValue, Product, ProductPicture, Sku
from catalog.selectors.prices import current_amounts
from catalog.services.prices import LARGEST
from shop.common.money import FEN
from shop.common.typed_numbers import DecimalNumberField

_WIDTHS = {
    "code": "12rem",
    "name": "7rem",
    "barcode": "9rem",
    "sale_price": "6rem",
    "unit_cost": "6rem",
}


def _price_field(label: Any, *, required: bool) -> DecimalNumberField:
    return DecimalNumberField(
        label=label,
        required=required,
        min_value=FEN,
        max_value=LARGEST,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )


class SkuForm(forms.ModelForm[Sku]):
    sale_price = _price_field(_("selling price"), required=False)
    list_price = _price_field(_("list price"), required=False)

    class Meta:
        model = Sku
        fields = (
            "code", "name", "sale_price", "list_price", "barcode", "weight_grams", "volume_cm3",
            "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, width in _WIDTHS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["style"] = f"min-width: {width}"

    def clean_barcode(self) -> str | None:
        return self.cleaned_data["barcode"] or None

    def prices_to_set(self) -> dict[str, Decimal | None]:
        """Return the new amount of each kind of price that was changed; None to end it."""
        return {
            kind: self.cleaned_data[name]
            for kind, name in (("sale", "sale_price"), ("list", "list_price"))
            if name in self.changed_data
        }


class CostedSkuForm(SkuForm):
    """The row of those who may change costs."""

    unit_cost = DecimalNumberField(
        label=_("cost price"),
        required=False,
        min_value=0,
        max_value=LARGEST,
        decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget,
    )

    class Meta(SkuForm.Meta):
        pass

    def clean_unit_cost(self) -> Decimal | None:
        cost: Decimal | None = self.cleaned_data["unit_cost"]
        if cost is None and self.initial.get("unit_cost") is not None:
            raise forms.ValidationError(_("A cost that is known can be changed, not removed."))
        return cost


class SkuFormSet(BaseInlineFormSet[Sku, Product, SkuForm]):
    """Reads the present prices of all SKUs at once; shows them only to who may not set them.

    `costs` are what the inline read.
    """

    costs: Mapping[int, Decimal] = {}
    sets_prices = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sku_ids = [sku.pk for sku in self.get_queryset()]
        self.amounts = current_amounts(sku_ids, timezone.now())

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        rows = self.get_queryset()
        if index is not None and index < len(rows):
            amounts = self.amounts.get(rows[index].pk, {})
            kwargs["initial"] = {
                "unit_cost": self.costs.get(rows[index].pk),
                "sale_price": amounts.get("sale"),
                "list_price": amounts.get("list"),
            }
        return kwargs

    def add_fields(self, form: SkuForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name in form.fields.keys() & {"sale_price", "list_price"}:
            form.fields[name].disabled = not self.sets_prices


class PictureForm(forms.ModelForm[ProductPicture]):
    class Meta:
        model = ProductPicture
        fields = ("role", "value", "alt", "position")


class PictureFormSet(BaseInlineFormSet[ProductPicture, Product, PictureForm]):
    """Offers the values that the product's SKUs have, read once for all pictures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = AttributeValue.objects.none()
        if self.instance.pk:
            used = AttributeValue.objects.filter(
                pk__in=Sku.objects.filter(product=self.instance).values("values__value")
            )
        self.choices = [("", "—"), *((value.pk, value.name) for value in used.order_by("pk"))]

    def add_fields(self, form: PictureForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields.get("value")
        if isinstance(field, forms.ModelChoiceField):
            field.choices = self.choices
