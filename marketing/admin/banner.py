"""Banners in the back office."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from marketing.forms import BannerForm
from marketing.models import Banner


@admin.register(Banner)
class BannerAdmin(ModelAdmin):
    form = BannerForm
    list_display = ["preview", "title", "placement", "showing", "starts_at", "ends_at", "position"]
    list_display_links = ["title"]
    list_filter = ["placement"]
    search_fields = ["title", "subtitle", "link"]
    ordering = ["placement", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["placement", "title", "subtitle", "link"]}),
        (_("Pictures"), {"fields": [("picture", "phone_picture")]}),
        (_("Time"), {"fields": [("starts_at", "ends_at"), "position"]}),
    ]

    @admin.display(description=_("picture"))
    def preview(self, banner: Banner) -> SafeString:
        return format_html(
            '<img src="{}" alt="" width="96" height="48" class="rounded-default">',
            banner.picture.url,
        )

    @display(description=_("now"), label={"showing": "success"})
    def showing(self, banner: Banner) -> tuple[str, str]:
        now = timezone.now()
        if banner.ends_at and banner.ends_at <= now:
            return "over", str(_("over"))
        if banner.starts_at and banner.starts_at > now:
            return "to come", str(_("to come"))
        return "showing", str(_("showing"))
