"""Documents that sensitive goods need: what runs out, their scans, and ending one."""

import mimetypes
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from catalog.forms.qualification import QualificationForm
from catalog.models import Qualification, QualificationKind
from catalog.policies import CatalogPolicies
from catalog.selectors.qualifications import running_out, unqualified_products
from catalog.services.qualifications import add_qualification, withdraw_qualification
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.choices import LooksUpChoices
from shop.common.admin.form_page import form_page
from shop.common.admin.steps import ReasonForm
from shop.common.http import SignedInRequest
from shop.common.policies import policies

_COLOURS = {
    "coming": "info",
    "valid": "success",
    "ends": "warning",
    "ended": "danger",
    "withdrawn": "danger",
}
_STATES: dict[str, StrOrPromise] = {
    "coming": _("not valid yet"),
    "valid": _("valid"),
    "ends": _("ends soon"),
    "ended": _("ended"),
    "withdrawn": _("withdrawn"),
}


class RunningOut(admin.SimpleListFilter):
    """Those that somebody has to renew."""

    title = _("to be renewed")
    parameter_name = "ends"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, StrOrPromise]]:
        return [("soon", _("ends soon or ended"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Qualification]
    ) -> QuerySet[Qualification]:
        if self.value() != "soon":
            return queryset
        return queryset.filter(pk__in=running_out(_horizon()).values("pk"))


@admin.register(QualificationKind)
class QualificationKindAdmin(LooksUpChoices, ModelAdmin):
    list_display = ["name", "scope", "required_in"]
    list_filter = ["scope"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["categories"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QualificationKind]:
        rows: QuerySet[QualificationKind] = super().get_queryset(request)
        return rows.prefetch_related("categories")

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_related(request, form, formsets, change)
        lacking = len(unqualified_products(timezone.localdate()))
        if lacking:
            wording = ngettext(
                "%(count)s listed product lacks a document that its category requires:"
                " it is taken down within minutes.",
                "%(count)s listed products lack a document that their category requires:"
                " they are taken down within minutes.",
                lacking,
            )
            messages.warning(request, wording % {"count": lacking})

    @admin.display(description=_("required in the categories"))
    def required_in(self, kind: QualificationKind) -> str:
        return "、".join(category.name for category in kind.categories.all()) or "—"


@admin.register(Qualification)
class QualificationAdmin(LooksUpChoices, ModelAdmin):
    form = QualificationForm
    list_display = ["number", "kind", "product", "valid_from", "valid_until", "state", "scan_link"]
    list_filter = [RunningOut, "kind"]
    list_select_related = ["kind", "product"]
    search_fields = ["number", "product__number", "product__title"]
    empty_text = _("Licences and certificates stand here, and are warned of before they end.")
    ordering = ["valid_until", "pk"]
    autocomplete_fields = ["product"]
    fields = ["kind", "product", "number", ("valid_from", "valid_until"), "file"]

    @display(description=_("state"), label=_COLOURS)
    def state(self, row: Qualification) -> tuple[str, StrOrPromise]:
        state = _state(row)
        return state, _STATES[state]

    @admin.display(description=_("scan"))
    def scan_link(self, row: Qualification) -> SafeString:
        scan = reverse("admin:catalog_qualification_scan", args=[row.pk])
        link = format_html('<a class="text-link" href="{}">{}</a>', scan, pgettext("link", "open"))
        if row.withdrawn_at is not None:
            return link
        end = reverse("admin:catalog_qualification_withdraw", args=[row.pk])
        return format_html('{} · <a class="text-link" href="{}">{}</a>', link, end, _("withdraw"))

    def get_fields(self, request: HttpRequest, obj: Qualification | None = None) -> Any:
        if obj is None:
            return self.fields
        return [*self.fields[:-1], "state", "withdrawn_because", "scan_link"]

    def get_readonly_fields(self, request: HttpRequest, obj: Qualification | None = None) -> Any:
        if obj is None:
            return []
        return [
            "kind", "product", "number", "valid_from", "valid_until", "state",
            "withdrawn_because", "scan_link",
        ]  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # ended, not deleted: it proves what was allowed when

    def save_model(
        self,
        request: SignedInRequest,
        obj: Qualification,
        form: QualificationForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        if change:
            return
        said = form.cleaned_data
        product = said["product"]
        obj.pk = add_qualification(
            kind_id=said["kind"].pk,
            product_id=product.pk if product else None,
            number=said["number"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            scan=said["file"],
            actor=person(request.user.pk),
        ).pk
        obj.refresh_from_db()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/scan/", view(self.scan_view), name="catalog_qualification_scan"),
            path(
                "<int:pk>/withdraw/",
                view(self.withdraw_view),
                name="catalog_qualification_withdraw",
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def scan_view(self, request: HttpRequest, pk: int) -> FileResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(Qualification, pk=pk)
        if not row.scan or not storages["private"].exists(row.scan):
            raise Http404
        kind = mimetypes.guess_type(row.scan)[0] or "application/octet-stream"
        return FileResponse(
            storages["private"].open(row.scan), as_attachment=True, content_type=kind
        )

    def withdraw_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(Qualification, pk=pk)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=format_html("{}: {}", _("Withdraw"), row),
            note=_("Goods that need it are taken down at once, and those who chose them are told."),
            save=lambda: withdraw_qualification(
                qualification_id=pk, actor=person(request.user.pk), **form.cleaned_data
            ),
            back=reverse("admin:catalog_qualification_changelist"),
        )


def _state(row: Qualification) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.valid_from > timezone.localdate():
        return "coming"
    if row.valid_until is None or row.valid_until > _horizon():
        return "valid"
    return "ends" if row.valid_until >= timezone.localdate() else "ended"


def _horizon() -> Any:
    days = policies(CatalogPolicies).qualification_warning_days
    return timezone.localdate() + timedelta(days=days)
