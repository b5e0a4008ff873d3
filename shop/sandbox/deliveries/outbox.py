"""Put a notification in the post and keep it there until the merchant accepts it."""

import secrets
import threading
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from shop.sandbox.clock import scaled
from shop.sandbox.deliveries.channels import CHANNELS
from shop.sandbox.deliveries.letters import Reply, post
from shop.sandbox.faults import Occasion, strikes
from shop.sandbox.models import Delivery, DeliveryAttempt, Fault

LEASE = timedelta(seconds=60)  # well above a sending's time-out
wake = threading.Event()


@dataclass(frozen=True)
class Notice:
    """What a provider has to tell a merchant."""

    provider: str
    merchant: str
    kind: str
    reference: str
    url: str
    payload: dict[str, Any]
    fen: int | None = None

    @property
    def occasion(self) -> Occasion:
        return Occasion(
            provider=self.provider, method=self.kind, reference=self.reference, fen=self.fen
        )


@transaction.atomic
def post_notice(*, notice: Notice) -> list[Delivery]:
    """Store the notification with the change that it reports; it is sent after the commit."""
    if not notice.url:
        return []
    faults = {
        fault.kind: fault
        for fault in strikes(
            occasion=notice.occasion,
            kinds=(
                Fault.Kind.NOTIFY_LOST,
                Fault.Kind.NOTIFY_DUPLICATE,
                Fault.Kind.NOTIFY_DELAY,
                Fault.Kind.NOTIFY_FIRST,
            ),
        )
    }
    duplicate = faults.get(Fault.Kind.NOTIFY_DUPLICATE)
    copies = max(1, duplicate.times) if duplicate else 1
    first = _delivery(notice=notice, faults=faults)
    stored = Delivery.objects.bulk_create(copy(first) for _number in range(copies))
    for delivery in stored:
        if delivery.claimed_until is not None:
            transaction.on_commit(partial(deliver, delivery=delivery))
    transaction.on_commit(wake.set)
    return stored


def _delivery(*, notice: Notice, faults: dict[str, Fault]) -> Delivery:
    now = timezone.now()
    delay = faults.get(Fault.Kind.NOTIFY_DELAY)
    wait = timedelta(seconds=float(delay.seconds)) if delay else timedelta(0)
    is_lost = Fault.Kind.NOTIFY_LOST in faults
    goes_first = Fault.Kind.NOTIFY_FIRST in faults and not is_lost
    return Delivery(
        provider=notice.provider,
        merchant=notice.merchant,
        kind=notice.kind,
        reference=notice.reference,
        notice_id=f"{timezone.localtime(now):%Y%m%d}{secrets.randbelow(10**26):026d}",
        url=notice.url,
        payload=notice.payload,
        state=Delivery.State.LOST if is_lost else Delivery.State.WAITING,
        next_attempt_at=now + wait,
        claimed_until=now + LEASE if goes_first else None,
        created_at=now,
    )


@transaction.atomic
def claim_due(*, limit: int) -> list[Delivery]:
    """Take due notifications under a lease; two senders never take the same one."""
    now = timezone.now()
    due = list(
        Delivery.objects.select_for_update(skip_locked=True)
        .filter(state=Delivery.State.WAITING, next_attempt_at__lte=now)
        .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))
        .order_by("next_attempt_at", "pk")[:limit]
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in due]).update(
        claimed_until=now + LEASE
    )
    return due


def seconds_to_next_due() -> float:
    """Return how long nothing will be due; a long time when nothing waits."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, claimed_until__isnull=True)
    due = waiting.aggregate(at=Min("next_attempt_at"))["at"]
    return max(0.01, (due - timezone.now()).total_seconds()) if due else 3600.0


def release_claims() -> int:
    """Give back what a killed predecessor had taken, so that it is sent at once."""
    return Delivery.objects.filter(
        state=Delivery.State.WAITING, claimed_until__isnull=False
    ).update(claimed_until=None)


def deliver(*, delivery: Delivery) -> Reply:
    """Send one claimed notification and note the outcome; a kill between the two repeats it."""
    channel = CHANNELS[delivery.provider]
    reply = post(url=delivery.url, letter=channel.compose(delivery))
    _note(delivery=delivery, reply=reply)
    return reply


@transaction.atomic
def _note(*, delivery: Delivery, reply: Reply) -> None:
    channel = CHANNELS[delivery.provider]
    now = timezone.now()
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    row.attempt_count += 1
    row.claimed_until = None
    if channel.is_accepted(reply.status, reply.body):
        row.state = Delivery.State.ACCEPTED
    elif row.attempt_count > len(channel.retry_after):
        row.state = Delivery.State.GIVEN_UP
    else:
        row.next_attempt_at = now + scaled(channel.retry_after[row.attempt_count - 1])
    row.save(update_fields=["attempt_count", "claimed_until", "state", "next_attempt_at"])
    text = reply.body[:100].decode("utf-8", "replace").replace("\x00", "")
    DeliveryAttempt.objects.create(delivery=row, at=now, outcome=f"{reply.status} {text}"[:200])


@transaction.atomic
def send_again(*, reference: str) -> int:
    """Send every notification of this reference once more, the accepted and the lost too."""
    count = Delivery.objects.filter(reference=reference).update(
        state=Delivery.State.WAITING, attempt_count=0, next_attempt_at=timezone.now()
    )
    transaction.on_commit(wake.set)
    return count


def drop_waiting() -> int:
    """Give up what is not on its way yet; returns how many are, so that a caller can wait."""
    now = timezone.now()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    taken = Q(claimed_until__gte=now)
    waiting.exclude(taken).update(state=Delivery.State.GIVEN_UP, claimed_until=None)
    return waiting.filter(taken).count()
