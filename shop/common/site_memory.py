"""What pages read of the site and its shelf: remembered while pages for everybody are made.

There the counts of changes are known (`shop.common.freshness.reading_at`) and name the
state, so that the memory is exact. Elsewhere the cache of all processes is asked for the site, and
the shelf is read.
"""

import time
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar, cast

from django.core.cache import cache

from shop.common.freshness import SHELF, SITE, count_of, site_count

T = TypeVar("T")

_MOST_KEPT = 300


class _Memory:
    """The last state of each name with the moment after which it is read anew; the latest names."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, float, Any]] = {}
        self._lock = Lock()

    def read(self, name: str, count: int) -> tuple[Any] | None:
        known = self._known.get(name)
        if known is None or known[0] != count or time.monotonic() >= known[1]:
            return None
        return (known[2],)

    def write(self, name: str, count: int, value: Any, seconds: float) -> None:
        with self._lock:
            known = self._known.get(name)
            if known is None or known[0] <= count:  # a slow reader of yesterday does not undo today
                self._known.pop(name, None)
                self._known[name] = (count, time.monotonic() + seconds, value)
                while len(self._known) > _MOST_KEPT:
                    del self._known[next(iter(self._known))]

    def clear(self) -> None:
        self._known = {}


_memory, _shelf_memory = _Memory(), _Memory()
_forget: list[Callable[[], None]] = [_memory.clear, _shelf_memory.clear]


def of_the_site(name: str, read: Callable[[], T], seconds: int) -> T:
    """Return what `read` gives, read again after `seconds` at the latest.

    It may be shared by all requests of this process: nobody may change it.
    """
    count = site_count()
    if count is None:
        return _from_cache(name, read, seconds)
    return _at_count(_memory, name, count, read, seconds)


def of_the_shelf(name: str, read: Callable[[], T], seconds: int) -> T:
    """Return what `read` gives of goods on sale and of the site, as long as neither changes.

    It may be shared by all requests of this process: nobody may change it.
    """
    count = count_of(SITE, SHELF)
    return read() if count is None else _at_count(_shelf_memory, name, count, read, seconds)


def kept_for_the_site(make: Callable[..., T]) -> Callable[..., T]:
    """Keep what a function makes in this process; one of its arguments must be the site's count."""
    kept = lru_cache(_MOST_KEPT)(make)
    _forget.append(kept.cache_clear)
    return kept


def forget_site() -> None:
    """Let this process read and make everything anew; for tests."""
    for forget in _forget:
        forget()


def _at_count(memory: _Memory, name: str, count: int, read: Callable[[], T], seconds: int) -> T:
    known = memory.read(name, count)
    if known is not None:
        return cast(T, known[0])
    value = _from_cache(f"{name}:{count}", read, seconds)
    memory.write(name, count, value, seconds)
    return value


def _from_cache(key: str, read: Callable[[], T], seconds: int) -> T:
    known: T | None = cache.get(key)
    if known is None:
        known = read()
        cache.set(key, known, seconds)
    return known
