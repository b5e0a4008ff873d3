"""Brands in the back office."""

from django.contrib import admin
from django.forms import Form

from catalog.admin.shared_words import tell_of_goods
from catalog.forms.brand import BrandForm
from catalog.models import Brand
from catalog.services.vocabulary import save_brand
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    form = BrandForm
    list_display = ["name", "slug", "is_visible"]
    list_filter = ["is_visible"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(
        self,
        request: SignedInRequest,
        obj: Brand,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        with tell_of_goods(request, obj):
            save_brand(brand=obj, actor=person(request.user.pk))
