from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from shop.common import audit
from shop.common.audit import Breach, register_audit
from shop.common.audits import message_breaches, outbox_breaches
from shop.common.models import Message, OutboxDelivery, OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(monkeypatch):
    monkeypatch.setattr(audit, "_audits", {})


def run():
    out = StringIO()
    call_command("audit_books", stdout=out, no_color=True)
    return out.getvalue()


def test_sound_books_pass(only):
    register_audit("kettles: none leaks", list)

    assert run() == "ok   kettles: none leaks: 0\n1 audits, no breach\n"


def test_a_breach_is_named_and_fails_the_command(only):
    breach = Breach(law=1, subject="kettle 7", message="leaks")
    register_audit("kettles: none leaks", lambda: [breach])
    out = StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("audit_books", stdout=out, no_color=True)

    assert refusal.value.returncode == 1
    assert "FAIL kettles: none leaks: 1" in out.getvalue()
    assert "law 1 · kettle 7 · leaks" in out.getvalue()


@pytest.mark.parametrize(
    ("state", "age", "breaches"),
    [("pending", 6, 1), ("pending", 4, 0), ("failed", 0, 1), ("done", 60, 0)],
)
def test_deliveries_that_wait_or_failed_are_breaches(state, age, breaches):
    now = timezone.now()
    then = now - timedelta(minutes=age)
    event = OutboxEvent.objects.create(name="x", payload={}, occurred_at=then, stored_at=then)
    OutboxDelivery.objects.create(
        event=event,
        subscriber="y",
        state=state,
        next_attempt_at=now,
        done_at=now if state == "done" else None,
    )

    assert len(list(outbox_breaches())) == breaches


@pytest.mark.parametrize(
    ("state", "age", "breaches"),
    [("sending", 6, 1), ("sending", 4, 0), ("queued", 6, 1), ("queued", 4, 0), ("failed", 60, 0)],
)
def test_messages_that_are_stuck_are_breaches(state, age, breaches):
    then = timezone.now() - timedelta(minutes=age)
    Message.objects.create(
        kind="x",
        channel="sms",
        dedup_key="k",
        state=state,
        claimed_at=then,
        created_at=then,
        next_attempt_at=then,
    )

    assert len(list(message_breaches())) == breaches
