"""The list of risky words and of harmless phrases in the back office."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.forms.claim import ClaimExceptionForm, ClaimForm
from catalog.models import Claim, ClaimException
from catalog.models.claim import LAWS
from catalog.services.claim_flags import Word, delete_word, save_word
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest


class WordAdmin(ModelAdmin):
    """Every change of a word has the goods on the shelf read anew."""

    def save_model(
        self,
        request: SignedInRequest,
        obj: Word,
        form: object,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_word(word=obj, actor=person(request.user.pk))

    def delete_model(self, request: SignedInRequest, obj: Word) -> None:
        delete_word(word=obj, actor=person(request.user.pk))

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[Word]) -> None:
        for word in queryset:
            self.delete_model(request, word)


@admin.register(Claim)
class ClaimAdmin(WordAdmin):
    form = ClaimForm
    list_display = ["word", "kind", "law", "severity", "is_active"]
    list_editable = ["severity", "is_active"]
    list_filter = ["kind", "severity", "is_active"]
    search_fields = ["word"]
    ordering = ["kind", "word"]
    list_per_page = 60

    @admin.display(description=_("where it is forbidden"))
    def law(self, claim: Claim) -> str | Promise:
        return LAWS[claim.kind]


@admin.register(ClaimException)
class ClaimExceptionAdmin(WordAdmin):
    form = ClaimExceptionForm
    list_display = ["phrase", "note", "is_active"]
    list_editable = ["is_active"]
    list_filter = ["is_active"]
    search_fields = ["phrase", "note"]
    ordering = ["phrase"]
    list_per_page = 60
