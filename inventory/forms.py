"""The shape of what warehouse staff type. What is possible is decided by the services."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import Product, Sku
from inventory.models import Bin, StockMovement, Warehouse
from inventory.selectors.skus import find_sku
from inventory.selectors.stock_entry import skus_without_stock
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField

Kind = StockMovement.Kind

# Dispatches come from shipments and transfers from their own page, never from a form.
BOOKED_BY_HAND = (Kind.RECEIPT, Kind.INITIAL, Kind.RETURN, Kind.COUNT, Kind.SCRAP, Kind.CORRECTION)


class MovementForm(forms.Form):
    sku = forms.CharField(
        label=_("SKU code or barcode"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True}),
    )
    warehouse = forms.ModelChoiceField(
        label=_("warehouse"),
        queryset=Warehouse.objects.order_by("pk"),
        widget=UnfoldAdminSelectWidget,
    )
    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind.value, kind.label) for kind in BOOKED_BY_HAND],
        widget=UnfoldAdminSelectWidget,
    )
    quantity = WholeNumberField(
        label=_("change"),
        help_text=_("Negative when pieces go: −3 takes three away."),
        widget=UnfoldAdminIntegerFieldWidget,
    )
    cause = forms.CharField(
        label=_("cause"), max_length=200, strip=True, widget=UnfoldAdminTextInputWidget
    )
    reference = forms.CharField(
        label=_("reference"),
        max_length=40,
        required=False,
        help_text=_("Such as the number of the delivery note."),
        widget=UnfoldAdminTextInputWidget,
    )
    bin = forms.CharField(
        label=_("bin"), max_length=20, required=False, widget=UnfoldAdminTextInputWidget
    )

    def clean_sku(self) -> int:
        sku_id = find_sku(self.cleaned_data["sku"])
        if sku_id is None:
            raise forms.ValidationError(_("No SKU has this code or barcode."))
        return sku_id

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["bin_id"] = None
        if cleaned.get("bin") and cleaned.get("warehouse"):
            place = Bin.objects.filter(warehouse=cleaned["warehouse"], code=cleaned["bin"]).first()
            if place is None:
                self.add_error("bin", _("This warehouse has no such bin."))
            else:
                cleaned["bin_id"] = place.pk
        return cleaned


class PlaceForm(forms.Form):
    bin = forms.ModelChoiceField(
        label=_("bin"),
        queryset=Bin.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    frozen = WholeNumberField(
        label=_("frozen"),
        min_value=0,
        help_text=_("Pieces that lie there and must not be sold."),
        widget=UnfoldAdminIntegerFieldWidget,
    )
    safety_stock = WholeNumberField(
        label=_("safety stock"),
        min_value=0,
        help_text=_("Pieces that are never sold online."),
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, warehouse_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bin"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Bin.objects.filter(warehouse=warehouse_id).order_by("code")


class ThresholdForm(forms.Form):
    alert_threshold = WholeNumberField(
        label=_("alert below"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("0: no alert."),
        widget=UnfoldAdminIntegerFieldWidget,
    )


class SupplyForm(forms.Form):
    """One SKU of the sheet of costs and thresholds."""

    unit_cost = DecimalNumberField(
        label=_("cost price"), required=False, min_value=0, max_digits=12, decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip
    alert_threshold = WholeNumberField(
        label=_("alert below"), required=False, min_value=0, max_value=1_000_000,
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip

    first_stock = WholeNumberField(
        label=_("first stock"), required=False, min_value=1, max_value=1_000_000,
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip

    def __init__(self, *args: Any, enters_stock: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not enters_stock or self.initial.get("has_stock"):
            del self.fields["first_stock"]

    def changes(self) -> dict[str, Any]:
        """Return what was filled in of the supply; what was emptied stays as it is."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name != "first_stock" and self.cleaned_data[name] is not None
        }


SupplySheet = forms.BaseFormSet[SupplyForm]


class FirstStockForm(forms.Form):
    """Where the first pieces of a sheet lie; asked only where some row may say how many."""

    warehouse = forms.ModelChoiceField(
        label=_("first stock lies in"),
        queryset=Warehouse.objects.filter(is_active=True).order_by("pk"),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, rows: Sequence[SupplyForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if "first_stock" in row.fields]
        self.fields["warehouse"].initial = Warehouse.objects.filter(is_active=True).first()
        if not self.rows:
            del self.fields["warehouse"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self._pieces() and not cleaned.get("warehouse"):
            self.add_error("warehouse", _("Say where these pieces lie."))
        return cleaned

    def entries(self) -> dict[tuple[int, int], int]:
        """Return how many pieces of each SKU lie in which warehouse."""
        place = self.cleaned_data.get("warehouse")
        if place is None:
            return {}
        return {(sku_id, place.pk): count for sku_id, count in self._pieces().items()}

    def _pieces(self) -> dict[int, int]:
        said = {row.initial["sku_id"]: row.cleaned_data.get("first_stock") for row in self.rows}
        return {sku_id: count for sku_id, count in said.items() if count}


def supply_sheet(
    product: Product, data: Mapping[str, Any] | None, *, enters_stock: bool
) -> SupplySheet:
    """Return the sheet of a product: a form for each active SKU, in their order."""
    skus = Sku.objects.active().filter(product=product).select_related("supply")
    bare = set(skus_without_stock(product.pk))
    initial = [_supply_of(sku, bare) for sku in skus.order_by("position", "pk")]
    sheet = forms.formset_factory(SupplyForm, extra=0, max_num=len(initial))
    return sheet(data, initial=initial, form_kwargs={"enters_stock": enters_stock})


def _supply_of(sku: Sku, bare: Collection[str]) -> dict[str, Any]:
    supply = getattr(sku, "supply", None)
    cost: Decimal | None = supply.unit_cost if supply else None
    return {
        "sku_id": sku.pk,
        "code": sku.code,
        "name": sku.name,
        "has_stock": sku.code not in bare,
        "unit_cost": cost,
        "alert_threshold": supply.alert_threshold if supply else None,
    }
