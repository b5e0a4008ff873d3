"""What the shop says about itself: one row, opened at once."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.common.admin.base import ModelAdmin
from shop.models import SiteSettings
from shop.selectors import forget_site_settings


@admin.register(SiteSettings)
class SiteSettingsAdmin(ModelAdmin):
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
        request: HttpRequest,
        obj: SiteSettings,
        form: ModelForm[Any],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(forget_site_settings)
