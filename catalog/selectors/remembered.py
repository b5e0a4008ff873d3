"""Small things that every page reads and operators seldom change, remembered in the cache."""

import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import cache

from shop.common.freshness import site_count

T = TypeVar("T")

_SECONDS = 60


class Remembered(Generic[T]):
    """A value read once and remembered under a version; a new version makes all forget it.

    The version is read before the value: what was read too early is stored under the old version
    and never shown. For a page that is kept, the count of the site's changes is the version: it
    knows of every way of writing, also of one that told nobody.
    """

    def __init__(self, name: str, read: Callable[[], T], seconds: int = _SECONDS) -> None:
        self._key, self._version_key = f"catalog:{name}", f"catalog:{name}:version"
        self._read, self._seconds = read, seconds

    def get(self) -> T:
        if (count := site_count()) is not None:
            return self._known(f"{self._key}:{count}", "", cache.get(f"{self._key}:{count}"))
        known = cache.get_many([self._key, self._version_key])
        return self._known(self._key, known.get(self._version_key, ""), known.get(self._key))

    def _known(self, key: str, version: str, entry: tuple[str, T] | None) -> T:
        if entry is not None and entry[0] == version:
            return entry[1]
        value = self._read()
        cache.set(key, (version, value), self._seconds)
        return value

    def forget(self) -> None:
        """Call it after the change was committed."""
        cache.set(self._version_key, uuid.uuid4().hex, None)
