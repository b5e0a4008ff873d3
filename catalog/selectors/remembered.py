"""Small things that every page reads and operators seldom change, remembered in the cache."""

import uuid
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from django.core.cache import cache

from shop.common.freshness import site_count
from shop.common.site_memory import of_the_site

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
        if site_count() is not None:
            return of_the_site(self._key, self._read, self._seconds)
        known = cache.get_many([self._key, self._version_key])
        version = known.get(self._version_key, "")
        entry = known.get(self._key)
        if entry is not None and entry[0] == version:
            return cast(T, entry[1])
        value = self._read()
        cache.set(self._key, (version, value), self._seconds)
        return value

    def forget(self) -> None:
        """Call it after the change was committed."""
        cache.set(self._version_key, uuid.uuid4().hex, None)
