"""Product types in the back office, with their attributes and the values of each."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from catalog.forms.attribute import AttributeForm, ValueFormSet
from catalog.models import Attribute, AttributeValue, ProductType
from shop.common.admin.choices import LooksUpChoices


class AttributeInline(TabularInline):
    model = Attribute
    form = AttributeForm
    fields = ["name", "code", "kind", "unit", "is_filter", "makes_skus", "position"]
    ordering = ["position", "pk"]
    extra = 0
    show_change_link = True


class ValueInline(TabularInline):
    model = AttributeValue
    formset = ValueFormSet
    fields = ["name", "swatch", "position"]
    ordering = ["position", "pk"]
    extra = 0


@admin.register(ProductType)
class ProductTypeAdmin(ModelAdmin):
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
class AttributeAdmin(LooksUpChoices, ModelAdmin):
    form = AttributeForm
    list_display = ["name", "product_type", "kind", "is_filter", "makes_skus", "position"]
    list_filter = ["product_type", "kind", "is_filter", "makes_skus"]
    list_select_related = ["product_type"]
    search_fields = ["name", "code"]
    ordering = ["product_type__name", "position", "pk"]
    autocomplete_fields = ["product_type"]
    inlines = [ValueInline]
