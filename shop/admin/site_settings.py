"""What the shop says about itself: one row, opened at once."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest
from shop.forms import SiteSettingsForm
from shop.models import SiteSettings
from shop.services.site_settings import save_site_settings


@admin.register(SiteSettings)
class SiteSettingsAdmin(ModelAdmin):
    form = SiteSettingsForm
    fieldsets = (
        (None, {"fields": ("shop_name", ("logo", "favicon"), "introduction")}),
        (
            _("Company"),
            {
                "fields": (
                    ("company_name", "legal_representative"),
                    "company_address",
                    ("telephone", "email"),
                )
            },
        ),
        (
            _("Licences"),
            {"fields": ("licence_number", "licence_picture", ("icp_number", "police_number"))},
        ),
        (_("Search engines"), {"fields": ("title", "keywords", "description")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = SiteSettings.objects.first()
        if row is None:
            return HttpResponseRedirect(reverse("admin:shop_sitesettings_add"))
        return HttpResponseRedirect(reverse("admin:shop_sitesettings_change", args=[row.pk]))

    def save_model(
        self,
        request: SignedInRequest,
        obj: SiteSettings,
        form: SiteSettingsForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_site_settings(
            settings=obj, pictures=form.new_pictures(), actor=person(request.user.pk)
        )
