"""The shape of what staff type about freight."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from logistics.errors import ZonesOverlap
from logistics.models import FreightZone, FreightZoneRegion
from logistics.selectors.methods import delivery_methods
from logistics.services.freight_templates import check_zones
from shop.common.models import Region

_REGION = FreightZoneRegion.region.field
_BASKET_LINE = re.compile(r"(?P<code>\S+)(?:\s*[,，×x*\s]\s*(?P<quantity>\d{1,3}))?")
_MOST_LINES = 50

When = FreightZone.FreeWhen


class ZoneForm(forms.ModelForm[FreightZone]):
    """A zone with its regions; without any it is the rest of the country."""

    regions = forms.ModelMultipleChoiceField(
        label=_("regions"),
        queryset=Region.objects.order_by("code"),
        required=False,
        help_text=_("Provinces, cities, districts; empty: the rest of the country."),
        widget=AutocompleteSelectMultiple(_REGION, admin.site),
    )

    class Meta:
        model = FreightZone
        fields = [
            "name", "is_served", "first_quantity", "first_fee", "next_quantity", "next_fee",
            "remote_surcharge", "free_when", "free_amount", "free_pieces", "free_covers_surcharge",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["regions"] = [row.region_id for row in self.instance.regions.all()]

    def clean(self) -> dict[str, Any]:
        # The database has the same walls; here the words stand beside the field.
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("first_quantity", "next_quantity"):
            if not cleaned.get(name, 1):
                self.add_error(name, _("A unit is more than nothing."))
        when = cleaned.get("free_when")
        if when in {When.AMOUNT, When.EITHER, When.BOTH} and not cleaned.get("free_amount"):
            self.add_error("free_amount", _("Say from which amount delivery is free."))
        if when in {When.PIECES, When.EITHER, When.BOTH} and not cleaned.get("free_pieces"):
            self.add_error("free_pieces", _("Say from how many pieces delivery is free."))
        return cleaned


class ZoneFormSet(forms.BaseInlineFormSet[FreightZone, Any, ZoneForm]):
    def clean(self) -> None:
        super().clean()
        try:
            check_zones(regions=[codes for _form, codes in self.kept()])
        except ZonesOverlap as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def kept(self) -> Iterator[tuple[ZoneForm, list[str]]]:
        """Give the zones that will stand after saving, with the codes of their regions."""
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            if values and not values.get("DELETE") and (form.instance.pk or form.has_changed()):
                yield form, [region.pk for region in values.get("regions", [])]


class TrialForm(forms.Form):
    """A district and a basket, to see what delivery would cost."""

    district = forms.ModelChoiceField(
        label=_("district"),
        queryset=Region.objects.order_by("code"),
        widget=AutocompleteSelect(_REGION, admin.site),
    )
    method = forms.ChoiceField(
        label=_("delivery method"), required=False, widget=UnfoldAdminSelectWidget
    )
    basket = forms.CharField(
        label=pgettext_lazy("freight", "basket"),
        max_length=4000,
        help_text=_("A SKU code and a quantity per line, such as: SP20261001-01 2"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["method"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *((way.code, way.name) for way in delivery_methods())]

    def clean_basket(self) -> dict[str, int]:
        basket: dict[str, int] = {}
        for text in filter(None, map(str.strip, self.cleaned_data["basket"].splitlines())):
            found = _BASKET_LINE.fullmatch(text)
            quantity = int(found["quantity"] or 1) if found else 0
            if found is None or quantity < 1:
                raise forms.ValidationError(_("Not understood: %(line)s") % {"line": text})
            basket[found["code"]] = basket.get(found["code"], 0) + quantity
        if len(basket) > _MOST_LINES:
            raise forms.ValidationError(_("Too many lines."))
        return basket


class ProductsForm(forms.Form):
    products = forms.CharField(
        label=_("product numbers"),
        max_length=20_000,
        help_text=_("One per line, or with spaces between them."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )

    def clean_products(self) -> list[str]:
        return sorted(set(re.split(r"[\s,，;；]+", self.cleaned_data["products"].strip())))
