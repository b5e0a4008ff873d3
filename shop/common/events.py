"""Events: what happened, stored in the transaction it happened in and delivered after its commit.

Delivery is at least once and in no promised order; a subscriber runs inside the transaction that
marks it done, so what it writes to the database happens exactly once.
"""

import dataclasses
import json
import logging
import typing
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from shop.common.atomicity import in_transaction
from shop.common.handover import hand_over
from shop.common.models import OutboxDelivery
from shop.common.plain import Plain, from_plain, to_plain

logger = logging.getLogger(__name__)

E = TypeVar("E", bound="Event")
Handler = Callable[..., object]

# The hand-over after commit is quick; the sweep takes over what it lost.
SWEEP_AFTER = timedelta(seconds=10)
_HANDED_AT_ONCE = 50

# Events and their deliveries in one statement: nearly every operation publishes something.
_STORE = """
    WITH event AS (
        INSERT INTO common_outboxevent (name, payload, occurred_at, stored_at)
        SELECT %(name)s, payload, %(occurred_at)s, %(stored_at)s
        FROM unnest(%(payloads)s::jsonb[]) AS payload
        RETURNING id
    )
    INSERT INTO common_outboxdelivery
        (event_id, subscriber, state, attempts, next_attempt_at, last_error)
    SELECT event.id, subscriber, %(state)s, 0, %(due)s, ''
    FROM event, unnest(%(subscribers)s::text[]) WITH ORDINALITY AS heard (subscriber, place)
    ORDER BY event.id, place
    RETURNING id
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events: frozen, keyword-only dataclasses named in the past tense.

    Fields hold str, int, bool, Decimal, date, datetime, None, or lists and tuples of these. A field
    added later needs a default, because older rows lack it.
    """

    @classmethod
    def name(cls) -> str:
        return f"{cls.__module__}.{cls.__qualname__}"


class EventOutsideTransaction(RuntimeError):
    """An event was published without a transaction to be stored in."""


_handlers: dict[str, Handler] = {}
_subscribers: dict[str, list[str]] = {}
_classes: dict[str, type[Event]] = {}


def subscribe(event: type[Event], handler: Handler) -> None:
    """Have the handler called with the event's fields as keywords; call this in `apps.py` only.

    A handler takes `**_newer` besides the fields it uses. It runs in a transaction and so cannot
    reach the network: it writes what is to be done, such as a message. It is stored by its dotted
    name: one that moves leaves its undelivered rows behind; keep the old name until they are done.
    """
    name = f"{handler.__module__}.{handler.__name__}"
    _handlers[name] = handler
    _classes[event.name()] = event
    subscribers = _subscribers.setdefault(event.name(), [])
    if name not in subscribers:
        subscribers.append(name)


def unsubscribe(event: type[Event], handler: Handler) -> None:
    """Take a subscription back; for tests."""
    _subscribers[event.name()].remove(f"{handler.__module__}.{handler.__name__}")


def publish(event: Event, *, at: datetime | None = None) -> None:
    """Store the event and one delivery per subscriber in the caller's transaction.

    After commit the deliveries are handed to Celery; what a dead process or broker loses, the sweep
    finds.
    """
    _publish([event], at=at)


def publish_all(events: Sequence[Event], *, at: datetime | None = None) -> None:
    """Publish many events of one class in one statement, for what changes many rows at once.

    Unlike a single one they are not kept for the record: those that nobody hears are not stored.
    """
    if events and _subscribers.get(events[0].name()):
        _publish(events, at=at)


def _publish(events: Sequence[Event], *, at: datetime | None) -> None:
    name = events[0].name()
    if not in_transaction():
        raise EventOutsideTransaction(name)
    now = timezone.now()
    ids = _store(
        {
            "name": name,
            "payloads": [json.dumps(_payload(event)) for event in events],
            "occurred_at": at or now,
            "stored_at": now,
            "subscribers": _subscribers.get(name, []),
            "state": OutboxDelivery.State.PENDING,
            "due": now + SWEEP_AFTER,
        }
    )
    for start in range(0, len(ids), _HANDED_AT_ONCE):
        batch = ids[start : start + _HANDED_AT_ONCE]
        transaction.on_commit(
            partial(hand_over, "shop.common.tasks.deliver_events", delivery_ids=batch)
        )


def _store(facts: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_STORE, facts)
        return [delivery_id for (delivery_id,) in cursor.fetchall()]


def call_subscriber(*, subscriber: str, event_name: str, payload: Mapping[str, Plain]) -> None:
    """Run one subscriber with a stored event. Raises LookupError when it is not known here."""
    handler = _handlers[subscriber]
    event = rebuild(_classes[event_name], payload)
    handler(**{field.name: getattr(event, field.name) for field in dataclasses.fields(event)})


def rebuild(event: type[E], payload: Mapping[str, Plain]) -> E:
    """Make the event from its stored payload, dropping unknown fields."""
    kinds = _kinds(typing.cast("Hashable", event))
    names = {field.name for field in dataclasses.fields(event)} & payload.keys()
    return event(**{name: from_plain(kinds[name], payload[name]) for name in names})


@cache
def _kinds(event: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(event)


def _payload(event: Event) -> dict[str, Plain]:
    payload = {
        field.name: to_plain(getattr(event, field.name)) for field in dataclasses.fields(event)
    }
    rebuild(type(event), payload)  # what cannot be read back must fail here, not at delivery
    return payload
