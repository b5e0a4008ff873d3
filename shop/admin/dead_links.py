"""Dead links in the back office: where they stand, and whether they live again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.common.admin.base import ModelAdmin
from shop.models import DeadLink
from shop.services.dead_links import recheck_link

_MOST = 50


@admin.register(DeadLink)
class DeadLinkAdmin(ModelAdmin):
    list_display = ["leads_to", "answer", "stands_in", "found_at", "checked_at"]
    list_display_links = None
    list_filter = ["status"]
    search_fields = ["address", "place"]
    empty_text = _(
        "Links in texts and banners are followed every night; those that lead nowhere stand"
        " here. There is nothing to mend."
    )
    ordering = ["-found_at", "-pk"]
    actions = ["recheck"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DeadLink | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: DeadLink | None = None) -> bool:
        return False

    @admin.display(description=_("leads to"), ordering="address")
    def leads_to(self, link: DeadLink) -> SafeString:
        return format_html('<span class="break-all">{}</span>', link.address)

    @admin.display(description=_("stands in"), ordering="place")
    def stands_in(self, link: DeadLink) -> SafeString:
        return format_html('<a class="text-link" href="{}">{}</a>', link.edit_url, link.place)

    @admin.display(description=_("answer of the site"), ordering="status")
    def answer(self, link: DeadLink) -> str:
        return str(link.status) if link.status else "–"

    @admin.action(description=_("Follow again"), permissions=["change"])
    def recheck(self, request: HttpRequest, queryset: QuerySet[DeadLink]) -> None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:_MOST])
        living = sum(recheck_link(dead_link_id=pk) for pk in ids)
        text = ngettext("%d link lives again.", "%d links live again.", living) % living
        messages.info(request, text)
