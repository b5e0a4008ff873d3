"""The category tree in the back office: an indented list, moves by a plain form."""

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.product_inlines import thumbnail
from catalog.forms.category import CategoryForm
from catalog.models import Category
from catalog.services.categories import (
    add_category,
    delete_category,
    move_category,
    set_category_picture,
    update_category,
)
from shop.common.actors import Actor, person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest

_PLAIN = (
    "name", "slug", "core_words", "is_visible", "seo_title", "seo_description", "seo_keywords",
)  # fmt: skip


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    form = CategoryForm
    list_display = ["indented_name", "preview", "slug", "is_visible"]
    search_fields = ["name", "slug"]
    ordering = ["path"]
    list_per_page = 200
    fieldsets = [
        (None, {"fields": ["name", "slug", "core_words", "picture", "is_visible"]}),
        (_("Place in the tree"), {"fields": [("position", "target")]}),
        (
            _("Search engines"),
            {"fields": ["seo_title", "seo_description", "seo_keywords"], "classes": ["collapse"]},
        ),
    ]

    @admin.display(description=_("name"), ordering="path")
    def indented_name(self, category: Category) -> SafeString:
        return format_html("{}{}", "　" * (category.depth - 1), category.name)

    @admin.display(description=_("picture"))
    def preview(self, category: Category) -> SafeString:
        return thumbnail(str(category.picture))

    def save_model(
        self,
        request: SignedInRequest,
        obj: Category,
        form: CategoryForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        actor = person(request.user.pk)
        fields = {name: form.cleaned_data[name] for name in _PLAIN}
        if change:
            update_category(category_id=obj.pk, actor=actor, **fields)
        else:
            obj.pk = add_category(actor=actor, **fields).pk
        _place(obj.pk, form, actor)
        if "picture" in form.changed_data:
            picture = form.cleaned_data["picture"]
            file = picture if isinstance(picture, UploadedFile) else None
            set_category_picture(category_id=obj.pk, file=file, actor=actor)
        obj.refresh_from_db()

    def delete_model(self, request: SignedInRequest, obj: Category) -> None:
        delete_category(category_id=obj.pk, actor=person(request.user.pk))

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[Category]) -> None:
        """Delete all or none: a refusal leaves no half of it."""
        with transaction.atomic():
            for category in queryset.order_by("-depth", "path"):
                self.delete_model(request, category)


def _place(category_id: int, form: CategoryForm, actor: Actor) -> None:
    target = form.cleaned_data.get("target")
    if target is not None:
        position = form.cleaned_data["position"] or "last-child"
        move_category(category_id=category_id, target_id=target, position=position, actor=actor)
