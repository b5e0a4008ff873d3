"""Synonyms and hot words in the back office."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from catalog.forms.search import HotWordForm, SynonymForm
from catalog.models import HotWord, Synonym
from catalog.services.search_vocabulary import (
    delete_hot_word,
    delete_synonym,
    save_hot_word,
    save_synonym,
)
from shop.common.actors import person
from shop.common.http import SignedInRequest


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    form = SynonymForm
    list_display = ["meaning", "way", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["typed", "words"]
    ordering = ["pk"]

    @display(description=_("words"))
    def meaning(self, synonym: Synonym) -> str:
        return str(synonym)

    @display(description=_("way"))
    def way(self, synonym: Synonym) -> str:
        return str(_("one way") if synonym.typed else _("both ways"))

    def save_model(
        self,
        request: SignedInRequest,
        obj: Synonym,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_synonym(synonym=obj, actor=person(request.user.pk))

    def delete_model(self, request: SignedInRequest, obj: Synonym) -> None:
        delete_synonym(synonym_id=obj.pk, actor=person(request.user.pk))

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[Synonym]) -> None:
        for synonym in queryset:
            delete_synonym(synonym_id=synonym.pk, actor=person(request.user.pk))


@admin.register(HotWord)
class HotWordAdmin(ModelAdmin):
    form = HotWordForm
    list_display = ["word", "position", "link", "shows_from", "shows_until"]
    search_fields = ["word", "link"]
    ordering = ["position", "pk"]

    def save_model(
        self,
        request: SignedInRequest,
        obj: HotWord,
        form: Form,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_hot_word(hot_word=obj, actor=person(request.user.pk))

    def delete_model(self, request: SignedInRequest, obj: HotWord) -> None:
        delete_hot_word(hot_word_id=obj.pk, actor=person(request.user.pk))

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[HotWord]) -> None:
        for hot_word in queryset:
            delete_hot_word(hot_word_id=hot_word.pk, actor=person(request.user.pk))
