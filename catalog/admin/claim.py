"""The list of risky words and of harmless phrases in the back office."""

from django.contrib import admin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from catalog.forms.claim import ClaimExceptionForm, ClaimForm
from catalog.models import Claim, ClaimException
from catalog.models.claim import LAWS


@admin.register(Claim)
class ClaimAdmin(ModelAdmin):
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
class ClaimExceptionAdmin(ModelAdmin):
    form = ClaimExceptionForm
    list_display = ["phrase", "note", "is_active"]
    list_editable = ["is_active"]
    list_filter = ["is_active"]
    search_fields = ["phrase", "note"]
    ordering = ["phrase"]
    list_per_page = 60
