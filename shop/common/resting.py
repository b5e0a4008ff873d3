"""A service outside that answers slowly rests: what can wait for it holds up nobody else.

All workers know it from Valkey. What a worker found itself it knows without Valkey, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic, time

from django.core.cache import cache

_SLOW_SECONDS = 3.0
_TIMES = 3  # a slow service gets a quarter of one worker's time at most
_REMEMBERED_SECONDS = 600  # for so long after its rest it is tried by one worker first
_TRIAL_SECONDS = 20  # no answer takes longer

_until: dict[str, float] = {}


@contextmanager
def timing(*, service: str) -> Iterator[None]:
    """Let a service rest after a call that took long, whatever came of it."""
    began = monotonic()
    try:
        yield
    finally:
        seconds = monotonic() - began
        if seconds > _SLOW_SECONDS:
            _let_rest(service, _TIMES * seconds)
        else:
            _forget_what_is_over(service)


def rests(*, service: str) -> bool:
    """Say whether a service is left alone just now.

    After its rest one of those who ask is sent ahead: the others hear for a moment that it rests
    still, so that a service that hangs does not hold all workers at once. So ask this only just
    before a call.
    """
    now = time()
    if now < _until.get(service, now):
        return True
    until = cache.get(_rest(service))
    if until is None:
        return False
    return now < until or not cache.add(_trial(service), 1, _TRIAL_SECONDS)


def wake_all() -> None:
    """Forget what this process found slow itself."""
    _until.clear()


def _let_rest(service: str, seconds: float) -> None:
    _until[service] = time() + seconds
    cache.set(_rest(service), _until[service], ceil(seconds) + _REMEMBERED_SECONDS)
    cache.delete(_trial(service))


def _forget_what_is_over(service: str) -> None:
    until = cache.get(_rest(service))
    if until is not None and until <= time():
        cache.delete(_rest(service))


def _rest(service: str) -> str:
    return f"resting:{service}"


def _trial(service: str) -> str:
    return f"resting:{service}:trial"
