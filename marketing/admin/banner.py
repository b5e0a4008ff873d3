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
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from marketing.admin.home_block import state_of
from marketing.forms.banner import BannerForm, places
from marketing.models import Banner
from marketing.selectors.banners import overlapping
from marketing.services.banners import delete_banner, save_banner
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.library_pictures import OffersLibrary
from shop.common.http import SignedInRequest

_NAMED = 2


class BannerChangeList(ChangeList):
    """Tells the rows of a page where they show, and beside what."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)  # type: ignore[has-type]  # set by Django above
        names = dict(places())
        switched_on = list(Banner.objects.filter(is_active=True).order_by("position", "pk"))
        for row in rows:
            row.place_name = names.get(row.placement, row.placement)
            row.others = overlapping(row, switched_on)
        self.result_list = rows


@admin.register(Banner)
class BannerAdmin(OffersLibrary, ModelAdmin):
    form = BannerForm
    list_display = [
        "preview", "title", "place", "showing", "starts_at", "ends_at", "overlap", "owner",
        "position",
    ]  # fmt: skip
    list_display_links = ["title"]
    list_filter = ["placement", ("owner", RelatedDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["owner"]
    search_fields = ["title", "subtitle", "link"]
    empty_text = _("Banners stand at the top of the home page and of channels.")
    ordering = ["placement", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["placement", "title", "subtitle", "link"]}),
        (_("Pictures"), {"fields": [("picture", "phone_picture")]}),
        (_("Time"), {"fields": [("starts_at", "ends_at"), ("position", "is_active")]}),
        (_("Who answers for it"), {"fields": ["owner"]}),
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
        return str(getattr(banner, "place_name", banner.placement))

    @admin.display(description=_("at the same time in this place"))
    def overlap(self, banner: Banner) -> str:
        others: list[Banner] = getattr(banner, "others", [])
        if not others:
            return "—"
        titles = ", ".join(other.title for other in others[:_NAMED])
        more = len(others) - _NAMED
        return f"{titles} +{more}" if more > 0 else titles

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BannerChangeList]:
        return BannerChangeList

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

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
