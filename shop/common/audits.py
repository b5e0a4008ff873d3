"""Audits of law 5: no side effect is lost."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from shop.common.audit import Breach, register_audit
from shop.common.models import Message, OutboxDelivery

_LATE = timedelta(minutes=5)
_LAW = 5


def outbox_breaches() -> Iterator[Breach]:
    before = timezone.now() - _LATE
    states = OutboxDelivery.State
    rows = OutboxDelivery.objects.select_related("event")
    for row in rows.filter(state=states.FAILED).order_by("pk").iterator():
        yield _breach(row, "was given up")
    # By when it was stored: a replayed past has old events that were stored just now.
    waiting = rows.filter(state=states.PENDING, event__stored_at__lt=before)
    for row in waiting.order_by("pk").iterator():
        yield _breach(row, "has waited for more than five minutes")


def message_breaches() -> Iterator[Breach]:
    before = timezone.now() - _LATE
    states = Message.State
    stuck = Message.objects.filter(state=states.SENDING, claimed_at__lt=before)
    waiting = Message.objects.filter(
        state=states.QUEUED, created_at__lt=before, next_attempt_at__lt=before
    )
    for row in stuck.order_by("pk").iterator():
        yield Breach(law=_LAW, subject=str(row), message="is stuck in sending")
    for row in waiting.order_by("pk").iterator():
        yield Breach(law=_LAW, subject=str(row), message="was due five minutes ago")


def _breach(row: OutboxDelivery, what: str) -> Breach:
    return Breach(law=_LAW, subject=f"{row.event} → {row.subscriber}", message=what)


register_audit("outbox: every event reaches its subscribers", outbox_breaches)
register_audit("messages: none is stuck", message_breaches)
