"""Reads of the blacklist."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from customers.models import BlacklistEntry
from customers.traits import Trait


@dataclass(frozen=True, kw_only=True)
class Blacklisted:
    """A trait that is on the blacklist, and why."""

    trait: Trait
    reason: str


def blacklisted(keys: Iterable[tuple[Trait, str]], *, at: datetime) -> list[Blacklisted]:
    """Return which of these traits are on the blacklist, in one query."""
    told = [(trait.value, key) for trait, key in keys if key]
    rows = BlacklistEntry.objects.in_force(at).about(told).order_by("trait", "pk")
    return [Blacklisted(trait=Trait(row.trait), reason=row.reason) for row in rows]
