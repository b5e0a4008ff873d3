"""Imports as people handle them: a file comes in, is confirmed, stopped, taken up again."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.actors import Actor
from shop.common.errors import DomainError, TransitionRefused
from shop.common.handover import hand_over
from shop.common.importers import importer_of
from shop.common.models import ImportJob
from shop.common.sheets.errors import FileTooLarge

MOST_SHEET_BYTES = 60_000_000
MOST_ARCHIVE_BYTES = 600_000_000
WORK = "shop.common.tasks.work_on_import"

State = ImportJob.State


class FileKnownAlready(DomainError):
    """The same file is in the shop for the same import."""

    code = "file_known_already"

    def __init__(self, job: ImportJob) -> None:
        self.job_id, self.is_done = job.pk, job.state == State.DONE
        facts = {"when": f"{timezone.localtime(job.created_at):%Y-%m-%d %H:%M}"}
        if self.is_done:
            text = _("This very file was imported already (%(when)s). Nothing was done again.")
        else:
            text = _("This very file was uploaded already (%(when)s) and waits on its page.")
        super().__init__(text % facts)


def upload_import(
    *, kind: str, file: File[bytes], options: Mapping[str, Any], actor: Actor, again: bool = False
) -> ImportJob:
    """Keep a file privately and have it checked; nothing is imported before it is confirmed.

    The same file comes in once per kind, unless the one before failed, was stopped, or is to be
    imported `again`. Raises FileKnownAlready or FileTooLarge.
    """
    importer = importer_of(kind)
    if file.size > (MOST_ARCHIVE_BYTES if importer.archive else MOST_SHEET_BYTES):
        raise FileTooLarge
    digest = _digest(file)
    before = ImportJob.objects.filter(kind=kind, file_hash=digest).order_by("-repetition").first()
    if before is not None:
        _refuse_repetition(before, again=again)
    job = ImportJob(
        kind=kind,
        file_name=PurePath(file.name or "").name[-200:],
        file_hash=digest,
        file_size=file.size,
        repetition=before.repetition + 1 if before else 0,
        options=dict(options),
        actor_user_id=actor.user_id,
        actor_process=actor.process,
    )
    return _kept(job, file)


@transaction.atomic
def confirm_import(*, job_id: int, actor: Actor) -> ImportJob:
    """Have the good rows of a checked file imported, or a stopped or failed import carried on."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    may_begin = job.state == State.CHECKED and job.good_count > 0
    may_go_on = job.is_confirmed and job.state in {State.STOPPED, State.FAILED}
    if not job.file or not (may_begin or may_go_on):
        raise TransitionRefused
    job.state, job.is_confirmed, job.is_stop_wanted, job.reason = State.WAITING, True, False, ""
    job.actor_user_id, job.actor_process = actor.user_id, actor.process
    job.finished_at = None
    job.save()
    transaction.on_commit(lambda: hand_over(WORK, job_id=job_id))
    return job


@transaction.atomic
def check_again(*, job_id: int) -> ImportJob:
    """Look at a file once more, because the shop's data changed; for what was never begun."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.is_confirmed or job.state not in {State.CHECKED, State.FAILED, State.STOPPED}:
        raise TransitionRefused
    job.state, job.reason, job.finished_at, job.is_stop_wanted = State.WAITING, "", None, False
    job.save()
    transaction.on_commit(lambda: hand_over(WORK, job_id=job_id))
    return job


@transaction.atomic
def stop_import(*, job_id: int) -> ImportJob:
    """Ask an import to stop behind the present chunk; what was written stays."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if not job.is_at_work:
        raise TransitionRefused
    job.is_stop_wanted = True
    if job.state == State.WAITING:
        job.state, job.finished_at = State.STOPPED, timezone.now()
    job.save()
    return job


def _digest(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _refuse_repetition(before: ImportJob, *, again: bool) -> None:
    is_over = before.state in {State.FAILED, State.STOPPED}
    if not is_over and not (again and before.state == State.DONE):
        raise FileKnownAlready(before)


def _kept(job: ImportJob, file: File[bytes]) -> ImportJob:
    job.file.save(job.file_name, file, save=False)
    try:
        with transaction.atomic():
            job.save()
            transaction.on_commit(lambda: hand_over(WORK, job_id=job.pk))
    except IntegrityError as twin:  # the same upload, sent twice at once
        job.file.delete(save=False)
        first = ImportJob.objects.get(
            kind=job.kind, file_hash=job.file_hash, repetition=job.repetition
        )
        raise FileKnownAlready(first) from twin
    return job
