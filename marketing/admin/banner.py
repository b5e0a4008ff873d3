"""Banners in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from marketing.admin.home_block import state_of
from marketing.forms.banner import BannerForm, places
from marketing.models import Banner
from marketing.selectors.banners import overlapping
from marketing.services.banners import delete_banner, save_banner
from shop.common.actors import person
from shop.common.http import SignedInRequest

_NAMED = 2


@admin.register(Banner)
class BannerAdmin(ModelAdmin):
    form = BannerForm
    list_display = [
        "preview", "title", "place", "showing", "starts_at", "ends_at", "overlap", "position",
    ]  # fmt: skip
    list_display_links = ["title"]
    list_filter = ["placement"]
    search_fields = ["title", "subtitle", "link"]
    ordering = ["placement", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["placement", "title", "subtitle", "link"]}),
        (_("Pictures"), {"fields": [("picture", "phone_picture")]}),
        (_("Time"), {"fields": [("starts_at", "ends_at"), ("position", "is_active")]}),
    ]

    @admin.display(description=_("picture"))
    def preview(self, banner: Banner) -> SafeString:
        return format_html(
            '<img src="{}" alt="" width="96" height="48" class="banner-preview">',
            banner.picture.url,
        )

    @display(description=_("now"), label={"showing": "success", "off": "danger"})
    def showing(self, banner: Banner) -> tuple[str, str]:
        return state_of(banner)

    @admin.display(description=pgettext_lazy("banner", "place"), ordering="placement")
    def place(self, banner: Banner) -> str:
        return self.places.get(banner.placement, banner.placement)

    @admin.display(description=_("at the same time in this place"))
    def overlap(self, banner: Banner) -> str:
        others = overlapping(banner, self.all_banners)
        if not others:
            return "—"
        titles = ", ".join(other.title for other in others[:_NAMED])
        more = len(others) - _NAMED
        return f"{titles} +{more}" if more > 0 else titles

    def get_queryset(self, request: HttpRequest) -> QuerySet[Banner]:
        rows: QuerySet[Banner] = super().get_queryset(request)
        self.places = dict(places())
        self.all_banners = list(Banner.objects.filter(is_active=True).order_by("position", "pk"))
        return rows

    def save_model(
        self,
        request: SignedInRequest,
        obj: Banner,
        form: ModelForm[Any],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_banner(banner=obj, actor=person(request.user.pk))

    def delete_model(self, request: SignedInRequest, obj: Banner) -> None:
        delete_banner(banner_id=obj.pk, actor=person(request.user.pk))

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[Banner]) -> None:
        for banner in queryset:
            delete_banner(banner_id=banner.pk, actor=person(request.user.pk))
