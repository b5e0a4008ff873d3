"""The controlled list of tags in the back office."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form

from catalog.admin.shared_words import tell_of_goods
from catalog.models import Tag
from catalog.services.vocabulary import delete_tag, save_tag
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    ordering = ["name", "pk"]

    def save_model(
        self,
        request: SignedInRequest,
        obj: Tag,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        with tell_of_goods(request, obj):
            save_tag(tag=obj, actor=person(request.user.pk))

    def delete_model(self, request: SignedInRequest, obj: Tag) -> None:
        delete_tag(tag_id=obj.pk, actor=person(request.user.pk))

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[Tag]) -> None:
        for tag in queryset:
            delete_tag(tag_id=tag.pk, actor=person(request.user.pk))
