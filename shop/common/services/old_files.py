"""Files of imports and exports go after a while; who imported what, and when, stays."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Greatest
from django.utils import timezone

from shop.common.file_policies import FilePolicies
from shop.common.models import ExportJob, ImportChunk, ImportJob, ImportProblem
from shop.common.policies import policies

_BATCH = 100


@transaction.atomic
def prune_imports(*, at: datetime | None = None) -> int:
    """Delete the files of a batch of old imports, and those that nobody confirmed; say how many."""
    before = (at or timezone.now()) - timedelta(days=policies(FilePolicies).import_days)
    moved = Greatest("created_at", "checked_at", "finished_at")  # of those that are there
    rows = ImportJob.objects.exclude(state__in=ImportJob.AT_WORK).exclude(file="")
    old = rows.alias(moved_at=moved).filter(moved_at__lt=before).order_by("pk")
    jobs = list(old.select_for_update(skip_locked=True)[:_BATCH])
    keys = [job.pk for job in jobs]
    ImportChunk.objects.filter(job__in=keys).delete()
    ImportProblem.objects.filter(job__in=keys).delete()
    ImportJob.objects.filter(pk__in=keys, is_confirmed=False).delete()
    ImportJob.objects.filter(pk__in=keys).update(file="", staged="")
    _delete_files(file for job in jobs for file in (job.file, job.staged))
    return len(jobs)


@transaction.atomic
def prune_exports(*, at: datetime | None = None) -> int:
    """Delete a batch of old exports with their files; say how many."""
    before = (at or timezone.now()) - timedelta(days=policies(FilePolicies).export_days)
    rows = ExportJob.objects.exclude(state=ExportJob.State.WAITING)
    old = rows.filter(created_at__lt=before).order_by("pk")
    jobs = list(old.select_for_update(skip_locked=True)[:_BATCH])
    ExportJob.objects.filter(pk__in=[job.pk for job in jobs]).delete()
    _delete_files(job.file for job in jobs)
    return len(jobs)


def _delete_files(files: Iterable[FieldFile]) -> None:
    """Delete files once their rows are gone: a file too many is better than one too few."""
    for file in files:
        if file.name:
            transaction.on_commit(partial(file.storage.delete, file.name))
