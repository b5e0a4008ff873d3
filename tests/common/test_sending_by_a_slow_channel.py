"""A slow channel: each message is in the queue once, and the other channels go on."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from shop.common import tasks
from shop.common.channels.results import Outcome, Result
from shop.common.encryption import blind_index
from shop.common.models import Message
from shop.common.services import messages as sending
from shop.common.services.messages import due_messages
from tests.support.slow_clock import SlowClock, call_for

pytestmark = [pytest.mark.django_db, pytest.mark.fault("provider-in-trouble")]

ADDRESSES = {"sms": "13800138000", "email": "li@example.com"}


class HangingSms:
    """An SMS service that cannot be reached, after some seconds of a stopped clock."""

    def __init__(self, clock: SlowClock) -> None:
        self.clock, self.asked = clock, 0

    def send(self, **_message: object) -> Result:
        self.asked += 1
        self.clock.wait(10)
        return Result(outcome=Outcome.NOT_SENT, error_code="ConnectTimeout")


@pytest.fixture
def sms(monkeypatch) -> HangingSms:
    hanging = HangingSms(SlowClock(monkeypatch))
    monkeypatch.setattr(sending, "sms_channel", lambda: hanging)
    return hanging


def queued(channel: str, number: int = 1, at: datetime | None = None) -> Message:
    return Message.objects.create(
        kind="tests.slow",
        channel=channel,
        dedup_key=f"slow:{number}",
        address=ADDRESSES[channel],
        address_index=blind_index(ADDRESSES[channel]),
        next_attempt_at=at or timezone.now(),
    )


def test_a_message_is_in_the_queue_once(monkeypatch):
    found: list[tuple[dict[str, int], float]] = []
    monkeypatch.setattr(
        tasks.send_queued_message,
        "apply_async",
        lambda *, kwargs, expires: found.append((kwargs, expires)),
    )
    message = queued("sms")

    tasks.sweep_messages()
    tasks.sweep_messages()

    assert found == [({"message_id": message.pk}, 30)]
    assert due_messages(at=timezone.now() + timedelta(seconds=31)) == [message.pk]


def test_messages_wait_for_a_service_that_hangs_and_count_no_try(sms):
    first, second = queued("sms", 1), queued("sms", 2)

    for message in (first, second):
        tasks.send_queued_message(message_id=message.pk)

    for message in (first, second):
        message.refresh_from_db()
    assert sms.asked == 1
    assert [(message.state, message.attempts) for message in (first, second)] == [
        ("queued", 1),
        ("queued", 0),
    ]
    sms.clock.wait(30)
    tasks.send_queued_message(message_id=second.pk)
    assert sms.asked == 2


def test_e_mails_go_out_while_the_sms_service_rests(sms):
    tasks.send_queued_message(message_id=queued("sms").pk)

    tasks.send_queued_message(message_id=queued("email").pk)

    assert [letter.to for letter in mail.outbox] == [["li@example.com"]]


def test_e_mails_wait_for_a_mail_server_that_hangs(monkeypatch):
    call_for(SlowClock(monkeypatch), 10, service="email")

    tasks.send_queued_message(message_id=queued("email").pk)

    assert (mail.outbox, Message.objects.get().state) == ([], "queued")
