"""What the pages of an import show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.common.importers import Importer, importer_of, importers
from shop.common.models import ImportJob, ImportProblem
from shop.common.typed_numbers import page_number

State = ImportJob.State

CHIPS = {
    State.WAITING: "",
    State.CHECKING: "is-run",
    State.CHECKED: "is-act",
    State.RUNNING: "is-run",
    State.DONE: "is-good",
    State.FAILED: "is-bad",
    State.STOPPED: "is-act",
}
_PROBLEMS_PER_PAGE = 50
_USUAL = 5
_SENSIBLE_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an import has got, how fast, and how long it will take."""

    percent: int
    rows_per_second: int
    remaining: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Door:
    """One import that a person may begin."""

    importer: Importer
    upload_url: str
    template_url: str


def doors(request: HttpRequest) -> list[Door]:
    """Return the imports that this person may begin."""
    return [
        Door(
            importer=importer,
            upload_url=reverse("admin:common_importjob_upload", args=[importer.key]),
            template_url=reverse("admin:common_importjob_template", args=[importer.key])
            if importer.takes_sheets
            else "",
        )
        for importer in importers()
        if may_use(request, importer)
    ]


def may_use(request: HttpRequest, importer: Importer) -> bool:
    return request.user.has_perms(importer.permissions)


def kinds_of(request: HttpRequest) -> list[str]:
    return [importer.key for importer in importers() if may_use(request, importer)]


def label_of(kind: str) -> StrOrPromise:
    try:
        return importer_of(kind).label
    except LookupError:  # an app that is gone
        return kind


def progress_of(job: ImportJob, at: datetime | None = None) -> Progress:
    """Work out how far a job is; the pace is that of the import itself."""
    now = at or timezone.now()
    done, whole = job.rows_done, max(job.row_count, 1)
    since = job.started_at if job.state == State.RUNNING else job.alive_at
    took = (now - since) if since else timedelta()
    if job.state != State.RUNNING or took < _SENSIBLE_AFTER or not done:
        return Progress(percent=100 * done // whole, rows_per_second=0, remaining=None)
    pace = done / took.total_seconds()
    left = timedelta(seconds=round((job.row_count - done) / pace))
    return Progress(
        percent=min(100 * done // whole, 100), rows_per_second=round(pace), remaining=left
    )


def job_context(job: ImportJob, page: str) -> dict[str, object]:
    """Return what the page of a job shows, its problems page by page."""
    problems = ImportProblem.objects.filter(job=job).order_by("row", "pk")
    pages = Paginator(problems, _PROBLEMS_PER_PAGE)
    return {
        "job": job,
        "kind_label": label_of(job.kind),
        "chip": CHIPS.get(State(job.state), ""),
        "progress": progress_of(job),
        "problems": pages.get_page(page_number(page)),
        "usual_problems": _usual_problems(job) if pages.num_pages > 1 else [],
        "may_begin": job.state == State.CHECKED and job.good_count > 0,
        "may_go_on": job.file and job.is_confirmed and job.state in {State.STOPPED, State.FAILED},
        "may_check": not job.is_confirmed
        and job.state in {State.CHECKED, State.FAILED, State.STOPPED},
        "may_upload": job.kind in {importer.key for importer in importers()},
        "steps": _steps(job),
    }


def _usual_problems(job: ImportJob) -> list[Any]:
    """Return what is wrong in most rows: it is mended in the sheet at once."""
    reasons = ImportProblem.objects.filter(job=job).values("column", "value", "reason")
    return list(reasons.annotate(count=Count("pk")).order_by("-count", "reason")[:_USUAL])


def _steps(job: ImportJob) -> list[tuple[StrOrPromise, str]]:
    """Return the way of a file: what is behind it, where it is, what is to come."""
    titles = (_("Upload"), _("Check"), _("Look at the report"), _("Import"), _("Done"))
    place = {State.WAITING: 1, State.CHECKING: 1, State.CHECKED: 2, State.DONE: 5}.get(
        State(job.state), 3 if job.is_confirmed else 1
    )
    if job.is_confirmed and job.state in {State.WAITING, State.RUNNING}:
        place = 3
    return [
        (title, "is-done" if at < place else "is-now" if at == place else "")
        for at, title in enumerate(titles)
    ]
