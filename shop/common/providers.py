"""Outside parties the shop can have an account with, so that the back office knows what to ask.

Each app declares its own in its `providers.py`; that module is found by itself. A value is kept as
text, as its field reads it: what cannot be read is refused where it is typed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.common.errors import DomainError

Text = StrOrPromise
Check = Callable[[Mapping[str, str]], None]


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_is_address = URLValidator(schemes=("https", "http"))


class ValueUnreadable(DomainError):
    """What was typed cannot be what the field asks for."""

    code = "value_unreadable"


@dataclass(frozen=True, kw_only=True)
class ProviderField:
    """One value of an account; `read` returns what is kept, and raises a DomainError otherwise."""

    name: str
    label: Text
    help_text: Text = ""
    read: Callable[[str], str] = str
    is_secret: bool = False
    is_long: bool = False


def read_day(text: str) -> str:
    """Take a day as 2026-12-31; other ways to write one are refused, not guessed at."""
    if as_day(text) is None:
        raise ValueUnreadable(_("Write the day as 2026-12-31."))
    return text


def read_networks(text: str) -> str:
    """Take IP addresses and networks with blanks or commas between."""
    for word in words_of(text):
        if as_network(word) is None:
            wrong = gettext("%(word)s is no IP address or network.")
            raise ValueUnreadable(wrong % {"word": word})
    return text


def read_address(text: str) -> str:
    """Take an address on the web."""
    try:
        _is_address(text)
    except ValidationError as wrong:
        raise ValueUnreadable(_("Write the whole address, beginning with https://.")) from wrong
    return text


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
    """A provider; `check` raises a DomainError over values that do not fit together."""

    key: str
    label: Text
    fields: tuple[ProviderField, ...]
    trial: str = ""  # the task that tries the account
    check: Check | None = None


_kinds: dict[str, ProviderKind] = {}


def declare_provider(
    *,
    key: str,
    label: Text,
    fields: tuple[ProviderField, ...],
    trial: str = "",
    check: Check | None = None,
) -> ProviderKind:
    """Declare a provider with the settings and secrets that its adapter reads."""
    kind = ProviderKind(key=key, label=label, fields=fields, trial=trial, check=check)
    return _kinds.setdefault(key, kind)


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
