"""Carrying out the past: the shop's clock stands at the moment of each intent."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from shop.common.handover import broker
from shop.common.models import OutboxDelivery
from shop.common.services.outbox import deliver

_A_DAY = 86_400.0


class SubscriberFailed(RuntimeError):
    """A reaction to an event of the past failed: the demo would tell half a story."""


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let `timezone.now()` answer with a moment of the past, for reactions that take no `at`."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


@contextmanager
def without_queue() -> Iterator[None]:
    """Hand nothing to Celery: the loader runs the reactions itself, in order."""
    broker.away_until = time.monotonic() + _A_DAY
    try:
        yield
    finally:
        broker.away_until = 0.0


def settle() -> None:
    """Run every reaction that waits, and those that follow from them."""
    pending = OutboxDelivery.objects.filter(state=OutboxDelivery.State.PENDING).order_by("pk")
    while ids := list(pending.values_list("pk", flat=True)):
        for delivery_id in ids:
            if not deliver(delivery_id=delivery_id):
                failed = OutboxDelivery.objects.get(pk=delivery_id)
                raise SubscriberFailed(f"{failed.subscriber}: {failed.last_error}")
