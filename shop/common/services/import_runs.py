"""Imports at work: the check of a file, and the writing of its rows chunk by chunk.

A chunk, its figures and its checkpoint are one transaction: a process that dies loses the chunk it
was at and nothing else, and whoever takes up the work begins behind the last checkpoint.
"""

import gc
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.common.actors import Actor
from shop.common.errors import DomainError
from shop.common.handover import hand_over
from shop.common.importers import Importer, Item, Problem, Seen, Tally, importer_of
from shop.common.models import ImportChunk, ImportJob, ImportProblem
from shop.common.services.import_rights import permitted, rights_in
from shop.common.services.import_staging import (
    StagedChunk,
    local_file,
    stage_rows,
    staged_chunks,
)
from shop.common.services.import_uploads import WORK

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(seconds=45)
# Shorter than the broker's patience with a task: then another task carries on.
_STRETCH_SECONDS = 120.0
_OBJECTS = 50_000  # made more than dropped, before the collector looks
_FEW_CHUNKS = 4
_MOST_TEXT, _MOST_VALUE, _MOST_COLUMN = 400, 200, 60
_REFUSALS = (DomainError, IntegrityError, DataError)

State = ImportJob.State


def work_on_import(*, job_id: int) -> None:
    """Check a file, or import it, as far as it got. Safe to repeat and to call twice at once."""
    job = ImportJob.objects.get(pk=job_id)
    if not job.is_at_work:
        return
    with _turn(job.kind) as is_mine, translation.override(_language(job)):
        if not is_mine:
            return  # another import of the kind is at work; the sweep calls again
        job.refresh_from_db()
        if job.is_at_work:
            with _rare_collections():
                _work(job)
    _hand_on(job)


def lost_imports(*, at: datetime | None = None) -> list[int]:
    """Return the jobs that wait, or whose process gave no sign of life for a while."""
    before = (at or timezone.now()) - LOST_AFTER
    jobs = ImportJob.objects.at_work().filter(
        Q(state=State.WAITING) | Q(alive_at__lt=before) | Q(alive_at=None)
    )
    return list(jobs.order_by("pk").values_list("pk", flat=True))


def actor_of(*, job: ImportJob) -> Actor:
    """Return who is responsible for what an import writes."""
    if job.actor_user_id is not None:
        return Actor(user_id=job.actor_user_id)
    return Actor(process=job.actor_process or "common.import")


@contextmanager
def _turn(kind: str) -> Iterator[bool]:
    """Hold the one place of a kind; the database takes it back when this process dies."""
    key = [f"import {kind}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        (is_mine,) = cursor.fetchone()
    try:
        yield bool(is_mine)
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for cycles rarely: rows come and go in tens of thousands, and hardly one has any."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _work(job: ImportJob) -> None:
    try:
        importer = importer_of(job.kind)
        with local_file(job=job) if importer.archive else nullcontext() as path:
            if job.is_confirmed:
                _import(job, importer, path)
            else:
                _check(job, importer)
    except DomainError as refusal:
        _fail(job, str(refusal))
    except Exception:
        logger.exception("An import failed", extra={"job": job.pk})
        _fail(job, _("The shop made a mistake here. What was written stays; try to go on."))


def _check(job: ImportJob, importer: Importer) -> None:
    """Read all rows and plan them, writing nothing but what was found."""
    _save(job, state=State.CHECKING, alive_at=timezone.now(), rows_done=0, row_count=0)
    ImportProblem.objects.filter(job=job).delete()
    with local_file(job=job) as path:
        staged = stage_rows(job=job, importer=importer, path=path)
    _save(
        job, staged=job.staged, format=staged.format, notes=staged.notes, row_count=staged.row_count
    )
    seen = Seen(options=job.options, may=rights_in(job=job))
    wrong = 0
    for chunk in staged_chunks(job=job, importer=importer, offset=0):
        rows, closed = permitted(rows=chunk.rows, importer=importer, may=seen.may)
        plan = importer.plan(rows=rows, seen=seen)
        refused = _note(job, [*chunk.problems, *closed, *plan.problems])
        wrong += sum(number in refused for number in chunk.numbers)
        if not _alive(job, rows_done=F("rows_done") + len(chunk.numbers), wrong_count=wrong):
            return
    moment = timezone.now()
    _save(job, state=State.CHECKED, wrong_count=wrong, rows_done=0, checked_at=moment)


def _import(job: ImportJob, importer: Importer, path: Path | None) -> None:
    last = ImportChunk.objects.filter(job=job).order_by("-number").first()
    number, offset = (last.number + 1, last.offset) if last else (0, 0)
    begun = job.started_at or timezone.now()
    _save(job, state=State.RUNNING, started_at=begun, alive_at=timezone.now())
    deadline = time.monotonic() + _STRETCH_SECONDS
    for chunk in staged_chunks(job=job, importer=importer, offset=offset):
        _write_chunk(job, importer, chunk, number=number, path=path)
        number += 1
        _tell_planner(importer, number)
        if not _alive(job):
            return
        if time.monotonic() > deadline:
            _save(job, state=State.WAITING)
            return
    _save(job, state=State.DONE, finished_at=timezone.now())


def _write_chunk(
    job: ImportJob, importer: Importer, chunk: StagedChunk, *, number: int, path: Path | None
) -> None:
    items, problems = _planned(job, importer, chunk)
    if importer.fetch:
        items = list(importer.fetch(items=items, archive=path))
    with transaction.atomic(durable=True):
        ImportChunk.objects.create(
            job=job,
            number=number,
            first_row=chunk.numbers[0],
            last_row=chunk.numbers[-1],
            offset=chunk.offset,
        )
        tally, refused = _written(job, importer, items)
        wrong = _note(job, [*problems, *refused], is_final=True)
        found = sum(row in wrong for row in chunk.numbers)
        ImportJob.objects.filter(pk=job.pk).update(
            rows_done=F("rows_done") + len(chunk.numbers),
            created_count=F("created_count") + tally.created,
            updated_count=F("updated_count") + tally.updated,
            unchanged_count=F("unchanged_count") + tally.unchanged,
            wrong_count=F("wrong_count") + found,
            alive_at=timezone.now(),
        )


def _planned(
    job: ImportJob, importer: Importer, chunk: StagedChunk
) -> tuple[list[Any], list[Problem]]:
    """Plan the rows that the check let pass; shop and rights may have changed since."""
    known = ImportProblem.objects.filter(
        job=job, is_final=False, row__range=(chunk.numbers[0], chunk.numbers[-1])
    )
    wrong = set(known.values_list("row", flat=True))
    rows = [row for row in chunk.rows if row.number not in wrong]
    seen = Seen(options=job.options, may=rights_in(job=job))
    rows, closed = permitted(rows=rows, importer=importer, may=seen.may)
    plan = importer.plan(rows=rows, seen=seen)
    return plan.items, [*closed, *plan.problems]


def _tell_planner(importer: Importer, chunks: int) -> None:
    """Renew the statistics of tables that grow, each time as many chunks are in once more."""
    if importer.fills and chunks >= _FEW_CHUNKS and chunks.bit_count() == 1:
        tables = ", ".join(model._meta.db_table for model in importer.fills)  # noqa: SLF001  documented by Django
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {tables}")


def _written(
    job: ImportJob, importer: Importer, items: Sequence[Any]
) -> tuple[Tally, list[Problem]]:
    """Write all items at once; when the database refuses, one by one, to name the one."""
    now, actor = timezone.now(), actor_of(job=job)
    try:
        with transaction.atomic():
            return importer.write(items=items, actor=actor, at=now), []
    except _REFUSALS:
        pass
    tally = Tally()
    problems: list[Problem] = []
    for item in items:
        try:
            with transaction.atomic():
                tally.add(importer.write(items=[item], actor=actor, at=now))
        except _REFUSALS as refusal:
            problems += _refused(item, refusal)
    return tally, problems


def _refused(item: Item, refusal: Exception) -> Iterator[Problem]:
    clash = _("It clashes with what the shop has: a code or number is taken.")
    reason = str(refusal) if isinstance(refusal, DomainError) else clash
    for row in item.rows:
        yield Problem(row=row, value=str(getattr(item, "name", "")), reason=reason)


def _note(job: ImportJob, problems: Sequence[Problem], *, is_final: bool = False) -> set[int]:
    """Keep what is wrong; say in which rows."""
    titles = {column.name: column.title for column in importer_of(job.kind).columns}
    ImportProblem.objects.bulk_create(
        ImportProblem(
            job=job,
            row=problem.row,
            column=titles.get(problem.column, problem.column)[:_MOST_COLUMN],
            value=problem.value.replace("\0", "")[:_MOST_VALUE],
            reason=problem.reason[:_MOST_TEXT],
            is_final=is_final,
        )
        for problem in problems
    )
    return {problem.row for problem in problems}


def _alive(job: ImportJob, **figures: Any) -> bool:
    """Give a sign of life; say whether to go on."""
    _save(job, alive_at=timezone.now(), **figures)
    if ImportJob.objects.filter(pk=job.pk, is_stop_wanted=True).exists():
        _save(job, state=State.STOPPED, finished_at=timezone.now())
        return False
    return True


def _fail(job: ImportJob, reason: str) -> None:
    _save(job, state=State.FAILED, reason=reason[:500], finished_at=timezone.now())


def _save(job: ImportJob, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(job, name, value)
    ImportJob.objects.filter(pk=job.pk).update(**changes)


def _language(job: ImportJob) -> str:
    return str(job.options.get("language") or translation.get_language() or "")


def _hand_on(job: ImportJob) -> None:
    """Give the place to the next that waits for it."""
    waiting = ImportJob.objects.filter(kind=job.kind, state=State.WAITING).order_by("pk")
    for job_id in waiting.values_list("pk", flat=True)[:1]:
        hand_over(WORK, job_id=job_id)
