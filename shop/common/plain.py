"""Typed values turned into what JSON can hold, and back by their type hint."""

import types
import typing
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

Plain = str | int | bool | list["Plain"] | None

_READERS: dict[type, Callable[[Any], object]] = {
    str: str,
    int: int,
    bool: bool,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def to_plain(value: object) -> Plain:
    """Write a value as JSON can hold it; refuses what could not be read back exactly (float)."""
    if isinstance(value, Enum):
        return to_plain(value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} cannot be stored")


def from_plain(kind: Any, value: Plain) -> Any:
    """Read a stored value as the type hint `kind` says: scalars, `X | None`, lists and tuples."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _read_union(typing.get_args(kind), value)
    if origin is list:
        (part,) = typing.get_args(kind)
        return [from_plain(part, item) for item in _items(value)]
    if origin is tuple:
        return _read_tuple(typing.get_args(kind), _items(value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return _read_scalar(kind, value)


def _read_union(kinds: tuple[Any, ...], value: Plain) -> Any:
    if value is None:
        return None
    (kind,) = [kind for kind in kinds if kind is not type(None)]
    return from_plain(kind, value)


def _read_tuple(kinds: tuple[Any, ...], items: list[Plain]) -> tuple[Any, ...]:
    if len(kinds) > 1 and kinds[1] is Ellipsis:
        return tuple(from_plain(kinds[0], item) for item in items)
    return tuple(from_plain(kind, item) for kind, item in zip(kinds, items, strict=True))


def _read_scalar(kind: Any, value: Plain) -> object:
    if kind not in _READERS:
        raise TypeError(f"{kind!r} cannot be stored")
    if value is None or isinstance(value, list):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return _READERS[kind](value)


def _items(value: Plain) -> list[Plain]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value
