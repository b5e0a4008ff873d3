"""Product types in the back office, with their attributes and the values of each."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.shared_words import tell_of_goods
from catalog.forms.attribute import AttributeForm, ValueFormSet
from catalog.models import Attribute, AttributeValue, ProductType
from catalog.services.shared_words import save_word
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin, TabularInline
from shop.common.admin.choices import LooksUpChoices
from shop.common.http import SignedInRequest


class AttributeInline(TabularInline):
    model = Attribute
    form = AttributeForm
    fields = ["name", "code", "kind", "unit", "is_filter", "makes_skus", "position"]
    ordering = ["position", "pk"]
    extra = 0
    show_change_link = True
    hide_title = False  # the link stands beside it


class ValueInline(TabularInline):
    model = AttributeValue
    formset = ValueFormSet
    fields = ["name", "swatch", "position"]
    ordering = ["position", "pk"]
    extra = 0


class SavesWords(ModelAdmin):
    """Saves attributes and values through their service, which looks after the goods."""

    def save_formset(
        self,
        request: SignedInRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        words = formset.save(commit=False)
        for word in formset.deleted_objects:
            word.delete()
        for word in words:
            save(request, word)


def save(request: SignedInRequest, word: Attribute | AttributeValue) -> None:
    with tell_of_goods(request, word):
        save_word(word=word, actor=person(request.user.pk))


@admin.register(ProductType)
class ProductTypeAdmin(SavesWords):
    list_display = ["name", "attribute_count", "product_count"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    inlines = [AttributeInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductType]:
        rows: QuerySet[ProductType] = super().get_queryset(request)
        return rows.annotate(
            attribute_total=Count("attributes", distinct=True),
            product_total=Count("products", distinct=True),
        )

    @admin.display(description=_("attributes"), ordering="attribute_total")
    def attribute_count(self, product_type: ProductType) -> int:
        return int(getattr(product_type, "attribute_total", 0))

    @admin.display(description=_("products"), ordering="product_total")
    def product_count(self, product_type: ProductType) -> int:
        return int(getattr(product_type, "product_total", 0))


@admin.register(Attribute)
class AttributeAdmin(LooksUpChoices, SavesWords):
    form = AttributeForm
    list_display = ["name", "product_type", "kind", "is_filter", "makes_skus", "position"]
    list_filter = ["product_type", "kind", "is_filter", "makes_skus"]
    list_select_related = ["product_type"]
    search_fields = ["name", "code"]
    ordering = ["product_type__name", "position", "pk"]
    autocomplete_fields = ["product_type"]
    inlines = [ValueInline]

    def save_model(
        self,
        request: SignedInRequest,
        obj: Attribute,
        form: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save(request, obj)
