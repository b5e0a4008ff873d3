"""The cache that a shop can lose: while Valkey is away, reads miss and writes are dropped."""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PAUSE_SECONDS = 1.0


class _Valkey:
    """Remembers for a second that Valkey is away, so that a page waits for it once."""

    def __init__(self) -> None:
        self._away_until = 0.0

    def ask(self, call: Callable[[], T], otherwise: T) -> T:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            answer = call()
        except (RedisError, OSError) as reason:
            if not self._away_until:
                logger.warning("Valkey is away: %s", type(reason).__name__)
            self._away_until = time.monotonic() + _PAUSE_SECONDS
            return otherwise
        if self._away_until:
            logger.warning("Valkey is back")
            self._away_until = 0.0
        return answer

    def ask_again(self) -> None:
        """Forget that Valkey was away: tests begin with a Valkey that is there."""
        self._away_until = 0.0


valkey = _Valkey()


class ForgivingCache(RedisCache):
    """Django's Redis cache, for what can be read elsewhere: a lost connection is a miss."""

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return valkey.ask(partial(super().add, key, value, timeout, version), otherwise=False)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return valkey.ask(partial(super().get, key, default, version), otherwise=default)

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        valkey.ask(partial(super().set, key, value, timeout, version), otherwise=None)

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return valkey.ask(partial(super().touch, key, timeout, version), otherwise=False)

    def delete(self, key: Any, version: Any = None) -> bool:
        return valkey.ask(partial(super().delete, key, version), otherwise=False)

    def get_many(self, keys: Iterable[Any], version: Any = None) -> dict[Any, Any]:
        return valkey.ask(partial(super().get_many, keys, version), otherwise={})

    def has_key(self, key: Any, version: Any = None) -> bool:
        return valkey.ask(partial(super().has_key, key, version), otherwise=False)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """Count up; raises ValueError for a missing key, and just so while Valkey is away."""
        counted = valkey.ask(partial(super().incr, key, delta, version), otherwise=None)
        if counted is None:
            raise ValueError("the counter is not there")
        return counted

    def set_many(
        self, data: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> list[Any]:
        return valkey.ask(partial(super().set_many, data, timeout, version), otherwise=list(data))

    def delete_many(self, keys: Iterable[Any], version: Any = None) -> None:
        valkey.ask(partial(super().delete_many, keys, version), otherwise=None)


class SessionCache(ForgivingCache):
    """The cache before the sessions' table.

    A session that cannot be deleted here would log its person in again later, so that fails aloud.
    """

    def delete(self, key: Any, version: Any = None) -> bool:
        return RedisCache.delete(self, key, version)
