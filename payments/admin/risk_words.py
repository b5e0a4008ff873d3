"""Rules of risk as staff read them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from auditlog.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payments.models import RiskRule
from payments.risk.registry import KINDS

_MOST = 50
_TOLD = ("state", "points", "params", "marks_suspect", "retire_reason")
_NOTHING = str(None)  # so auditlog writes it


def params_in_words(rule: RiskRule) -> list[tuple[str, str]]:
    """Return the parameters of a rule with their labels."""
    kind = KINDS.get(rule.kind)
    if kind is None:
        return [(name, str(value)) for name, value in rule.params.items()]
    return [
        (str(field.label), _said(rule.params.get(name, field.default)))
        for name, field in kind.params.fields.items()
    ]


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """One figure of a rule, beside what stands in the version that it replaces."""

    label: str
    value: str
    before: str

    @property
    def is_changed(self) -> bool:
        return bool(self.before) and self.before != self.value


def figures_in_words(rule: RiskRule) -> list[FigureRow]:
    """Return points, mark and parameters of a rule, each beside the version before."""
    before = dict(_figures(rule.replaces)) if rule.replaces else {}
    return [
        FigureRow(label=label, value=value, before=before.get(label, ""))
        for label, value in _figures(rule)
    ]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One entry of the trail: who changed what, from what to what."""

    at: datetime
    actor: str
    fields: list[tuple[str, str, str]]


def trail_of(rule: RiskRule) -> Iterator[Change]:
    """Return what was done with a rule, the latest first."""
    entries = LogEntry.objects.get_for_object(rule).select_related("actor")
    for entry in entries.order_by("-timestamp", "-pk")[:_MOST]:
        changed = [
            (_label(name), _read(rule, name, before), _read(rule, name, after))
            for name, (before, after) in entry.changes_dict.items()
            if name in _TOLD
        ]
        if changed:
            actor = str(entry.actor) if entry.actor else _("a process")
            yield Change(at=entry.timestamp, actor=actor, fields=changed)


def _read(rule: RiskRule, name: str, value: str) -> str:
    """Say a value as the trail keeps it, in the words of the page; what was not yet is a dash."""
    if value in {_NOTHING, ""}:
        return "–"
    if name == "state":
        return str(dict(RiskRule.State.choices).get(value, value))
    if name == "marks_suspect":
        return _said(value == str(True))
    if name == "params":
        told = RiskRule(kind=rule.kind, params=json.loads(value))
        return ", ".join(f"{label}: {said}" for label, said in params_in_words(told))
    return value


def _label(name: str) -> str:
    return str(getattr(RiskRule._meta.get_field(name), "verbose_name", name))  # noqa: SLF001  documented


def _figures(rule: RiskRule) -> list[tuple[str, str]]:
    return [
        (pgettext("risk", "Points"), str(rule.points)),
        (_("Marks suspected fake orders"), _said(rule.marks_suspect)),
        *params_in_words(rule),
    ]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
