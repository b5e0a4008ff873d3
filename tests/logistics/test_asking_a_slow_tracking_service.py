"""A slow tracking service: each parcel is in the queue once, and nobody else waits for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logistics import tasks
from logistics.services import tracking
from logistics.services.tracking import due_parcels
from logistics.types import Track
from shop.common.transport import ProviderUnavailable
from tests.factories.parcels import ParcelFactory
from tests.support.slow_clock import SlowClock

pytestmark = [pytest.mark.django_db, pytest.mark.fault("provider-in-trouble")]


class Hanging:
    """A tracking service that gives up after some seconds of a stopped clock."""

    def __init__(self, clock: SlowClock) -> None:
        self.clock, self.seconds, self.asked = clock, 10.0, 0

    def track(self, *, company: str, number: str, phone_tail: str) -> Track | None:
        self.asked += 1
        self.clock.wait(self.seconds)
        raise ProviderUnavailable


@pytest.fixture
def service(monkeypatch) -> Hanging:
    hanging = Hanging(SlowClock(monkeypatch))
    monkeypatch.setattr(tracking, "_provider", lambda: hanging)
    return hanging


@pytest.fixture
def queued(monkeypatch) -> list[tuple[dict[str, int], float]]:
    """What the sweep puts into the queue, and after how many seconds it counts no more."""
    found: list[tuple[dict[str, int], float]] = []
    monkeypatch.setattr(
        tasks.query_parcel,
        "apply_async",
        lambda *, kwargs, expires: found.append((kwargs, expires)),
    )
    return found


def test_a_parcel_is_in_the_queue_once(queued):
    parcel = ParcelFactory()

    tasks.query_due_parcels()
    tasks.query_due_parcels()

    assert queued == [({"parcel_id": parcel.pk}, 30)]
    assert due_parcels(at=timezone.now() + timedelta(seconds=31)) == [parcel.pk]


def test_a_parcel_that_was_answered_last_comes_before_one_that_was_not():
    due = timezone.now() - timedelta(minutes=1)
    ParcelFactory(failed_queries=1, next_query_at=due)
    answered = ParcelFactory()

    assert due_parcels(limit=1) == [answered.pk]


def test_a_service_that_hangs_is_left_alone_for_a_while(service):
    parcels = [ParcelFactory() for _number in range(3)]

    for parcel in parcels:
        tasks.query_parcel(parcel_id=parcel.pk)
    asked_at_once = service.asked
    service.clock.wait(30)
    tasks.query_parcel(parcel_id=parcels[1].pk)

    assert (asked_at_once, service.asked) == (1, 2)


def test_a_parcel_that_has_arrived_is_not_the_one_that_is_sent_ahead(service):
    tasks.query_parcel(parcel_id=ParcelFactory().pk)
    service.clock.wait(30)

    tasks.query_parcel(parcel_id=ParcelFactory(next_query_at=None).pk)
    tasks.query_parcel(parcel_id=ParcelFactory().pk)

    assert service.asked == 2


def test_a_parcel_that_waits_for_its_service_counts_no_failed_question(service):
    first, second = ParcelFactory(), ParcelFactory()
    tasks.query_parcel(parcel_id=first.pk)

    tasks.query_parcel(parcel_id=second.pk)

    for parcel in (first, second):
        parcel.refresh_from_db()
    assert (first.failed_queries, second.failed_queries) == (1, 0)
    assert second.next_query_at <= timezone.now()


def test_a_service_that_fails_at_once_is_asked_about_the_next_parcel(service):
    service.seconds = 0.2

    for parcel in (ParcelFactory(), ParcelFactory()):
        tasks.query_parcel(parcel_id=parcel.pk)

    assert service.asked == 2
