"""Exports in the back office: a file at once, or a list of those made in the background."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.common.admin.base import ModelAdmin
from shop.common.exporters import exporter_of
from shop.common.http import SignedInRequest
from shop.common.models import ExportJob
from shop.common.services.exports import AT_ONCE, ask_for_export, write_export

Format = ExportJob.Format
_CHIPS = {"waiting": "is-run", "done": "is-good", "failed": "is-bad"}


def export_rows(
    request: SignedInRequest, kind: str, rows: QuerySet[Any], form: str = Format.WORKBOOK
) -> HttpResponseBase:
    """Answer a list's export action: the chosen rows, or all that its filters left."""
    exporter = exporter_of(kind)
    if not request.user.has_perm(exporter.permission):  # type: ignore[attr-defined]  # a staff user has permissions
        raise Http404
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if len(keys) > AT_ONCE:
        ask_for_export(kind=kind, keys=keys, owner_id=request.user.pk, form=form)
        messages.success(request, _("The export is being made; fetch it here when it is done."))
        return HttpResponseRedirect(reverse("admin:common_exportjob_changelist"))
    target = tempfile.NamedTemporaryFile(suffix=f".{form}")  # noqa: SIM115  closed by the response
    write_export(exporter=exporter, keys=keys, path=Path(target.name), form=form)
    name = f"{kind}-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    return FileResponse(target, as_attachment=True, filename=name)


@admin.register(ExportJob)
class ExportJobAdmin(ModelAdmin):
    """Everybody sees the own exports only."""

    list_display = ["what", "at", "object_count", "status", "download"]
    list_display_links = None
    list_per_page = 30
    empty_text = _("An export begins on the list whose rows you want: its file is fetched here.")
    ordering = ["-pk"]
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # reached from the page of imports and from the lists

    def has_view_permission(self, request: HttpRequest, obj: ExportJob | None = None) -> bool:
        return request.user.is_active and bool(getattr(request.user, "is_staff", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportJob]:
        rows: QuerySet[ExportJob] = super().get_queryset(request)
        return rows.filter(owner_id=request.user.pk)

    @admin.display(description=_("export of"))
    def what(self, job: ExportJob) -> str:
        return str(exporter_of(job.kind).label)

    @admin.display(description=_("asked for at"), ordering="created_at")
    def at(self, job: ExportJob) -> str:
        return f"{timezone.localtime(job.created_at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("state"))
    def status(self, job: ExportJob) -> SafeString:
        return format_html(
            '<span class="chip {}">{}</span>', _CHIPS[job.state], job.get_state_display()
        )

    @admin.display(description="")
    def download(self, job: ExportJob) -> str | SafeString:
        if job.state != ExportJob.State.DONE:
            return f"{100 * job.objects_done // max(job.object_count, 1)} %"
        address = reverse("admin:common_exportjob_file", args=[job.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, _("Download"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        own = [path("<int:job_id>/file/", view, name="common_exportjob_file")]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def file_view(self, request: HttpRequest, job_id: int) -> HttpResponseBase:
        done = self.get_queryset(request).filter(state=ExportJob.State.DONE)
        job = get_object_or_404(done, pk=job_id)
        if not request.user.has_perm(exporter_of(job.kind).permission):
            raise Http404
        return FileResponse(job.file.open("rb"), as_attachment=True, filename=job.file_name)
