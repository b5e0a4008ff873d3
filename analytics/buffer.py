"""The buffer between pages and the table: lists in Valkey.

    page → waiting list → (renamed) taken list → table → taken list forgotten

A taken list never changes again and is forgotten only after every entry is stored. Whoever dies in
between leaves it behind, registered with the moment it was taken, for a later flush to store again.
"""

import json
import logging
import time
import uuid
from collections.abc import Iterator, Mapping
from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

WAITING = "kaidian:page-views:waiting"
TAKEN = "kaidian:page-views:taken"

_LONGEST = 200_000
_CHUNK = 1000
_PAGE_SECONDS = 0.02
_WORKER_SECONDS = 5.0
_PAUSE_SECONDS = 5.0
_ABANDONED_SECONDS = 60

_TAKE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[3])
redis.call('ZADD', KEYS[2], ARGV[1], KEYS[3])
return 1
"""


class _Pause:
    """After a failure, pages do not even try for a few seconds, and the log says so once."""

    until = 0.0


pause = _Pause()


def push(entry: Mapping[str, object]) -> None:
    """Remember one seen page, or drop it when Valkey does not answer at once."""
    if time.monotonic() < pause.until:
        return
    try:
        with _client(_PAGE_SECONDS).pipeline(transaction=False) as pipeline:
            pipeline.rpush(WAITING, json.dumps(entry, separators=(",", ":")))
            pipeline.ltrim(WAITING, -_LONGEST, -1)
            pipeline.execute()
    except (redis.RedisError, OSError) as reason:
        if not pause.until:
            logger.warning("page views are dropped: Valkey is away (%s)", type(reason).__name__)
        pause.until = time.monotonic() + _PAUSE_SECONDS
        return
    pause.until = 0.0


def take() -> str | None:
    """Set apart what waits under a name of its own, in one step; None when nothing waits."""
    name = f"{TAKEN}:{uuid.uuid4().hex}"
    client = _client(_WORKER_SECONDS)
    return name if client.eval(_TAKE, 3, WAITING, TAKEN, name, str(time.time())) else None


def abandoned() -> list[str]:
    """Return the lists that somebody took and did not finish, the oldest first."""
    until = time.time() - _ABANDONED_SECONDS
    names: list[bytes] = _client(_WORKER_SECONDS).zrangebyscore(TAKEN, "-inf", until)  # type: ignore[assignment]  # redis types both clients as one
    return [name.decode() for name in names]


def chunks(name: str) -> Iterator[list[bytes]]:
    """Read a taken list piece by piece; it stays until it is forgotten."""
    start = 0
    while True:
        found: list[bytes] = _client(_WORKER_SECONDS).lrange(name, start, start + _CHUNK - 1)  # type: ignore[assignment]  # as above
        if not found:
            return
        yield found
        start += len(found)


def forget(name: str) -> None:
    """Drop a taken list, now that all of it is stored."""
    with _client(_WORKER_SECONDS).pipeline() as pipeline:
        pipeline.delete(name)
        pipeline.zrem(TAKEN, name)
        pipeline.execute()


@lru_cache(maxsize=2)
def _client(seconds: float) -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
    )
