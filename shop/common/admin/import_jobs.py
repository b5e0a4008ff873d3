"""Imports in the back office: upload, report of the dry run, progress, result, history."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.import_forms import upload_form
from shop.common.admin.import_pages import (
    CHIPS,
    doors,
    job_context,
    kinds_of,
    label_of,
    may_use,
)
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.common.importers import Importer, importer_of
from shop.common.models import ImportJob
from shop.common.services.import_papers import write_error_file, write_template
from shop.common.services.import_uploads import (
    FileKnownAlready,
    check_again,
    confirm_import,
    stop_import,
    upload_import,
)
from shop.common.typed_numbers import whole_number

LIST = "admin:common_importjob_changelist"
PAGE = "admin:common_importjob_change"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(ImportJob)
class ImportJobAdmin(ModelAdmin):
    list_display = ["name", "what", "status", "result", "by", "at"]
    list_display_links = ["name"]
    list_filter = ["state"]
    list_select_related = ["actor_user"]
    list_per_page = 30
    list_before_template = "admin/common/import_doors.html"
    search_fields = ["file_name"]
    empty_text = _(
        "Choose above what to import: the sheet is checked first, and nothing is written until"
        " you say so."
    )
    ordering = ["-pk"]
    show_full_result_count = False
    actions = None

    # Who ---------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(kinds_of(request))

    def has_view_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        return obj.kind in kinds_of(request) if obj else bool(kinds_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportJob]:
        rows: QuerySet[ImportJob] = super().get_queryset(request)
        return rows.filter(kind__in=kinds_of(request))

    # The history -------------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "doors": doors(request),
            "title": _("Import and export"),
            "exports_url": reverse("admin:common_exportjob_changelist"),
            **(extra_context or {}),
        }
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    @admin.display(description=_("file"), ordering="file_name")
    def name(self, job: ImportJob) -> str:
        return job.file_name

    @admin.display(description=_("import of"), ordering="kind")
    def what(self, job: ImportJob) -> str:
        return str(label_of(job.kind))

    @admin.display(description=_("state"), ordering="state")
    def status(self, job: ImportJob) -> SafeString:
        chip = CHIPS.get(ImportJob.State(job.state), "")
        return format_html('<span class="chip {}">{}</span>', chip, job.get_state_display())

    @admin.display(description=_("result"))
    def result(self, job: ImportJob) -> str:
        if job.is_confirmed:
            counts = {
                "created": job.created_count,
                "changed": job.updated_count,
                "wrong": job.wrong_count,
            }
            return _("%(created)d new, %(changed)d changed, %(wrong)d wrong") % counts
        return _("%(rows)d rows, %(wrong)d wrong") % {
            "rows": job.row_count,
            "wrong": job.wrong_count,
        }

    @admin.display(description=_("imported by"))
    def by(self, job: ImportJob) -> str:
        return str(job.actor_user or job.actor_process)

    @admin.display(description=_("uploaded at"), ordering="created_at")
    def at(self, job: ImportJob) -> str:
        return f"{timezone.localtime(job.created_at):%Y-%m-%d %H:%M}"

    # Pages -------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("upload/<str:kind>/", "upload", self.upload_view),
            ("template/<str:kind>/", "template", self.template_view),
            ("<int:job_id>/progress/", "progress", self.progress_view),
            ("<int:job_id>/errors/", "errors", self.errors_view),
            ("<int:job_id>/file/", "file", self.file_view),
            ("<int:job_id>/<str:step>/do/", "step", self.step_view),
        )
        own = [
            path(address, self.admin_site.admin_view(view), name=f"common_importjob_{name}")
            for address, name, view in pages
        ]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def upload_view(self, request: SignedInRequest, kind: str) -> HttpResponse:
        importer = _importer(request, kind)
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = upload_form(importer, request.user, *posted)  # type: ignore[arg-type]  # a staff user has permissions
        form.initial = self._decided_before(request)
        context = {"importer": importer, "form": form, "back": reverse(LIST)}
        if form.is_bound and form.is_valid():
            try:
                job = upload_import(
                    kind=kind,
                    file=form.cleaned_data["file"],
                    options=form.options | {"language": request.LANGUAGE_CODE},
                    actor=person(request.user.pk),
                    again=form.is_again,
                )
                return HttpResponseRedirect(reverse(PAGE, args=[job.pk]))
            except FileKnownAlready as refusal:
                form.add_error("file", str(refusal))
                context["known_url"] = reverse(PAGE, args=[refusal.job_id])
            except DomainError as refusal:
                form.add_error("file", str(refusal))
        return self._page(request, "import_upload", importer.label, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        job = self._job(request, whole_number(object_id) or 0)
        context = job_context(job, request.GET.get("p", "1"))
        return self._page(request, "import_job", job.file_name, context)

    def progress_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        job = self._job(request, job_id)
        answer = TemplateResponse(
            request, "admin/common/partials/import_progress.html", job_context(job, "1")
        )
        if not job.is_at_work:
            answer["HX-Refresh"] = "true"
        return answer

    def step_view(self, request: SignedInRequest, job_id: int, step: str) -> HttpResponse:
        job = self._job(request, job_id)
        if request.method != "POST" or step not in _STEPS:
            raise Http404
        try:
            _STEPS[step](job.pk, request)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        return HttpResponseRedirect(reverse(PAGE, args=[job.pk]))

    # Files -------------------------------------------------------------------------------------

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        importer = _importer(request, kind)
        return _workbook(
            f"{kind}.xlsx", lambda target: write_template(importer=importer, path=target)
        )

    def errors_view(self, request: HttpRequest, job_id: int) -> HttpResponseBase:
        job = self._job(request, job_id)
        _refuse_gone(job)
        stem = job.file_name.rpartition(".")[0] or job.file_name
        name = _("%(name)s - rows to mend.xlsx") % {"name": stem}
        return _workbook(name, lambda target: write_error_file(job=job, path=target))

    def file_view(self, request: HttpRequest, job_id: int) -> HttpResponseBase:
        job = self._job(request, job_id)
        _refuse_gone(job)
        return FileResponse(job.file.open("rb"), as_attachment=True, filename=job.file_name)

    # Inside ------------------------------------------------------------------------------------

    def _job(self, request: HttpRequest, job_id: int) -> ImportJob:
        rows = self.get_queryset(request).select_related("actor_user")
        return get_object_or_404(rows, pk=job_id)

    def _decided_before(self, request: HttpRequest) -> dict[str, Any]:
        """Return what was decided at an earlier upload that this one is to be like."""
        job_id = whole_number(request.GET.get("like", "")) or 0
        options = self.get_queryset(request).filter(pk=job_id).values_list("options", flat=True)
        return options.first() or {}

    def _page(
        self, request: HttpRequest, template: str, title: object, context: dict[str, Any]
    ) -> HttpResponse:
        site: dict[str, Any] = self.admin_site.each_context(request)
        return TemplateResponse(
            request,
            f"admin/common/{template}.html",
            site | {"title": title, "opts": self.opts} | context,
        )


def _begin(job_id: int, request: SignedInRequest) -> object:
    return confirm_import(job_id=job_id, actor=person(request.user.pk))


def _stop(job_id: int, _request: SignedInRequest) -> object:
    return stop_import(job_id=job_id)


def _check(job_id: int, _request: SignedInRequest) -> object:
    return check_again(job_id=job_id)


_STEPS: dict[str, Callable[[int, SignedInRequest], object]] = {
    "begin": _begin,
    "stop": _stop,
    "check": _check,
}


def _refuse_gone(job: ImportJob) -> None:
    if not job.file:
        raise Http404


def _importer(request: HttpRequest, kind: str) -> Importer:
    try:
        importer = importer_of(kind)
    except LookupError as unknown:
        raise Http404 from unknown
    if not may_use(request, importer):
        raise PermissionDenied
    return importer


def _workbook(name: str, write: Callable[[Path], None]) -> HttpResponseBase:
    """Hand out a workbook that is made for this request; its file goes with the answer."""
    target = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  closed by the response
    write(Path(target.name))
    return FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
