"""Synonyms, hot words and searches without a find in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.forms.search import LONGEST_WORD, HotWordForm, SynonymForm
from catalog.models import HotWord, MissedWord, Synonym
from catalog.selectors.missed_words import days_of, missed_words
from catalog.services.missed_words import forget_missed_words
from catalog.services.search_vocabulary import (
    delete_hot_word,
    delete_synonym,
    save_hot_word,
    save_synonym,
)
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
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


@admin.register(MissedWord)
class MissedWordAdmin(ModelAdmin):
    """Counted by the shop itself; people look, teach a synonym, or throw a word away."""

    list_display = ["words", "searches", "last_days", "last_seen_at", "lesson"]
    list_display_links = None
    search_fields = ["words"]
    empty_text = _(
        "What visitors search for and do not find is counted here. There is nothing to look into."
    )
    ordering = ["-last_seen_at", "-pk"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[MissedWord]:
        return missed_words(super().get_queryset(request))

    @display(description=_("in 90 days"), ordering="total")
    def searches(self, row: Any) -> int:
        return int(row.total)

    @display(description=_("by day"))
    def last_days(self, row: Any) -> SafeString:
        days = ((day.replace("-", "/"), count) for day, count in days_of(row))
        return format_html_join(" · ", "{} <b>{}</b>", days)

    @display(description=_("synonym"))
    def lesson(self, row: MissedWord) -> SafeString | str:
        if len(row.words) > LONGEST_WORD:
            return "–"
        page = reverse("admin:catalog_synonym_add")
        asked = urlencode({"typed": row.words})
        return format_html('<a class="link" href="{}?{}">{}</a>', page, asked, _("Add a synonym"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MissedWord | None = None) -> bool:
        return False

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[MissedWord]) -> None:
        forget_missed_words(words=queryset.values_list("words", flat=True))
