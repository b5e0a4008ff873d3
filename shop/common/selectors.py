"""Reads of shop.common: regions, messages, addresses, provider accounts."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError
from shop.common.models import Message, ProviderAccount, Region, SlugRedirect
from shop.common.models.message import MessageQuerySet
from shop.common.types import ProviderConfig, RegionChoice

COUNTRY = "000000"
_ACCOUNT_SECONDS = 5.0


class ProviderNotSetUp(DomainError):
    """The shop has no account with this provider."""

    code = "provider_not_set_up"
    message = _("This service is not set up.")


# Regions ----------------------------------------------------------------------------------------


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of the regions; unknown codes are left out."""
    names = _regions().names
    return {code: names[code] for code in codes if code in names}


def children_of(code: str) -> list[RegionChoice]:
    """Return the parts of a region by code; the provinces for "000000" or an empty code."""
    return _regions().children.get(code or COUNTRY, [])


def is_region(code: str) -> bool:
    return code in _regions().names


def province_of(code: str) -> str:
    """Return the code of the province that a code lies in, without a look at the table."""
    return f"{code[:2]}0000"


def region_codes(code: str) -> list[str]:
    """Return the codes from the province down to the region itself; nothing for an unknown code."""
    parents, path = _regions().parents, []
    while code in parents:
        path.append(code)
        code = parents[code]
    return path[::-1]


def region_path(code: str) -> str:
    """Return the names from province to district; a city named like its province stands once."""
    names = _regions().names
    return " ".join(dict.fromkeys(names[part] for part in region_codes(code)))


@dataclass(frozen=True, kw_only=True)
class _Regions:
    names: dict[str, str]
    parents: dict[str, str]
    children: dict[str, list[RegionChoice]]


def _regions() -> _Regions:
    loaded = _load_regions()
    if not loaded.names:  # read before the table was filled: look again
        _load_regions.cache_clear()
    return loaded


@lru_cache(maxsize=1)
def _load_regions() -> _Regions:
    # 3,882 rows that change with a migration only: one query in the life of a process.
    rows = list(Region.objects.order_by("code").values_list("code", "parent_id", "name"))
    parents = {code: parent or COUNTRY for code, parent, _name in rows}
    has_children = set(parents.values())
    children: dict[str, list[RegionChoice]] = {}
    for code, _parent, name in rows:
        choice = RegionChoice(code=code, name=name, has_children=code in has_children)
        children.setdefault(parents[code], []).append(choice)
    names = {code: name for code, _parent, name in rows}
    return _Regions(names=names, parents=parents, children=children)


# Messages ---------------------------------------------------------------------------------------


def unread_count(user_id: int) -> int:
    return Message.objects.in_site_for(user_id).unread().count()


def messages_for(user_id: int) -> MessageQuerySet:
    """Return a person's in-site messages, newest first."""
    return Message.objects.in_site_for(user_id).order_by("-created_at", "-pk")


# Addresses --------------------------------------------------------------------------------------


def moved_thing(kind: str, slug: str) -> int | None:
    """Return the number of the thing that had this address before, if one had it."""
    rows = SlugRedirect.objects.filter(kind=kind, slug=slug)
    return rows.values_list("target_id", flat=True).first()


# Provider accounts ------------------------------------------------------------------------------

_accounts: dict[str, tuple[float, ProviderConfig | None]] = {}


def provider_account(key: str) -> ProviderConfig:
    """Return an account in clear, remembered for a few seconds. Raises ProviderNotSetUp.

    A disabled account is returned too: money paid through it must still be found and given back.
    """
    until, config = _accounts.get(key, (0.0, None))
    if time.monotonic() >= until:
        config = _account(key)
        _accounts[key] = (time.monotonic() + _ACCOUNT_SECONDS, config)  # that there is none, too
    if config is None:
        raise ProviderNotSetUp
    return config


def _account(key: str) -> ProviderConfig | None:
    row = ProviderAccount.objects.filter(provider=key).first()
    if row is None:
        return None
    return ProviderConfig(
        provider=row.provider,
        is_enabled=row.is_enabled,
        settings=row.settings,
        secrets=json.loads(row.secrets or "{}"),
    )


def forget_provider_accounts() -> None:
    """Drop what this process remembers."""
    _accounts.clear()
