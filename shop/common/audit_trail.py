"""The trail of field changes for rows that are written many at once, past each row's own save."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from shop.common.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A row with its fields as they were and as they are now."""

    row: models.Model
    before: dict[str, Any]


def set_fields(row: models.Model, fields: dict[str, Any]) -> Changed | None:
    """Set the fields that differ; None when all are so already."""
    before = {name: getattr(row, name) for name in fields if getattr(row, name) != fields[name]}
    for name in before:
        setattr(row, name, fields[name])
    return Changed(row=row, before=before) if before else None


def write_changed(
    model: type[models.Model], changes: Sequence[Changed], *, actor: Actor, also: Iterable[str] = ()
) -> None:
    """Save what changed of many rows in one statement, and keep who changed what."""
    if not changes:
        return
    names = sorted({name for change in changes for name in change.before} | set(also))
    model._base_manager.bulk_update([change.row for change in changes], names)  # noqa: SLF001  documented by Django
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.bulk_create(
        LogEntry(
            content_type=kind,
            object_pk=str(change.row.pk),
            object_id=change.row.pk,
            object_repr=str(change.row),
            action=LogEntry.Action.UPDATE,
            changes={
                name.removesuffix("_id"): [str(was), str(getattr(change.row, name))]
                for name, was in change.before.items()
            },
            actor_id=actor.user_id,
        )
        for change in changes
    )
