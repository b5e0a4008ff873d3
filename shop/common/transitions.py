"""State changes: one table per axis, a guarded update, and a history row with its author."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.common.actors import Actor
from shop.common.copying import copy_rows
from shop.common.errors import TransitionRefused

Transitions = Mapping[str, frozenset[str]]


def transitions(table: Mapping[str, set[str]]) -> Transitions:
    """Freeze a table of allowed steps: from-state to the set of to-states."""
    return {str(source): frozenset(map(str, targets)) for source, targets in table.items()}


class HasKey(Protocol):
    """A row, or what stands for it."""

    @property
    def pk(self) -> Any: ...


class HistoryEntry(models.Model):
    """One state change: what, from, to, why, who, when. Subclasses add the key to their object."""

    axis = models.CharField(_("what"), max_length=24)
    from_state = models.CharField(pgettext_lazy("state", "from"), max_length=24, blank=True)
    to_state = models.CharField(pgettext_lazy("state", "to"), max_length=24)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("person"),
    )  # fmt: skip
    actor_process = models.CharField(_("process"), max_length=60, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.axis}: {self.from_state} → {self.to_state}"


def step(
    row: models.Model,
    *,
    axis: str,
    to: str,
    table: Transitions,
    history: type[HistoryEntry],
    owner: str,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Move one axis of a row by a guarded update and write its history row.

    `owner` is the history model's field for the row; `also` sets further fields in the same update.
    Raises TransitionRefused when the table or a concurrent change forbids the step.
    """
    source = str(getattr(row, axis))
    if to not in table.get(source, frozenset()):
        raise TransitionRefused
    changes = {axis: to, **(also or {})}
    same_state = _rows(type(row)).filter(pk=row.pk, **{axis: source})
    if not same_state.update(**changes):
        raise TransitionRefused
    for name, value in changes.items():
        setattr(row, name, value)
    record(
        row,
        history=history,
        owner=owner,
        axis=axis,
        from_state=source,
        to_state=to,
        actor=actor,
        reason=reason,
        at=at,
    )


def record(
    row: models.Model,
    *,
    history: type[HistoryEntry],
    owner: str,
    axis: str,
    to_state: str,
    actor: Actor,
    from_state: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Write a history row, for a step or for a birth (`from_state` empty)."""
    record_all(
        [row],
        history=history,
        owner=owner,
        axis=axis,
        from_state=from_state,
        to_state=to_state,
        actor=actor,
        reason=reason,
        at=at,
    )


def record_all(
    rows: Sequence[HasKey],
    *,
    history: type[HistoryEntry],
    owner: str,
    axis: str,
    to_state: str,
    actor: Actor,
    from_state: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Write the same history row for many, in one statement."""
    moment = at or timezone.now()
    what = (axis, from_state, to_state, reason, actor.user_id, actor.process, moment)
    names = ("axis", "from_state", "to_state", "reason", "actor_user", "actor_process", "at")
    if len(rows) > 1:
        copy_rows(history, (owner, *names), ((row.pk, *what) for row in rows))
        return
    fields = dict(zip(names, what, strict=True))
    fields["actor_user_id"] = fields.pop("actor_user")
    for row in rows:
        _rows(history).create(**{f"{owner}_id": row.pk}, **fields)


def _rows(model: type[models.Model]) -> models.Manager[Any]:
    # The base manager, because a default manager may hide rows.
    return model._base_manager  # noqa: SLF001  Django documents it, underscore and all
