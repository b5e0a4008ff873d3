"""A gateway that answers slowly rests: what can wait for it holds up nobody else in the queue.

Each worker knows it for itself, and forgets it with its end.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

from payments.models import PaymentAttempt, RefundPart

_SLOW_SECONDS = 3.0
_TIMES = 3  # a slow gateway gets a quarter of a worker's time at most

_until: dict[str, float] = {}


@contextmanager
def timing(*, code: str) -> Iterator[None]:
    """Let a gateway rest after a call that took long, whatever came of it."""
    began = monotonic()
    try:
        yield
    finally:
        now = monotonic()
        if now - began > _SLOW_SECONDS:
            _until[code] = now + _TIMES * (now - began)


def attempt_rests(*, attempt_id: int) -> bool:
    """Say whether the gateway of an attempt is left alone just now."""
    return _rests(PaymentAttempt.objects.filter(pk=attempt_id).values_list("gateway", flat=True))


def plan_rests(*, reference: str) -> bool:
    """Say whether a gateway that may have money for a plan is left alone just now."""
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    return _rests(unsettled.values_list("gateway", flat=True))


def part_rests(*, part_id: int) -> bool:
    """Say whether the gateway of a refund's part is left alone just now."""
    parts = RefundPart.objects.filter(pk=part_id)
    return _rests(parts.values_list("attempt__gateway", flat=True))


def wake_all() -> None:
    """Forget who was slow."""
    _until.clear()


def _rests(codes: Iterable[str]) -> bool:
    now = monotonic()
    if not any(now < until for until in _until.values()):
        return False
    return any(now < _until.get(code, now) for code in codes)
