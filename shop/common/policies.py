"""Policies: what operators decide, declared by each app as a typed group with its defaults.

    class OrderPolicies(Policies):
        group = "orders"
        title = _("Orders")
        payment_minutes: int = policy(30, label=_("Minutes to pay"), minimum=1, maximum=1440)

    policies(OrderPolicies).payment_minutes

A request reads what is decided when it comes, in every process: pages that are kept by the count of
changes in the database, others by a version in Valkey, asked once a request. A worker may be three
seconds late, and all of them a minute when Valkey was away while somebody decided.

Groups stand in each app's `policies.py`, which is found by itself. Types: int, Decimal, bool, str,
time, list[str], list[time].
"""

import dataclasses
import time
import typing
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, TypeVar, dataclass_transform

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.common.actors import Actor
from shop.common.errors import DomainError
from shop.common.freshness import site_count
from shop.common.models import PolicyValue
from shop.common.plain import Plain, from_plain, to_plain

T = TypeVar("T")
P = TypeVar("P", bound="Policies")

Text = StrOrPromise
Number = int | Decimal

_LATE_SECONDS = 3.0
_KEPT_SECONDS = 60
_VERSION_KEY = "policies:version"


class PolicyNotValid(DomainError):
    """The value is not one that the policy may take."""

    code = "policy_not_valid"
    message = _("This value is not possible here.")


@dataclass(frozen=True, kw_only=True)
class PolicyField:
    """What the back office needs to know to show and check one policy."""

    name: str
    key: str
    kind: Any
    default: Any
    label: Text
    help_text: Text
    minimum: Number | None
    maximum: Number | None
    choices: tuple[tuple[str, Text], ...]


def policy(
    default: T,
    *,
    label: Text,
    help_text: Text = "",
    minimum: Number | None = None,
    maximum: Number | None = None,
    choices: tuple[tuple[str, Text], ...] = (),
) -> T:
    """Declare one policy of a group with its default."""
    metadata = {
        "label": label,
        "help_text": help_text,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
    }
    if isinstance(default, list):
        fresh = list(default)
        field: Any = dataclasses.field(default_factory=lambda: list(fresh), metadata=metadata)
    else:
        field = dataclasses.field(default=default, metadata=metadata)
    return typing.cast(T, field)


_groups: dict[str, type["Policies"]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(policy,))
class Policies:
    """Base of the groups; a subclass becomes a frozen dataclass and registers itself."""

    group: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    fields: ClassVar[Mapping[str, PolicyField]] = {}

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        if not cls.group or _groups.get(cls.group, cls).__qualname__ != cls.__qualname__:
            raise ImproperlyConfigured(f"{cls.__qualname__} needs a group name of its own")
        cls.fields = described_fields(cls, group=cls.group)
        _groups[cls.group] = cls

    def check(self) -> None:
        """Raise PolicyNotValid over values that are possible alone, but not together."""


def policy_groups() -> list[type[Policies]]:
    """Return all declared groups by name."""
    return [_groups[name] for name in sorted(_groups)]


def policies(group: type[P]) -> P:
    """Return the group with what operators decided; warm it costs no query."""
    return typing.cast(P, _memo.read(group))


def set_policy(*, group: type[Policies], name: str, value: object, actor: Actor) -> None:
    """Decide one policy. Raises PolicyNotValid when the value is not possible."""
    set_policies(group=group, values={name: value}, actor=actor)


@transaction.atomic
def set_policies(*, group: type[Policies], values: Mapping[str, object], actor: Actor) -> None:
    """Decide several policies of a group together; what is unchanged is not written.

    Raises PolicyNotValid over a value that is not possible, alone or beside the others.
    """
    stored = {row.key: row for row in _rows(group).select_for_update().order_by("key")}
    plains = {name: plain_of(group.fields[name], values[name]) for name in sorted(values)}
    kept = {key: row.value for key, row in stored.items()}
    _read(group, kept | {group.fields[name].key: plain for name, plain in plains.items()}).check()
    for name, plain in plains.items():
        field = group.fields[name]
        row = stored.get(field.key) or PolicyValue(key=field.key)
        current = row.value if row.pk else to_plain(field.default)
        if plain != current:
            row.value = plain
            row.changed_by_id, row.changed_by_process = actor.user_id, actor.process
            row.changed_at = timezone.now()
            row.save()
    transaction.on_commit(_announce)


def forget_policies() -> None:
    """Drop what this process and the cache remember; for tests."""
    _announce()


@contextmanager
def asking_once() -> Iterator[None]:
    """Have a request ask once which policies are valid, and read no older ones."""
    token = _request.set(_Asked())
    try:
        yield
    finally:
        _request.reset(token)


class _Asked:
    """The version of all policies that a request was told when it first asked."""

    version = ""

    def answer(self) -> str:
        self.version = self.version or _version()
        return self.version


_request: ContextVar[_Asked | None] = ContextVar("policies_of_the_request", default=None)


@dataclass(frozen=True)
class _Read:
    """A group as it was in a state of the shop; believed for some seconds even in that state."""

    state: str
    until: float
    values: Policies


class _Memo:
    """The groups that this process read."""

    def __init__(self) -> None:
        self._read: dict[type[Policies], _Read] = {}
        self._put: dict[type[Policies], Policies] = {}

    def read(self, group: type[Policies]) -> Policies:
        if group in self._put:
            return self._put[group]
        state, seconds = _state()
        known, now = self._read.get(group), time.monotonic()
        if known is not None and known.state == state and now < known.until:
            return known.values
        fresh = _load(group, state)
        self._read[group] = _Read(state, now + seconds, fresh)
        return fresh

    def put(self, values: Policies) -> None:
        self._put[type(values)] = values

    def clear(self) -> None:
        self._read, self._put = {}, {}


_memo = _Memo()


def _state() -> tuple[str, float]:
    """Name the state of the policies that may be read here, and for how many seconds."""
    count, request = site_count(), _request.get()
    if count is not None:
        return f"site:{count}", _KEPT_SECONDS
    return (request.answer(), _KEPT_SECONDS) if request is not None else ("", _LATE_SECONDS)


def _version() -> str:
    # One that nobody else has when Valkey is away: then the database is asked.
    return str(cache.get_or_set(_VERSION_KEY, uuid.uuid4().hex, None))


def _load(group: type[Policies], state: str) -> Policies:
    # The state is read first: whoever loads while a change commits stores under the old one.
    key = f"policies:{state or _version()}:{group.group}"
    stored = cache.get(key)
    if stored is None:
        stored = dict(_rows(group).values_list("key", "value"))
        cache.set(key, stored, _KEPT_SECONDS)
    return _read(group, stored)


def _read(group: type[Policies], plains: Mapping[str, Any]) -> Policies:
    return group(
        **{
            field.name: from_plain(field.kind, plains[field.key])
            for field in group.fields.values()
            if field.key in plains
        }
    )


def _rows(group: type[Policies]) -> Any:
    return PolicyValue.objects.filter(key__in=[field.key for field in group.fields.values()])


def _announce() -> None:
    _memo.clear()
    request = _request.get()
    if request is not None:
        request.version = ""
    cache.set(_VERSION_KEY, uuid.uuid4().hex, None)


def described_fields(owner: type[Any], *, group: str) -> dict[str, PolicyField]:
    """Describe what a dataclass declared with `policy()`, for whoever keeps its values himself."""
    return {field.name: _described(owner, field, group) for field in dataclasses.fields(owner)}


def _described(owner: type[Any], field: "dataclasses.Field[Any]", group: str) -> PolicyField:
    default = field.default
    if default is dataclasses.MISSING:
        default = typing.cast(Any, field.default_factory)()
    kind = typing.get_type_hints(owner)[field.name]
    described = PolicyField(
        name=field.name,
        key=f"{group}.{field.name}",
        kind=kind,
        default=default,
        **typing.cast(dict[str, Any], field.metadata),
    )
    plain_of(described, default)
    return described


def plain_of(field: PolicyField, value: object) -> Plain:
    """Return a value as it is stored. Raises PolicyNotValid when it is not possible."""
    plain = to_plain(value)
    try:
        read = from_plain(field.kind, plain)
    except (TypeError, ValueError, ArithmeticError) as wrong:
        raise PolicyNotValid from wrong
    if read != value or type(read) is not type(value):
        raise PolicyNotValid
    if isinstance(read, int | Decimal):
        _check_limits(field, read)
    if field.choices and read not in dict(field.choices):
        raise PolicyNotValid
    return plain


def _check_limits(field: PolicyField, number: Number) -> None:
    if field.minimum is not None and number < field.minimum:
        raise PolicyNotValid(_("The least is %(limit)s.") % {"limit": field.minimum})
    if field.maximum is not None and number > field.maximum:
        raise PolicyNotValid(_("The most is %(limit)s.") % {"limit": field.maximum})
