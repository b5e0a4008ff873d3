"""The SKU sheet and the pictures on a product's page, saved through the services."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.forms.grid import (
    CostedSkuForm,
    PictureForm,
    PictureFormSet,
    SkuForm,
    SkuFormSet,
)
from catalog.models import Product, ProductPicture, Sku
from catalog.selectors.pictures import rendition_url
from catalog.services.pictures import remove_picture, update_picture
from catalog.services.prices import end_price, set_price
from catalog.services.sku_costs import set_cost
from catalog.services.skus import update_sku
from inventory.selectors.availability import available_quantities
from inventory.selectors.costs import unit_costs
from shop.common.actors import Actor
from shop.common.admin.base import TabularInline

# A section that a phone shows closed (static/js/admin.js); one with an error is always open.
PART = ["collapse", "open-when-wide"]
_SKU_FIELDS = frozenset(SkuForm.Meta.fields) - {"sale_price", "list_price"}
_PICTURE_FIELDS = {"role": "role", "value": "value_id", "alt": "alt", "position": "position"}

AnyFormSet = BaseInlineFormSet[Any, Any, Any]


class SkuInline(TabularInline):
    model = Sku
    form = CostedSkuForm
    formset = SkuFormSet
    readonly_fields = ["cost", "stock"]
    ordering = ["position", "pk"]
    classes = PART
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False  # SKUs are generated from values

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> list[str]:
        cost = "unit_cost" if _may_cost(request) else "cost"
        return [
            "code", "name", "sale_price", "list_price", cost, "stock", "barcode", "weight_grams",
            "volume_cm3", "is_active",
        ]  # fmt: skip

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        rows = Sku.objects.filter(product=obj) if obj else Sku.objects.none()
        skus = list(rows.values_list("pk", flat=True))
        self.available: Mapping[int, int] = available_quantities(skus)
        may_see = request.user.has_perm("inventory.view_skusupply")
        self.costs: Mapping[int, Decimal] = unit_costs(skus) if may_see else {}
        kwargs["form"] = CostedSkuForm if _may_cost(request) else SkuForm
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.costs = self.costs
        formset.sets_prices = request.user.has_perm("catalog.change_skuprice")
        return formset

    @admin.display(description=_("cost price"))
    def cost(self, sku: Sku) -> str:
        cost = self.costs.get(sku.pk)
        return f"{cost:.2f}" if cost is not None else "—"

    @admin.display(description=_("saleable"))
    def stock(self, sku: Sku) -> int:
        return self.available.get(sku.pk, 0)


class PictureInline(TabularInline):
    model = ProductPicture
    form = PictureForm
    formset = PictureFormSet
    fields = ["thumbnail", "role", "value", "alt", "position"]
    readonly_fields = ["thumbnail"]
    classes = PART
    ordering = ["position", "pk"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False  # files are added above, several at once

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductPicture]:
        rows: QuerySet[ProductPicture] = super().get_queryset(request)
        return rows.select_related("value")

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: ProductPicture) -> SafeString:
        return thumbnail(str(picture.image))


def _may_cost(request: HttpRequest) -> bool:
    return request.user.has_perms(["inventory.change_skusupply", "catalog.change_sku"])


def thumbnail(name: str) -> SafeString:
    if not name:
        return SafeString("—")
    return format_html(
        '<img src="{}" alt="" width="48" height="48" class="rounded-default">',
        rendition_url(name, 240),
    )


def save_rows(formset: AnyFormSet, actor: Actor, *, sent_again: Collection[int] = ()) -> None:
    """Hand each changed row to its service; leaves on the formset what Django logs.

    A picture that is taken away and was `sent_again` by the same form stays.
    """
    formset.save(commit=False)
    save = _save_sku if formset.model is Sku else _save_picture
    for form in formset.initial_forms:
        if form in formset.deleted_forms:
            if form.instance.pk in sent_again:
                continue
            remove_picture(picture_id=form.instance.pk, actor=actor)
        elif form.has_changed():
            save(form, actor)


def _save_sku(form: SkuForm, actor: Actor) -> None:
    if "unit_cost" in form.changed_data:
        set_cost(sku_id=form.instance.pk, unit_cost=form.cleaned_data["unit_cost"])
    for kind, amount in form.prices_to_set().items():
        if amount is None:
            end_price(sku_id=form.instance.pk, kind=kind, actor=actor)
        else:
            set_price(sku_id=form.instance.pk, kind=kind, amount=amount, actor=actor)
    if changed := _only(form, _SKU_FIELDS):
        update_sku(sku_id=form.instance.pk, actor=actor, **changed)


def _save_picture(form: PictureForm, actor: Actor) -> None:
    cleaned = {**form.cleaned_data, "value": getattr(form.cleaned_data["value"], "pk", None)}
    changed = {_PICTURE_FIELDS[name]: cleaned[name] for name in form.changed_data}
    update_picture(picture_id=form.instance.pk, actor=actor, **changed)


def _only(form: SkuForm, names: Iterable[str]) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.changed_data if name in names}
