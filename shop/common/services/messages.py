"""Sending stored messages: claim, call the channel, write what became of it: three transactions."""

import json
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shop.common.actors import Actor
from shop.common.channels.email import send_email
from shop.common.channels.results import Outcome, Result
from shop.common.channels.sms import PROVIDER as SMS
from shop.common.channels.sms import sms_channel
from shop.common.due_rows import take_due
from shop.common.encryption import decrypt
from shop.common.errors import DomainError
from shop.common.models import Channel, Message
from shop.common.resting import rests, timing

logger = logging.getLogger(__name__)

State = Message.State

MAX_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(seconds=20)
_LONGEST_PAUSE = timedelta(minutes=30)
_STUCK_AFTER = timedelta(minutes=2)
_SWEEP_SIZE = 1000
_EMAIL = "email"


def send_stored(*, message_id: int) -> None:
    """Send a queued message once; does nothing when another worker has it or it has gone out.

    It waits for the sweep while its service is slow; a secret does not, because somebody waits.
    """
    if _rests(message_id):
        return
    message = _claim(message_id, is_secret=False)
    if message is not None:
        _record(message, _send(message, message.params))


def send_sealed(*, message_id: int, sealed: str) -> None:
    """Send a secret whose parameters came sealed through the queue; an expired one fails."""
    message = _claim(message_id, is_secret=True)
    if message is None:
        return
    secret = json.loads(decrypt(sealed))
    if datetime.fromisoformat(secret["expires_at"]) < timezone.now():
        _record(message, Result(outcome=Outcome.REFUSED, error_code="expired"))
        return
    _record(message, _send(message, secret["params"]))


def due_messages(*, at: datetime | None = None) -> list[int]:
    """Settle what got stuck in sending, fail lost secrets, and return what is due again."""
    now = at or timezone.now()
    _settle_stuck(now)
    queued = Message.objects.filter(state=State.QUEUED, next_attempt_at__lte=now)
    queued.filter(is_secret=True).update(state=State.FAILED, error_code="expired")
    return take_due(
        queued.filter(is_secret=False),
        time_field="next_attempt_at",
        at=now,
        limit=_SWEEP_SIZE,
        order_by=("next_attempt_at",),
    )


@transaction.atomic
def retry_messages(*, message_ids: list[int], actor: Actor) -> int:
    """Let a person send failed or unclear messages again; secrets cannot be sent again."""
    again = Message.objects.filter(
        pk__in=message_ids, state__in=[State.FAILED, State.UNKNOWN], is_secret=False
    )
    count = again.update(state=State.QUEUED, attempts=0, next_attempt_at=timezone.now())
    logger.info("Messages were put back", extra={"count": count, "actor": actor.key})
    return count


@transaction.atomic
def cancel_messages(*, message_ids: list[int], actor: Actor) -> int:
    """Keep queued messages from being sent."""
    queued = Message.objects.filter(pk__in=message_ids, state=State.QUEUED)
    count = queued.update(state=State.CANCELLED, next_attempt_at=None)
    logger.info("Messages were cancelled", extra={"count": count, "actor": actor.key})
    return count


@transaction.atomic
def mark_read(*, user_id: int, message_ids: list[int] | None = None) -> int:
    """Mark a person's in-site messages as read, all of them or those named."""
    unread = Message.objects.in_site_for(user_id).unread()
    if message_ids is not None:
        unread = unread.filter(pk__in=message_ids)
    return unread.update(read_at=timezone.now())


def _rests(message_id: int) -> bool:
    queued = Message.objects.filter(pk=message_id, state=State.QUEUED, is_secret=False)
    return any(rests(service=_service(row.channel)) for row in queued)


def _service(channel: str) -> str:
    return _EMAIL if channel == Channel.EMAIL else SMS


def _claim(message_id: int, *, is_secret: bool) -> Message | None:
    queued = Message.objects.filter(pk=message_id, state=State.QUEUED, is_secret=is_secret)
    if not queued.update(
        state=State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1
    ):
        return None
    return Message.objects.get(pk=message_id)


def _send(message: Message, params: dict[str, str]) -> Result:
    try:
        with timing(service=_service(message.channel)):
            return _call(message, params)
    except DomainError as refusal:
        return Result(outcome=Outcome.NOT_SENT, error_code=refusal.code)


def _call(message: Message, params: dict[str, str]) -> Result:
    if message.channel == Channel.EMAIL:
        return send_email(
            address=message.address,
            subject=message.subject,
            body=message.body,
            message_id=str(message.pk),
        )
    return sms_channel().send(
        phone=message.address, template=message.template, params=params, out_id=str(message.pk)
    )


def _record(message: Message, result: Result) -> None:
    now = timezone.now()
    message.provider_id, message.error_code = result.provider_id, result.error_code
    if result.outcome == Outcome.SENT:
        message.state, message.sent_at = State.SENT, now
    elif result.outcome == Outcome.UNKNOWN:
        message.state = State.UNKNOWN
    elif result.outcome == Outcome.NOT_SENT and _may_try_again(message):
        message.state = State.QUEUED
        message.next_attempt_at = now + min(
            _FIRST_PAUSE * 2 ** (message.attempts - 1), _LONGEST_PAUSE
        )
    else:
        message.state = State.FAILED
    message.save(update_fields=["state", "provider_id", "error_code", "sent_at", "next_attempt_at"])
    if message.state in {State.FAILED, State.UNKNOWN}:
        details = {"message_id": message.pk, "kind": message.kind, "code": message.error_code}
        logger.warning("A message did not go out", extra=details)


def _may_try_again(message: Message) -> bool:
    return not message.is_secret and message.attempts < MAX_ATTEMPTS


def _settle_stuck(now: datetime) -> None:
    # The worker died between claim and answer: an SMS may have gone out, so nobody repeats it.
    stuck = Message.objects.filter(state=State.SENDING, claimed_at__lt=now - _STUCK_AFTER)
    stuck.filter(channel=Channel.SMS).update(state=State.UNKNOWN, error_code="worker died")
    stuck.filter(channel=Channel.EMAIL).update(state=State.QUEUED, next_attempt_at=now)
