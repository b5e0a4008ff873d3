from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast

import pytest
import time_machine
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from shop.common import events, handover
from shop.common.actors import process
from shop.common.events import (
    Event,
    EventOutsideTransaction,
    publish,
    subscribe,
    unsubscribe,
)
from shop.common.models import OutboxDelivery, OutboxEvent, RevealLog
from shop.common.services.outbox import (
    MAX_ATTEMPTS,
    deliver,
    due_deliveries,
    prune_outbox,
    retry_deliveries,
)
from shop.common.tasks import sweep_outbox
from tests.common.examples import KettleBoiled, break_down, heard, note_kettle
from tests.support.events import published
from tests.support.together import run_together

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def publish_kettle(reference="K1", **fields):
    with transaction.atomic():
        publish(KettleBoiled(reference=reference, **fields))
    return OutboxDelivery.objects.order_by("pk").last()


@pytest.mark.django_db
def test_an_event_comes_back_with_its_types(subscribed):
    event = KettleBoiled(
        reference="K1", litres=Decimal("0.50"), at=NOON, guests=("Li", "Wu"), times=[NOON]
    )

    with transaction.atomic():
        publish(event)

    assert published(KettleBoiled) == [event]


@pytest.mark.django_db
def test_a_subscriber_hears_the_fields_as_keywords(subscribed, deliver_all):
    publish_kettle(at=NOON, guests=("Li",))

    count = deliver_all()

    assert count == 1
    assert heard == [{
        "reference": "K1", "cups": 2, "is_full": True, "litres": Decimal("1.70"),
        "day": heard[0]["day"], "at": NOON, "sound": "whistle", "guests": ("Li",), "times": None,
    }]  # fmt: skip


@pytest.mark.django_db
def test_a_float_is_refused_when_it_is_published(subscribed):
    with pytest.raises(TypeError), transaction.atomic():
        publish(KettleBoiled(reference="K1", litres=cast(Decimal, 1.7)))

    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_needs_a_transaction(subscribed):
    with pytest.raises(EventOutsideTransaction):
        publish(KettleBoiled(reference="K1"))

    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_a_rolled_back_event_never_was(subscribed):
    def publish_and_fail():
        publish(KettleBoiled(reference="K1"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish_and_fail()

    assert not OutboxEvent.objects.exists()
    assert not OutboxDelivery.objects.exists()


@pytest.mark.django_db
def test_fields_of_newer_and_older_code_are_bridged():
    @dataclass(frozen=True, kw_only=True)
    class Old(Event):
        """What older code knows."""

        reference: str
        colour: str = "red"

    event = events.rebuild(Old, {"reference": "K1", "unknown": 3})

    assert event == Old(reference="K1", colour="red")


@pytest.mark.django_db
def test_a_failing_subscriber_leaves_nothing_and_is_called_again(subscribed):
    subscribe(KettleBoiled, break_down)
    publish_kettle()
    unsubscribe(KettleBoiled, break_down)
    broken = OutboxDelivery.objects.get(subscriber__endswith="break_down")

    with time_machine.travel(NOON, tick=False):
        ran = deliver(delivery_id=broken.pk)

    broken.refresh_from_db()
    assert ran is False
    assert (broken.state, broken.attempts) == ("pending", 1)
    assert broken.next_attempt_at == NOON + timedelta(seconds=5)
    assert broken.last_error.startswith("SubscriberBroken: the kettle is broken\n")
    assert "13812341234" not in broken.last_error
    assert not RevealLog.objects.filter(subject="broken").exists()


@pytest.mark.django_db
def test_a_subscriber_is_given_up_after_many_attempts(subscribed, caplog):
    subscribe(KettleBoiled, break_down)
    publish_kettle()
    unsubscribe(KettleBoiled, break_down)
    broken = OutboxDelivery.objects.get(subscriber__endswith="break_down")

    for _attempt in range(MAX_ATTEMPTS):
        deliver(delivery_id=broken.pk)

    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == ("failed", MAX_ATTEMPTS)
    assert broken.next_attempt_at <= timezone.now() + timedelta(minutes=10)
    assert [record.levelname for record in caplog.records][-1] == "ERROR"


@pytest.mark.django_db
def test_a_person_lets_a_given_up_delivery_try_again(subscribed, deliver_all):
    delivery = publish_kettle()
    OutboxDelivery.objects.filter(pk=delivery.pk).update(state="failed", attempts=12)

    count = retry_deliveries(delivery_ids=[delivery.pk], actor=process("test"))

    assert count == 1
    assert deliver_all() == 1


@pytest.mark.django_db
def test_a_subscriber_that_is_not_known_here_waits(subscribed):
    delivery = publish_kettle()
    OutboxDelivery.objects.filter(pk=delivery.pk).update(subscriber="gone.away")

    deliver(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_deliveries_run_the_subscriber_once(subscribed):
    delivery = publish_kettle()

    outcomes = run_together([lambda: deliver(delivery_id=delivery.pk)] * 50)

    assert [outcome.error for outcome in outcomes] == [None] * 50
    assert [outcome.value for outcome in outcomes].count(True) == 1
    assert RevealLog.objects.filter(subject="kettle").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_a_subscriber_leaves_it_pending(subscribed, monkeypatch):
    delivery = publish_kettle()

    class Killed(BaseException):
        pass

    def killed(**_details):
        note_kettle(reference="K1")
        raise Killed

    monkeypatch.setattr("shop.common.services.outbox.call_subscriber", killed)
    with pytest.raises(Killed):
        deliver(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 0)
    assert not RevealLog.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_lost_between_commit_and_queue_is_swept(subscribed, monkeypatch):
    monkeypatch.setattr(events, "hand_over", lambda *_args, **_kwargs: False)
    delivery = publish_kettle()
    handed: list[list[int]] = []
    monkeypatch.setattr(
        "shop.common.tasks.deliver_events.delay", lambda **sent: handed.append(sent["delivery_ids"])
    )

    sweep_outbox()
    with time_machine.travel(timezone.now() + timedelta(seconds=16)):
        sweep_outbox()
        sweep_outbox()

    assert handed == [[delivery.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_does_not_hurt_the_caller(subscribed, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(handover, "broker", handover._Broker())
    monkeypatch.setattr(current_app, "send_task", refuse)

    publish_kettle("K1")
    publish_kettle("K2")

    assert OutboxDelivery.objects.filter(state="pending").count() == 2
    assert [record.message for record in caplog.records] == [
        "The broker is away; the sweep will hand over"
    ]


@pytest.mark.django_db
def test_a_sweep_leaves_fresh_deliveries_to_the_queue(subscribed):
    publish_kettle()

    assert due_deliveries() == []


@pytest.mark.django_db
def test_old_events_are_forgotten_when_all_have_heard_them(subscribed, deliver_all):
    publish_kettle("heard")
    deliver_all()
    publish_kettle("unheard")

    count = prune_outbox(at=timezone.now() + timedelta(days=31))

    assert count == 1
    assert [event.reference for event in published(KettleBoiled)] == ["unheard"]


@pytest.mark.django_db
def test_one_delivery_per_subscriber_is_held_by_the_database(subscribed):
    delivery = publish_kettle()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxDelivery.objects.create(
            event=delivery.event, subscriber=delivery.subscriber, next_attempt_at=NOON
        )

    assert connection.is_usable()
