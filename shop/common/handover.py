"""Handing stored work to Celery after commit. The rows are the truth; the broker makes it quick."""

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 5.0


class _Broker:
    """Remembers for a few seconds that the broker is away, so that requests do not wait for it."""

    def __init__(self) -> None:
        self.away_until = 0.0

    @property
    def is_away(self) -> bool:
        return time.monotonic() < self.away_until

    def lost(self, reason: Exception) -> None:
        if not self.away_until:
            logger.warning("The broker is away; the sweep will hand over", extra={"reason": reason})
        self.away_until = time.monotonic() + _PAUSE_SECONDS

    def found(self) -> None:
        if self.away_until:
            logger.warning("The broker is back")
        self.away_until = 0.0


broker = _Broker()


def hand_over(task: str, **arguments: object) -> bool:
    """Queue a task by name; says False, and never raises, when the broker is away."""
    if broker.is_away:
        return False
    try:
        current_app.send_task(task, kwargs=arguments, retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as reason:
        broker.lost(reason)
        return False
    broker.found()
    return True
