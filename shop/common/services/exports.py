"""Exports: a file at once for a few objects, in the background for many."""

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.common.exporters import BATCH, Exporter, exporter_of
from shop.common.handover import hand_over
from shop.common.models import ExportJob
from shop.common.sheets.writing import CsvSheet, Sheet, csv_sheet, workbook

logger = logging.getLogger(__name__)

AT_ONCE = 1000  # objects; more are made in the background
LOST_AFTER = timedelta(minutes=2)
Format = ExportJob.Format
MAKE = "shop.common.tasks.make_export"


def write_export(
    *,
    exporter: Exporter,
    keys: Sequence[int],
    path: Path,
    form: str = Format.WORKBOOK,
    progress: Callable[[int], object] | None = None,
) -> None:
    """Write the rows of objects into a workbook or a CSV file."""
    names = [column.name for column in exporter.columns]
    with _sheet(path, form) as sheet:
        sheet.headings([column.title for column in exporter.columns])
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            for row in exporter.rows(batch):
                sheet.row([row.get(name) for name in names])
            if progress:
                progress(start + len(batch))


@transaction.atomic
def ask_for_export(
    *, kind: str, keys: Sequence[int], owner_id: int, form: str = Format.WORKBOOK
) -> ExportJob:
    """Have a large export made in the background; only its owner can fetch it."""
    job = ExportJob.objects.create(
        kind=kind,
        keys=list(keys),
        object_count=len(keys),
        owner_id=owner_id,
        format=form,
        language=translation.get_language() or "",
    )
    transaction.on_commit(lambda: hand_over(MAKE, job_id=job.pk))
    return job


def make_export(*, job_id: int) -> None:
    """Make the workbook of an export. Safe to repeat: it is made anew, and by one at a time."""
    key = [f"export {job_id}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        (is_mine,) = cursor.fetchone()
    if not is_mine:
        return
    try:
        _make(ExportJob.objects.get(pk=job_id))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


def lost_exports(*, at: datetime | None = None) -> list[int]:
    """Return the exports that nobody makes."""
    before = (at or timezone.now()) - LOST_AFTER
    jobs = ExportJob.objects.filter(state=ExportJob.State.WAITING)
    lost = jobs.filter(Q(alive_at=None) | Q(alive_at__lt=before))
    return list(lost.order_by("pk").values_list("pk", flat=True))


@contextmanager
def _sheet(path: Path, form: str) -> Iterator[Sheet | CsvSheet]:
    if form == Format.CSV:
        with csv_sheet(path) as sheet:
            yield sheet
    else:
        with workbook(path) as book:
            yield book.sheet(_("Data"))


def _make(job: ExportJob) -> None:
    if job.state != ExportJob.State.WAITING:
        return
    rows = ExportJob.objects.filter(pk=job.pk)

    def progress(done: int) -> None:
        rows.update(objects_done=done, alive_at=timezone.now())

    progress(0)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="export-") as folder,
            translation.override(job.language or None),
        ):
            path = Path(folder) / "export"
            exporter = exporter_of(job.kind)
            write_export(
                exporter=exporter, keys=job.keys, path=path, form=job.format, progress=progress
            )
            with path.open("rb") as file:
                job.file.save(f"{job.pk}.{job.format}", File(file), save=False)
    except Exception:
        logger.exception("An export failed", extra={"job": job.pk})
        rows.update(state=ExportJob.State.FAILED, finished_at=timezone.now())
        return
    rows.update(state=ExportJob.State.DONE, file=job.file.name, finished_at=timezone.now())
