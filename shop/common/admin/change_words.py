"""What was changed on a page of sections, in the words of its forms."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Model
from django_stubs_ext import StrOrPromise

# Who and when stand before the change, the row's own name too; a secret is never shown.
_UNSAID = frozenset(
    {"id", "provider", "key", "changed_at", "changed_by", "changed_by_process", "secrets"}
)

Labels = Mapping[str, StrOrPromise]
Change = tuple[StrOrPromise, str, str]


def changes_in_words(entry: LogEntry, *, model: type[Model], labels: Labels) -> list[Change]:
    """Return what a log entry changed: label, before, after; values kept together one by one.

    `labels` are those of the form, by the name of the value.
    """
    return [
        change
        for name, (before, after) in (entry.changes_dict or {}).items()
        if name not in _UNSAID
        for change in _of_field(model, labels, name, _read(before), _read(after))
    ]


def _of_field(
    model: type[Model], labels: Labels, name: str, before: Any, after: Any
) -> Iterator[Change]:
    if isinstance(before, dict) or isinstance(after, dict):
        was, now = (value if isinstance(value, dict) else {} for value in (before, after))
        for key in [*now, *(key for key in was if key not in now)]:
            if was.get(key) != now.get(key):
                yield labels.get(key, key), _shown(was.get(key)), _shown(now.get(key))
        return
    fields = {field.name: field.verbose_name for field in model._meta.fields}  # noqa: SLF001  documented by Django
    label = labels.get(name) or fields.get(name, name)  # the log outlives a field
    yield label, _shown(before), _shown(after)


def _read(text: Any) -> Any:
    """Read a value as the log keeps it: text, JSON among it."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None if text == "None" else text


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
