"""Notices to people: kinds declared in code, one row per notice and channel, sent after commit.

Each app declares its kinds in its own `messages.py`; that module is found by itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django_stubs_ext import StrOrPromise

from shop.common.encryption import blind_index, encrypt
from shop.common.handover import hand_over
from shop.common.models import Channel, Message
from shop.common.wording import MessageKind, Wording, message_kind, wordings
from shop.common.wording import declare as _declare

SWEEP_AFTER = timedelta(seconds=15)
SECRET_LIFE = timedelta(minutes=5)

Text = StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who is to be told, and where. A channel without an address is left out."""

    user_id: int | None = None
    phone: str = ""
    email: str = ""
    language: str = ""

    def reaches(self, channel: str) -> bool:
        return (
            self.user_id is not None if channel == Channel.IN_SITE else bool(self.address(channel))
        )

    def address(self, channel: str) -> str:
        return {Channel.SMS.value: self.phone, Channel.EMAIL.value: self.email}.get(channel, "")


def declare_message(
    *,
    key: str,
    channels: tuple[str, ...],
    subject: Text,
    body: Text,
    sms_template: str = "",
    is_secret: bool = False,
) -> MessageKind:
    """Declare a kind of notice; texts name their parameters as `{number}` and may use `{link}`.

    `sms_template` is the provider's template code. Its text there carries the shop's address
    itself: no provider takes `{link}` as a variable. A secret kind goes out by `send_secret` alone;
    its only placeholder is the code, because templates for codes take nothing else.
    """
    return _declare(
        MessageKind(
            key=key,
            channels=channels,
            subject=subject,
            body=body,
            sms_template=sms_template,
            is_secret=is_secret,
        )
    )


@transaction.atomic
def send_message(
    *,
    kind: str,
    to: Recipient,
    params: Mapping[str, Text],
    dedup_key: str,
    link: str = "",
    at: datetime | None = None,
) -> list[Message]:
    """Write one notice per channel that reaches the recipient, and send it after commit.

    One notice to one person about one thing has one `dedup_key`, whoever sends it: a repeated key
    gives the rows that are there. When several people hear of one thing, the key names the person.
    Wording and lazy texts among the parameters are in the recipient's language, whatever language
    the sender works in.
    """
    texts = _texts(message_kind(kind), to)
    with translation.override(_language(to)):
        said = {name: str(value) for name, value in params.items()}
    wanted = [
        _message(kind=kind, to=to, channel=channel, text=text, params=said, link=link, at=at)
        for channel, text in texts.items()
    ]
    for message in wanted:
        message.dedup_key = dedup_key
    stored = _store(wanted, dedup_key)
    for message in stored:
        if message.state == Message.State.QUEUED:
            transaction.on_commit(
                partial(hand_over, "shop.common.tasks.send_queued_message", message_id=message.pk)
            )
    return stored


@transaction.atomic
def send_secret(
    *, kind: str, phone: str, params: Mapping[str, str], dedup_key: str, language: str = ""
) -> Message:
    """Send a secret (a log-in code) by SMS without storing it.

    The row keeps only the state; the parameters travel sealed in the queue and expire after five
    minutes. What the queue loses is not sent again: the row ends as failed, and the person asks for
    a new code.
    """
    to = Recipient(phone=phone, language=language)
    wording = wordings(message_kind(kind), [Channel.SMS], _language(to))[Channel.SMS]
    wanted = Message(
        kind=kind,
        channel=Channel.SMS,
        address=phone,
        address_index=blind_index(phone),
        template=wording.sms_template,
        is_secret=True,
        dedup_key=dedup_key,
        next_attempt_at=timezone.now() + SECRET_LIFE,
    )
    (message,) = _store([wanted], dedup_key)
    if message.state == Message.State.QUEUED:
        expires = (timezone.now() + SECRET_LIFE).isoformat()
        sealed = encrypt(json.dumps({"params": dict(params), "expires_at": expires}))
        transaction.on_commit(
            partial(
                hand_over,
                "shop.common.tasks.send_secret_message",
                message_id=message.pk,
                sealed=sealed,
            )
        )
    return message


def _texts(kind: MessageKind, to: Recipient) -> dict[str, Wording]:
    if kind.is_secret:
        raise ValueError(f"{kind.key} is secret: use send_secret")
    channels = [channel for channel in kind.channels if to.reaches(channel)]
    return wordings(kind, channels, _language(to))


def _language(to: Recipient) -> str:
    return to.language or settings.LANGUAGE_CODE


def _message(
    *,
    kind: str,
    to: Recipient,
    channel: str,
    text: Wording,
    params: Mapping[str, str],
    link: str,
    at: datetime | None,
) -> Message:
    now = at or timezone.now()
    is_sent = channel == Channel.IN_SITE
    values = {**params, "link": _absolute(link)}
    address = to.address(channel)
    return Message(
        kind=kind,
        channel=channel,
        recipient_id=to.user_id,
        address=address,
        address_index=blind_index(address) if address else "",
        subject=text.filled_subject(values),
        body=text.filled_body(values),
        template=text.sms_template if channel == Channel.SMS else "",
        params=text.used(values) if channel == Channel.SMS else {},
        link=link,
        state=Message.State.SENT if is_sent else Message.State.QUEUED,
        next_attempt_at=None if is_sent else timezone.now() + SWEEP_AFTER,
        created_at=now,
        sent_at=now if is_sent else None,
    )


def _store(wanted: list[Message], dedup_key: str) -> list[Message]:
    Message.objects.bulk_create(wanted, ignore_conflicts=True)
    channels = [message.channel for message in wanted]
    rows = Message.objects.filter(dedup_key=dedup_key, channel__in=channels)
    return list(rows.order_by("pk"))


def _absolute(link: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{link}" if link.startswith("/") else link
