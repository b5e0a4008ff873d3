"""Who looked at personal data in clear; read only."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.common.admin.base import ModelAdmin
from shop.common.models import RevealLog


@admin.register(RevealLog)
class RevealLogAdmin(ModelAdmin):
    list_display = ["at", "user", "subject", "reference", "fields", "reason"]
    list_filter = ["subject", "at"]
    list_select_related = ["user"]
    search_fields = ["reference"]
    show_full_result_count = False
    empty_text = _("Whoever looks at personal data in clear is written down here. Nobody has.")
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RevealLog | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RevealLog | None = None) -> bool:
        return False
