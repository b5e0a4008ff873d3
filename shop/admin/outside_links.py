"""Links to other sites in the back office: which work, which were not asked."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from shop.common.admin.base import ModelAdmin
from shop.models import OutsideLink


@admin.register(OutsideLink)
class OutsideLinkAdmin(ModelAdmin):
    list_display = ["leads_to", "shown_state", "answer", "checked_at"]
    list_display_links = None
    list_filter = ["state"]
    search_fields = ["address"]
    empty_text = _("Links to other sites stand here as soon as a text or banner has one.")
    ordering = ["state", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutsideLink | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutsideLink | None = None) -> bool:
        return False

    @admin.display(description=_("leads to"), ordering="address")
    def leads_to(self, link: OutsideLink) -> SafeString:
        return format_html('<span class="break-all">{}</span>', link.address)

    @display(
        description=_("state"),
        label={"not_checked": "info", "living": "success", "dead": "danger"},
    )
    def shown_state(self, link: OutsideLink) -> tuple[str, str]:
        return link.state, link.get_state_display()

    @admin.display(description=_("answer of the site"), ordering="status")
    def answer(self, link: OutsideLink) -> str:
        return str(link.status) if link.status else "–"
