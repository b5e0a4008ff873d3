"""Reads of the blacklist."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from customers.models import BlacklistEntry
from customers.traits import Trait


@dataclass(frozen=True, kw_only=True)
class Blacklisted:
    """A trait that is on the blacklist, and why."""

    trait: Trait
    reason: str


def blacklisted(keys: Iterable[tuple[Trait, str]], *, at: datetime) -> list[Blacklisted]:
    """Return which of these traits are on the blacklist, in one query."""
    rows = _entries(keys, at)
    return [Blacklisted(trait=Trait(row.trait), reason=row.reason) for row in rows]


def blacklisted_traits(keys: Iterable[tuple[Trait, str]], *, at: datetime) -> ArraySubquery:
    """Return a column with the traits among these that are on the blacklist, for another query."""
    return ArraySubquery(_entries(keys, at).values("trait"))


def _entries(keys: Iterable[tuple[Trait, str]], at: datetime) -> QuerySet[BlacklistEntry]:
    told = [(trait.value, key) for trait, key in keys if key]
    return BlacklistEntry.objects.in_force(at).about(told).order_by("trait", "pk")
