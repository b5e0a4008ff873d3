"""What a kind of notice says: the wording in the code, or what operators wrote in its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django_stubs_ext import StrOrPromise

from shop.common.models import Channel, MessageTemplate

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SUBJECT_LENGTH = 200
# Providers of short messages refuse an address as a variable: it stands in their template's text.
_NO_VARIABLES = frozenset({"link"})

Text = StrOrPromise


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    key: str
    channels: tuple[str, ...]
    subject: Text
    body: Text
    sms_template: str = ""
    is_secret: bool = False

    @property
    def placeholders(self) -> frozenset[str]:
        return placeholders(str(self.subject)) | placeholders(str(self.body))


@dataclass(frozen=True, kw_only=True)
class Wording:
    subject: str
    body: str
    sms_template: str
    placeholders: frozenset[str]

    def filled_subject(self, values: Mapping[str, str]) -> str:
        return fill(self.subject, values)[:_SUBJECT_LENGTH]

    def filled_body(self, values: Mapping[str, str]) -> str:
        return fill(self.body, values)

    def used(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the parameters for the provider's template: those that the wording names."""
        return {name: values[name] for name in sorted(self.placeholders)}


class MessageParamMissing(LookupError):
    """A notice was sent without a value for one of its placeholders."""


_kinds: dict[str, MessageKind] = {}


def declare(kind: MessageKind) -> MessageKind:
    known = _kinds.setdefault(kind.key, kind)
    if known is not kind and known != kind:
        raise ImproperlyConfigured(f"the message {kind.key} is declared twice")
    return kind


def message_kind(key: str) -> MessageKind:
    return _kinds[key]


def message_kinds() -> list[MessageKind]:
    return [_kinds[key] for key in sorted(_kinds)]


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in place of `{names}`; nothing of a value is read as wording."""
    # Not str.format: operators write these texts, and format would follow attributes.
    missing = placeholders(text) - values.keys()
    if missing:
        raise MessageParamMissing(", ".join(sorted(missing)))
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def wordings(kind: MessageKind, channels: Iterable[str], language: str) -> dict[str, Wording]:
    """Return the wording per channel in one query."""
    channels = list(channels)
    rows = MessageTemplate.objects.filter(
        kind=kind.key, channel__in=channels, language=language, is_active=True
    )
    written = {row.channel: row for row in rows}
    with translation.override(language):
        subject, body = str(kind.subject), str(kind.body)
    names = placeholders(body) - _NO_VARIABLES if Channel.SMS in kind.channels else frozenset()
    return {
        channel: _wording(kind, written.get(channel), subject, body, names) for channel in channels
    }


def _wording(
    kind: MessageKind,
    row: MessageTemplate | None,
    subject: str,
    body: str,
    names: frozenset[str],
) -> Wording:
    return Wording(
        subject=(row and row.subject) or subject,
        body=(row and row.body) or body,
        sms_template=(row and row.sms_template) or kind.sms_template,
        placeholders=names,
    )
