"""Outside parties the shop can have an account with, so that the back office knows what to ask.

Each app declares its own in its `providers.py`; that module is found by itself.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Text = StrOrPromise


@dataclass(frozen=True, kw_only=True)
class ProviderField:
    name: str
    label: Text
    help_text: Text = ""
    is_secret: bool = False
    is_long: bool = False


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
