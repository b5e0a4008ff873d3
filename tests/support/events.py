"""What was published, and its delivery without a worker."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from shop.common.events import Event, rebuild
from shop.common.models import OutboxDelivery, OutboxEvent
from shop.common.services.outbox import deliver

E = TypeVar("E", bound=Event)


def published(event: type[E]) -> list[E]:
    """Return the stored events of a class, oldest first."""
    rows = OutboxEvent.objects.filter(name=event.name()).order_by("pk")
    return [rebuild(event, row.payload) for row in rows]


def deliver_pending() -> int:
    """Deliver until nothing is pending, what subscribers publish included; say how many ran."""
    count = 0
    while ids := _pending():
        for delivery_id in ids:
            assert deliver(delivery_id=delivery_id), _failure(delivery_id)
            count += 1
    return count


@pytest.fixture
def deliver_all() -> Callable[[], int]:
    return deliver_pending


def _pending() -> list[int]:
    pending = OutboxDelivery.objects.filter(state=OutboxDelivery.State.PENDING)
    return list(pending.order_by("pk").values_list("pk", flat=True))


def _failure(delivery_id: int) -> str:
    row = OutboxDelivery.objects.get(pk=delivery_id)
    return f"{row.subscriber}: {row.last_error or row.state}"
