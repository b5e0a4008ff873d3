"""Delivering stored events: once per subscriber, retried, and given up loudly."""

import logging
import traceback
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shop.common.actors import Actor
from shop.common.events import call_subscriber
from shop.common.models import OutboxDelivery, OutboxEvent

logger = logging.getLogger(__name__)

State = OutboxDelivery.State

MAX_ATTEMPTS = 12
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=10)
_HANDED_OVER = timedelta(seconds=20)
_SWEEP_SIZE = 2000
_KEEP = timedelta(days=30)
_PRUNE_SIZE = 5000
_ERROR_LENGTH = 2000
_FRAMES = 3


@transaction.atomic
def deliver(*, delivery_id: int) -> bool:
    """Run one subscriber in the transaction that marks it done; say whether it ran to the end.

    Safe to call any number of times at once: a row that is locked or not pending is left alone. A
    failing subscriber is rolled back and tried again later, after MAX_ATTEMPTS given up with an
    error in the log.
    """
    delivery = (
        OutboxDelivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(pk=delivery_id, state=State.PENDING)
        .first()
    )
    if delivery is None:
        return False
    try:
        with transaction.atomic():
            call_subscriber(
                subscriber=delivery.subscriber,
                event_name=delivery.event.name,
                payload=delivery.event.payload,
            )
    except Exception as failure:  # noqa: BLE001 - whatever a subscriber raises, the row must say so
        _put_off(delivery, failure)
        return False
    _mark_done(delivery)
    return True


def due_deliveries(*, at: datetime | None = None) -> list[int]:
    """Take the deliveries that are due for a hand-over.

    They are put off a little, so that a queue that is behind is not filled with the same again.
    """
    now = at or timezone.now()
    with transaction.atomic():
        due = (
            OutboxDelivery.objects.select_for_update(skip_locked=True)
            .filter(state=State.PENDING, next_attempt_at__lte=now)
            .order_by("next_attempt_at")
        )
        ids = list(due.values_list("pk", flat=True)[:_SWEEP_SIZE])
        OutboxDelivery.objects.filter(pk__in=ids).update(next_attempt_at=now + _HANDED_OVER)
    return ids


@transaction.atomic
def retry_deliveries(*, delivery_ids: list[int], actor: Actor) -> int:
    """Let a person put given-up deliveries back to pending."""
    count = OutboxDelivery.objects.filter(pk__in=delivery_ids, state=State.FAILED).update(
        state=State.PENDING, attempts=0, next_attempt_at=timezone.now()
    )
    logger.info("Failed deliveries were put back", extra={"count": count, "actor": actor.key})
    return count


def prune_outbox(*, at: datetime | None = None) -> int:
    """Delete a batch of events whose deliveries were all done long ago; say how many went."""
    before = (at or timezone.now()) - _KEEP
    old = OutboxEvent.objects.filter(occurred_at__lt=before).exclude(
        deliveries__in=OutboxDelivery.objects.exclude(state=State.DONE, done_at__lt=before)
    )
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:_PRUNE_SIZE])
    OutboxEvent.objects.filter(pk__in=ids).delete()
    return len(ids)


def _mark_done(delivery: OutboxDelivery) -> None:
    delivery.state = State.DONE
    delivery.attempts += 1
    delivery.done_at = timezone.now()
    delivery.last_error = ""
    delivery.save(update_fields=["state", "attempts", "done_at", "last_error"])


def _put_off(delivery: OutboxDelivery, failure: Exception) -> None:
    pause = min(_FIRST_PAUSE * 2**delivery.attempts, _LONGEST_PAUSE)
    delivery.attempts += 1
    delivery.next_attempt_at = timezone.now() + pause
    delivery.last_error = _described(failure)
    if delivery.attempts >= MAX_ATTEMPTS:
        delivery.state = State.FAILED
    delivery.save(update_fields=["attempts", "next_attempt_at", "last_error", "state"])
    details = {"delivery": delivery.pk, "attempts": delivery.attempts}
    if delivery.state == State.FAILED:
        logger.error("A subscriber was given up: %s", delivery.subscriber, extra=details)
    else:
        logger.warning("A subscriber failed: %s", delivery.subscriber, extra=details)


def _described(failure: Exception) -> str:
    # The first line alone: PostgreSQL quotes whole rows, with personal data, in the second.
    first_line = str(failure).partition("\n")[0]
    stack = traceback.extract_tb(failure.__traceback__)[-_FRAMES:]
    frames = "\n".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in stack)
    return f"{type(failure).__name__}: {first_line}\n{frames}"[:_ERROR_LENGTH]
