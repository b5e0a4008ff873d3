"""Sheets for tests, and an import from upload to end."""

import csv
import io
from pathlib import Path

import xlsxwriter
from django.core.files.base import ContentFile

from shop.common.actors import Actor
from shop.common.models import ImportJob, ImportProblem
from shop.common.services.import_runs import work_on_import
from shop.common.services.import_uploads import confirm_import, upload_import


def csv_of(*rows, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*rows, path: Path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path.read_bytes()


def upload(kind, content, *, actor: Actor, name="goods.csv", again=False, **options) -> ImportJob:
    return upload_import(
        kind=kind, file=ContentFile(content, name), options=options, actor=actor, again=again
    )


def checked(kind, content, *, actor, **more) -> ImportJob:
    job = upload(kind, content, actor=actor, **more)
    work_on_import(job_id=job.pk)
    job.refresh_from_db()
    return job


def imported(kind, content, *, actor, **more) -> ImportJob:
    job = checked(kind, content, actor=actor, **more)
    assert job.state == ImportJob.State.CHECKED, (job.state, job.reason)
    confirm_import(job_id=job.pk, actor=actor)
    work_on_import(job_id=job.pk)
    job.refresh_from_db()
    return job


def problems_of(job):
    rows = ImportProblem.objects.filter(job=job).order_by("row", "pk")
    return [(row.row, row.column, row.value, row.reason) for row in rows]
