"""Outside parties the shop can have an account with, so that the back office knows what to ask.

Each app declares its own in its `providers.py`; that module is found by itself.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Text = StrOrPromise


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ProviderValue(StrEnum):
    """What a value has to be; it is kept as text, a day as 2026-12-31."""

    TEXT = "text"
    DAY = "day"
    NETWORKS = "networks"


@dataclass(frozen=True, kw_only=True)
class ProviderField:
    name: str
    label: Text
    help_text: Text = ""
    kind: ProviderValue = ProviderValue.TEXT
    is_secret: bool = False
    is_long: bool = False


def as_day(text: str) -> date | None:
    """Read a day written as 2026-12-31; None for whatever else it is."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def words_of(text: str) -> list[str]:
    """Split a list that is written with blanks or commas."""
    return text.replace(",", " ").split()


def as_network(text: str) -> IPv4Network | IPv6Network | None:
    """Read an IP address or a network; None for whatever else it is."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class ProviderKind:
    key: str
    label: Text
    fields: tuple[ProviderField, ...]
    trial: str = ""  # the task that tries the account


_kinds: dict[str, ProviderKind] = {}


def declare_provider(
    *, key: str, label: Text, fields: tuple[ProviderField, ...], trial: str = ""
) -> ProviderKind:
    """Declare a provider with the settings and secrets that its adapter reads."""
    return _kinds.setdefault(key, ProviderKind(key=key, label=label, fields=fields, trial=trial))


def provider_kind(key: str) -> ProviderKind | None:
    return _kinds.get(key)


def provider_kinds() -> list[ProviderKind]:
    return [_kinds[key] for key in sorted(_kinds)]


declare_provider(
    key="sms.aliyun",
    label=_("Aliyun SMS"),
    fields=(
        ProviderField(name="endpoint", label=_("Endpoint"), help_text="dysmsapi.aliyuncs.com"),
        ProviderField(name="protocol", label=_("Protocol"), help_text="https"),
        ProviderField(name="sign_name", label=_("Signature")),
        ProviderField(name="access_key_id", label=_("Access key id"), is_secret=True),
        ProviderField(name="access_key_secret", label=_("Access key secret"), is_secret=True),
    ),
)
