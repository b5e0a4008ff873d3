"""Imports: one job per file, a checkpoint per chunk, and what was wrong row by row."""

from pathlib import Path
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Return the storage of files that no address leads to."""
    return storages["private"]


def _file_path(_job: models.Model, name: str) -> str:
    return f"imports/{timezone.localtime():%Y/%m}/{uuid4().hex}{Path(name).suffix.lower()[:6]}"


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def at_work(self) -> Self:
        return self.filter(state__in=ImportJob.AT_WORK)

    def failed(self) -> Self:
        return self.filter(state=ImportJob.State.FAILED)


class ImportJob(models.Model):
    """A file on its way into the shop: checked first, then written chunk by chunk."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        RUNNING = "running", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    AT_WORK = (State.WAITING, State.CHECKING, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(_("file"), storage=private_storage, upload_to=_file_path)
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64, verbose_name=_("fingerprint of the file"))
    file_size = models.PositiveBigIntegerField(default=0, verbose_name=_("size"))
    repetition = models.PositiveIntegerField(default=0, verbose_name=_("repetition"))
    options = models.JSONField(default=dict, blank=True, verbose_name=_("options"))
    # The rows in our columns, made by the check; the import reads them from any point on.
    staged = models.FileField(
        storage=private_storage,
        upload_to="imports/",
        blank=True,
        verbose_name=_("rows kept for it"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    is_confirmed = models.BooleanField(default=False, verbose_name=_("confirmed"))
    is_stop_wanted = models.BooleanField(default=False, verbose_name=_("to be stopped"))
    format = models.CharField(_("format"), max_length=60, blank=True)
    notes = models.JSONField(default=list, blank=True, verbose_name=_("notes"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    wrong_count = models.PositiveIntegerField(_("rows with errors"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    created_count = models.PositiveIntegerField(_("created"), default=0)
    updated_count = models.PositiveIntegerField(_("changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("imported by"),
    )  # fmt: skip
    actor_process = models.CharField(max_length=60, blank=True, verbose_name=_("process"))
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last sign of life"))

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "file_hash", "repetition"], name="import_once_per_file"
            ),
            models.CheckConstraint(
                condition=Q(rows_done__lte=models.F("row_count")), name="import_rows_done"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=("waiting", "checking", "running", "failed")),
                name="import_at_work",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def good_count(self) -> int:
        return self.row_count - self.wrong_count


class ImportChunk(models.Model):
    """A checkpoint, written in the transaction of its rows: whoever resumes begins behind it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    offset = models.PositiveBigIntegerField()  # of the next row among the staged ones
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_chunk_once")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class ImportProblem(models.Model):
    """What is wrong in one row of a file."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=60, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    reason = models.CharField(_("what is wrong"), max_length=400)
    is_final = models.BooleanField(default=False)  # found while importing, not in the dry run

    class Meta:
        verbose_name = _("error in a row")
        verbose_name_plural = _("errors in rows")
        indexes = [models.Index(fields=["job", "row", "id"], name="import_problem_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
