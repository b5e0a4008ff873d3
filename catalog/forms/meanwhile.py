"""Two editors on one product: the second is told what changed, and loses nothing he typed."""

import json
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.selectors.edit_state import PLAIN_FIELDS, edit_state, mark, plain_values
from catalog.services.edits import hold_for_edit

_MOST_SHOWN = 120


class WatchedForm(forms.ModelForm[Product]):
    """Remembers in a hidden field what it showed, and refuses to write over what came since.

    Fields that only the other one changed are taken over; in those that both changed, what was
    typed stays and the stored text is told. Saved once more, the form is written.
    """

    seen_state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound and "seen_state" in self.fields:
            state = edit_state(self.instance.pk, timezone.now())
            self.initial["seen_state"] = json.dumps(state)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = _read(cleaned.get("seen_state", ""))
        if seen and self.instance.pk:
            hold_for_edit(product_id=self.instance.pk)
            now = edit_state(self.instance.pk, timezone.now())
            changed = [name for name in now if seen.get(name, now[name]) != now[name]]
            if changed:
                self._tell(changed, seen, now)
        return cleaned

    def _tell(self, changed: list[str], seen: dict[str, str], now: dict[str, str]) -> None:
        stored = plain_values(self.instance.pk)
        typed: Any = self.data
        data = typed.copy()
        kept: list[str] = []
        taken_over: list[str] = []
        for name in changed:
            is_untouched = name in PLAIN_FIELDS and mark(data.get(name, "")) == seen.get(name)
            if is_untouched:
                data[name] = stored[name]
            (taken_over if is_untouched else kept).append(name)
        data["seen_state"] = json.dumps(now)
        self.data = data
        self.add_error(None, self._message(kept, taken_over))
        for name in kept:
            if name in self.fields and name in stored:
                text = _("Now stored: %(text)s") % {"text": stored[name][:_MOST_SHOWN]}
                self.add_error(name, text)

    def _message(self, kept: list[str], taken_over: list[str]) -> str:
        text = _("%(who)s changed this product meanwhile. Nothing is saved yet.") % {
            "who": self._who()
        }
        if taken_over:
            text += " " + _("Taken over: %(names)s.") % {"names": self._names(taken_over)}
        if kept:
            text += " " + _("Kept as you typed it: %(names)s.") % {"names": self._names(kept)}
        return text + " " + _("Look at it and save once more.")

    def _names(self, names: list[str]) -> str:
        parts = {
            "tags": _("tags"), "attributes": _("attributes"), "skus": _("SKUs and prices"),
            "pictures": _("pictures"),
        }  # fmt: skip
        labels = {name: str(field.label) for name, field in self.fields.items()}
        return "、".join(parts.get(name) or labels.get(name, name) for name in names)

    def _who(self) -> str:
        entries = LogEntry.objects.get_for_object(self.instance).select_related("actor")
        entry = entries.order_by("-timestamp", "-pk").first()
        return str(entry.actor) if entry and entry.actor else _("Somebody")


def _read(text: str) -> dict[str, str]:
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
