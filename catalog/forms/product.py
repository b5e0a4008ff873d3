"""The form of a product: what is said of it as a whole, and its attributes by its type."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.errors import ClaimsNotAllowed
from catalog.forms.claim import marks
from catalog.forms.meanwhile import WatchedForm
from catalog.forms.pictures import PicturesField
from catalog.models import Attribute, AttributeValue, Product, ProductAttribute, ProductType
from catalog.selectors.content_check import CHECKED_FIELDS, check_texts, waived_words
from catalog.services.products import AttributeSaying
from shop.common.typed_numbers import DecimalNumberField

FIELDS = (
    "title", "selling_points", "category", "brand", "product_type", "owner", "tags", "detail",
    "after_sale_policy", "return_days", "warranty_months", "slug", "seo_title", "seo_description",
    "seo_keywords",
)  # fmt: skip
_PREFIX = "attribute_"

Kind = Attribute.Kind


class ProductForm(WatchedForm):
    new_pictures = PicturesField(
        label=_("add main pictures"),
        required=False,
        help_text=_("Several at once: JPEG, PNG or WebP, at best 800 × 800 on white."),
    )
    new_detail_pictures = PicturesField(label=_("add detail pictures"), required=False)

    class Meta:
        model = Product
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            name: str(self[name].value() or "") for name in CHECKED_FIELDS & self.fields.keys()
        }
        self.report = check_texts(texts, waived=waived_words(self.instance))
        for name in texts:
            shown = self[name]  # keeps the help text that its field had when it was first asked for
            shown.help_text = format_html(
                '{}<span data-claims="{}" data-claims-url="{}" aria-live="polite">{}</span>',
                shown.help_text,
                name,
                reverse("admin:catalog_product_claims"),
                marks(self.report, name),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.is_live:
            self._refuse_claims()
        return cleaned

    def _refuse_claims(self) -> None:
        """Say beside the field what update_product would refuse, so that nothing typed is lost."""
        for finding in self.report.blocking:
            if finding.field in self.changed_data:
                self.add_error(finding.field, str(ClaimsNotAllowed([finding])))

    def sayings(self) -> dict[int, AttributeSaying]:
        """Return what was filled in under each attribute."""
        return {
            int(name.removeprefix(_PREFIX)): _saying(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(_PREFIX)
        }


def form_for(product: Product | None) -> type[ProductForm]:
    """Return the form with a field for each attribute of the product's type that makes no SKUs."""
    if product is None:
        return ProductForm
    said = {row.attribute_id: row for row in _said(product)}
    fields = {
        field_name(attribute): _field(attribute, said.get(attribute.pk))
        for attribute in descriptive_attributes(product.product_type)
    }
    return type("ProductForm", (ProductForm,), fields)


def descriptive_attributes(product_type: ProductType) -> list[Attribute]:
    attributes = product_type.attributes.filter(makes_skus=False).prefetch_related("values")
    return list(attributes.order_by("position", "pk"))


def field_name(attribute: Attribute) -> str:
    return f"{_PREFIX}{attribute.pk}"


def _said(product: Product) -> list[ProductAttribute]:
    return list(product.attributes.prefetch_related("values"))


def _field(attribute: Attribute, said: ProductAttribute | None) -> forms.Field:
    label = f"{attribute.name} ({attribute.unit})" if attribute.unit else attribute.name
    values = [value.pk for value in said.values.all()] if said else []
    choices = [(value.pk, value.name) for value in _in_order(attribute)]
    if attribute.kind == Kind.CHOICE:
        return forms.TypedChoiceField(
            label=label, required=False, choices=[("", "—"), *choices], coerce=int,
            empty_value=None, initial=next(iter(values), None), widget=UnfoldAdminSelectWidget,
        )  # fmt: skip
    if attribute.kind == Kind.CHOICES:
        return forms.TypedMultipleChoiceField(
            label=label, required=False, choices=choices, coerce=int, initial=values,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )  # fmt: skip
    if attribute.kind == Kind.NUMBER:
        return DecimalNumberField(
            label=label, required=False, max_digits=12, decimal_places=3,
            initial=_short(said.number) if said else None, widget=UnfoldAdminDecimalFieldWidget,
        )  # fmt: skip
    return forms.CharField(
        label=label, required=False, max_length=200, initial=said.text if said else "",
        widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip


def _short(number: Decimal | None) -> str | None:
    """Leave out the noughts behind the point that the column keeps."""
    return None if number is None else f"{number.normalize():f}"


def _in_order(attribute: Attribute) -> list[AttributeValue]:
    return sorted(attribute.values.all(), key=lambda value: (value.position, value.pk))


def _saying(value: Any) -> AttributeSaying:
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, list):
        return {"value_ids": value}
    if isinstance(value, int):
        return {"value_ids": [value]}
    return {"number": value}
