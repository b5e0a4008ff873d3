from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shop.common import messages
from shop.common.channels.results import Outcome, Result
from shop.common.channels.sms import PROVIDER
from shop.common.encryption import blind_index, decrypt, encrypt
from shop.common.messages import Recipient, declare_message, send_message, send_secret
from shop.common.models import Message, MessageTemplate
from shop.common.selectors import messages_for, unread_count
from shop.common.services import messages as sending
from shop.common.services.messages import (
    MAX_ATTEMPTS,
    due_messages,
    mark_read,
    send_sealed,
    send_stored,
)
from shop.common.wording import MessageParamMissing
from tests.factories.customers import UserFactory
from tests.support.slow_clock import SlowClock, call_for
from tests.support.together import run_together

PHONE = "13800138000"

declare_message(
    key="tests.shipped",
    channels=("sms", "email", "in_site"),
    subject="Order {number} is on its way",
    body="Parcel {waybill} of order {number}: {link}",
    sms_template="SMS_1001",
)
declare_message(
    key="tests.code",
    channels=("sms",),
    subject="Log-in code",
    body="{code}",
    sms_template="SMS_1002",
    is_secret=True,
)


class SmsSpy:
    """Stands in for the provider: answers as told and remembers what it was asked."""

    def __init__(self, *results):
        self.results = list(results)
        self.sent = []

    def send(self, **message):
        self.sent.append(message)
        return (
            self.results.pop(0) if self.results else Result(outcome=Outcome.SENT, provider_id="B1")
        )


@pytest.fixture
def sms(monkeypatch):
    spy = SmsSpy()
    monkeypatch.setattr(sending, "sms_channel", lambda: spy)
    return spy


def ship(to, key="shipped:DD1"):
    return send_message(
        kind="tests.shipped",
        to=to,
        params={"number": "DD1", "waybill": "SF1"},
        dedup_key=key,
        link="/account/orders/DD1/",
    )


@pytest.mark.req("CUS-14")
@pytest.mark.django_db
def test_a_notice_goes_out_by_every_channel_that_reaches_the_person(sms):
    customer = UserFactory()

    for message in ship(Recipient(user_id=customer.pk, phone=PHONE, email="li@example.com")):
        send_stored(message_id=message.pk)

    assert sms.sent == [{
        "phone": PHONE,
        "template": "SMS_1001",
        "params": {"number": "DD1", "waybill": "SF1"},
        "out_id": str(Message.objects.get(channel="sms").pk),
    }]  # fmt: skip
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["li@example.com"], "Order DD1 is on its way")
    ]
    assert "http://127.0.0.1:8000/account/orders/DD1/" in mail.outbox[0].body
    assert [message.subject for message in messages_for(customer.pk)] == ["Order DD1 is on its way"]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_a_channel_without_an_address_is_left_out():
    messages = ship(Recipient(phone=PHONE))

    assert [message.channel for message in messages] == ["sms"]


@pytest.mark.django_db
def test_one_notice_about_one_thing_is_sent_once(sms):
    first = ship(Recipient(phone=PHONE))
    send_stored(message_id=first[0].pk)

    again = ship(Recipient(phone=PHONE))

    assert [message.pk for message in again] == [first[0].pk]
    assert again[0].state == "sent"
    send_stored(message_id=again[0].pk)
    assert len(sms.sent) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_parallel_senders_of_one_notice_write_one_row():
    outcomes = run_together([lambda: ship(Recipient(phone=PHONE))] * 10)

    assert [outcome.error for outcome in outcomes] == [None] * 10
    assert Message.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_workers_send_one_message_once(sms):
    (message,) = ship(Recipient(phone=PHONE))

    outcomes = run_together([lambda: send_stored(message_id=message.pk)] * 20)

    assert [outcome.error for outcome in outcomes] == [None] * 20
    assert len(sms.sent) == 1


@pytest.mark.django_db
def test_a_second_row_for_one_notice_is_refused_by_the_database():
    (message,) = ship(Recipient(phone=PHONE))

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind="x", channel="sms", dedup_key=message.dedup_key)


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.django_db
def test_a_message_with_an_unclear_outcome_is_never_repeated(sms):
    sms.results = [Result(outcome=Outcome.UNKNOWN, error_code="ReadTimeout")]
    (message,) = ship(Recipient(phone=PHONE))
    send_stored(message_id=message.pk)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        due = due_messages()
    send_stored(message_id=message.pk)

    message.refresh_from_db()
    assert (message.state, message.error_code) == ("unknown", "ReadTimeout")
    assert due == []
    assert len(sms.sent) == 1


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.django_db
def test_a_message_that_certainly_did_not_go_out_is_tried_again_later(sms):
    sms.results = [Result(outcome=Outcome.NOT_SENT, error_code="isp.SYSTEM_ERROR")]
    (message,) = ship(Recipient(phone=PHONE))

    send_stored(message_id=message.pk)
    early = due_messages()
    late = due_messages(at=timezone.now() + timedelta(seconds=21))
    send_stored(message_id=message.pk)

    message.refresh_from_db()
    assert (early, late) == ([], [message.pk])
    assert (message.state, message.attempts, message.provider_id) == ("sent", 2, "B1")


@pytest.mark.django_db
def test_a_message_is_given_up_after_many_attempts(sms):
    sms.results = [Result(outcome=Outcome.NOT_SENT)] * MAX_ATTEMPTS
    (message,) = ship(Recipient(phone=PHONE))

    for _attempt in range(MAX_ATTEMPTS):
        send_stored(message_id=message.pk)

    message.refresh_from_db()
    assert message.state == "failed"


@pytest.mark.django_db
def test_a_shop_without_an_sms_account_keeps_the_message(sms, monkeypatch):
    monkeypatch.undo()
    (message,) = ship(Recipient(phone=PHONE))

    send_stored(message_id=message.pk)

    message.refresh_from_db()
    assert (message.state, message.error_code) == ("queued", "provider_not_set_up")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "to", "state"),
    [
        ("sms", Recipient(phone=PHONE), "unknown"),
        ("email", Recipient(email="li@example.com"), "queued"),
    ],
)
def test_a_worker_killed_while_sending_leaves_a_settled_message(channel, to, state):
    (message,) = ship(to)
    Message.objects.filter(pk=message.pk).update(state="sending", claimed_at=timezone.now())

    due_messages(at=timezone.now() + timedelta(minutes=3))

    message.refresh_from_db()
    assert message.state == state


@pytest.mark.django_db
def test_the_address_is_sealed_and_found_by_its_index():
    (message,) = ship(Recipient(phone=PHONE))

    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM common_message WHERE id = %s", [message.pk])
        (stored,) = cursor.fetchone()

    assert PHONE not in stored
    assert decrypt(stored) == PHONE
    assert Message.objects.get(address_index=blind_index(PHONE)) == message


@pytest.mark.django_db
def test_operators_wording_takes_the_place_of_ours():
    MessageTemplate.objects.create(
        kind="tests.shipped",
        channel="sms",
        language="zh-hans",
        body="您的订单{number}已发出",
        sms_template="SMS_9",
    )

    (message,) = ship(Recipient(phone=PHONE, language="zh-hans"))

    assert (message.body, message.template) == ("您的订单DD1已发出", "SMS_9")


@pytest.mark.django_db
def test_a_value_is_never_read_as_wording():
    (message,) = send_message(
        kind="tests.shipped",
        to=Recipient(phone=PHONE),
        params={"number": "{waybill}", "waybill": "SF1"},
        dedup_key="x",
    )

    assert message.subject == "Order {waybill} is on its way"


@pytest.mark.django_db
def test_lazy_texts_among_the_values_are_said_in_the_recipients_language():
    (message,) = send_message(
        kind="tests.shipped",
        to=Recipient(phone=PHONE, language="zh-hans"),
        params={"number": gettext_lazy("Cancelled"), "waybill": "SF1"},
        dedup_key="x",
    )

    assert "已取消" in message.subject


@pytest.mark.django_db
def test_a_missing_parameter_is_refused():
    with pytest.raises(MessageParamMissing):
        send_message(
            kind="tests.shipped", to=Recipient(phone=PHONE), params={"number": "1"}, dedup_key="x"
        )

    assert not Message.objects.exists()


@pytest.mark.django_db
def test_reading_messages_empties_the_count():
    customer = UserFactory()
    ship(Recipient(user_id=customer.pk), key="a")
    ship(Recipient(user_id=customer.pk), key="b")
    ship(Recipient(user_id=UserFactory().pk), key="c")

    before = unread_count(customer.pk)
    mark_read(user_id=customer.pk, message_ids=[messages_for(customer.pk)[0].pk])

    assert (before, unread_count(customer.pk)) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_code_travels_sealed_and_is_never_stored(sms, monkeypatch):
    handed = []
    monkeypatch.setattr(
        "shop.common.messages.hand_over", lambda task, **arguments: handed.append(arguments)
    )

    message = send_secret(
        kind="tests.code", phone=PHONE, params={"code": "493817"}, dedup_key="code:1"
    )

    assert "493817" not in str(handed)
    send_sealed(**handed[0])
    message.refresh_from_db()
    assert sms.sent[0]["params"] == {"code": "493817"}
    assert (message.state, message.body, message.params) == ("sent", "", {})


@pytest.mark.django_db
def test_an_expired_code_is_not_sent(sms):
    message = send_secret(kind="tests.code", phone=PHONE, params={"code": "1"}, dedup_key="code:1")
    sealed = encrypt('{"params": {"code": "1"}, "expires_at": "2026-11-22T00:00:00+00:00"}')

    send_sealed(message_id=message.pk, sealed=sealed)

    message.refresh_from_db()
    assert (message.state, message.error_code) == ("failed", "expired")
    assert sms.sent == []


@pytest.mark.django_db
def test_a_code_that_the_queue_lost_fails(sms):
    message = send_secret(kind="tests.code", phone=PHONE, params={"code": "1"}, dedup_key="code:1")

    due = due_messages(at=timezone.now() + timedelta(minutes=6))

    message.refresh_from_db()
    assert due == []
    assert (message.state, message.error_code) == ("failed", "expired")


@pytest.mark.django_db
def test_a_secret_kind_cannot_be_stored_as_a_plain_message():
    with pytest.raises(ValueError, match="secret"):
        send_message(
            kind="tests.code", to=Recipient(phone=PHONE), params={"code": "1"}, dedup_key="x"
        )

    assert not Message.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_a_stored_secret():
    message = send_secret(kind="tests.code", phone=PHONE, params={"code": "1"}, dedup_key="code:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(body="493817")


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.django_db(transaction=True)
def test_a_code_is_sent_though_the_service_is_slow_because_somebody_waits(sms, monkeypatch):
    call_for(SlowClock(monkeypatch), 10, service=PROVIDER)
    monkeypatch.setattr(messages, "hand_over", lambda _task, **sealed: send_sealed(**sealed))

    send_secret(kind="tests.code", phone=PHONE, params={"code": "1234"}, dedup_key="code:slow")

    assert [sent["params"] for sent in sms.sent] == [{"code": "1234"}]
