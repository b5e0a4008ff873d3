"""Notifications: stored before they are believed, answered after commit."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from payments.errors import GatewayKeysInvalid
from payments.gateways.protocol import Gateway
from payments.gateways.registry import GATEWAYS
from payments.models import Notification, NotificationRefusal
from payments.services.gateways import gateway, may_notify
from payments.services.notification_keeping import KEPT_BYTES, has_room
from payments.services.notification_verdicts import BELIEVED, SETTLED, fault_verdict, judge
from payments.services.refusals import count_refusal
from payments.types import (
    NotificationFault,
    ParsedNotification,
)

MAX_BYTES = 65_536


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the gateway is told: exactly this text."""

    body: str
    content_type: str
    is_believed: bool


def receive_notification(
    *, gateway_code: str, body: bytes, headers: Mapping[str, str], ip: str | None
) -> Reply:
    """Store, judge and apply what a gateway sent; a refused one is answered as failure."""
    house = GATEWAYS[gateway_code]
    parsed = _parsed(gateway_code, body[:MAX_BYTES], headers)
    if len(body) > MAX_BYTES:
        parsed = ParsedNotification(notify_id="", fault=NotificationFault.MALFORMED)
    if not may_notify(code=gateway_code, ip=ip):
        parsed = ParsedNotification(notify_id="", fault=NotificationFault.FOREIGN_ADDRESS)
    is_believed = _is_kept(house, parsed, body) and (
        _store_and_judge(house, parsed, body=body, headers=headers, ip=ip) in BELIEVED
    )
    if not is_believed:
        count_refusal(gateway_code=gateway_code, cause=NotificationRefusal.Cause.NOT_BELIEVED)
    return Reply(
        body=house.success_answer if is_believed else house.failure_answer,
        content_type=house.answer_type,
        is_believed=is_believed,
    )


def _parsed(gateway_code: str, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
    try:
        return gateway(code=gateway_code).parse_notification(body, headers)
    except GatewayKeysInvalid:  # it comes again: believed then, if the account is mended
        return ParsedNotification(notify_id="", fault=NotificationFault.UNKNOWN_KEY)


def _is_kept(house: type[Gateway], parsed: ParsedNotification, body: bytes) -> bool:
    """Say whether it is stored, or counted with one that is: of a flood a part is."""
    if not parsed.fault:
        return True
    same = Notification.objects.filter(gateway=house.code, notify_id=_number(parsed, body))
    return same.exists() or has_room(
        gateway_code=house.code, verdict=fault_verdict(fault=parsed.fault)
    )


def _number(parsed: ParsedNotification, body: bytes) -> str:
    # A forged one must not take the true one's number: it is kept under a hash of its bytes.
    digest = hashlib.sha256(body).hexdigest()
    return f"forged:{digest}" if parsed.fault else parsed.notify_id[:128]


def _store_and_judge(
    house: type[Gateway],
    parsed: ParsedNotification,
    *,
    body: bytes,
    headers: Mapping[str, str],
    ip: str | None,
) -> str:
    row = _store(house, parsed, body=body, headers=headers, ip=ip)
    return row.verdict if row.verdict in SETTLED else judge(notification_id=row.pk, parsed=parsed)


@transaction.atomic
def _store(
    house: type[Gateway],
    parsed: ParsedNotification,
    *,
    body: bytes,
    headers: Mapping[str, str],
    ip: str | None,
) -> Notification:
    most = KEPT_BYTES if parsed.fault else MAX_BYTES
    row, is_new = Notification.objects.get_or_create(
        gateway=house.code,
        notify_id=_number(parsed, body),
        defaults={
            "body": body[:most].decode(errors="replace").replace("\0", ""),
            "headers": dict(headers),
            "ip": ip,
        },
    )
    if not is_new:
        again = Notification.objects.filter(pk=row.pk)
        again.update(received_count=F("received_count") + 1)
    return row
