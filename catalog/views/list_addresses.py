"""Addresses of a list with one thing changed; the page begins anew."""

from collections.abc import Sequence

from django.http import QueryDict


def with_value(parameters: QueryDict, name: str, value: str) -> str:
    changed = parameters.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return _address(changed)


def without_value(parameters: QueryDict, name: str, value: str) -> str:
    changed = parameters.copy()
    changed.pop("page", None)
    changed.setlist(name, [kept for kept in changed.getlist(name) if kept != value])
    return _address(changed)


def without(parameters: QueryDict, *names: str) -> str:
    changed = parameters.copy()
    for name in ("page", *names):
        changed.pop(name, None)
    return _address(changed)


def only(parameters: QueryDict, names: Sequence[str]) -> str:
    return without(parameters, *(name for name in parameters if name not in names))


def _address(parameters: QueryDict) -> str:
    return f"?{parameters.urlencode()}" if parameters else "?"
