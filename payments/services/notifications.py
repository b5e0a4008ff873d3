"""Notifications: stored before they are believed, answered after commit."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from payments.errors import CaptureNotOurs, TradeNumberTaken
from payments.events import NotificationRefused
from payments.gateways.protocol import Gateway
from payments.models import Notification, NotificationRefusal, PaymentAttempt, RefundPart
from payments.services.captures import settle_capture
from payments.services.failing import note_failure
from payments.services.gateways import gateway, may_notify
from payments.services.notification_keeping import KEPT_BYTES, has_room
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refusals import count_refusal
from payments.types import (
    NotificationFault,
    ParsedNotification,
    RefundNotice,
    RefundState,
    TradeReport,
    TradeState,
)
from shop.common.actors import process
from shop.common.events import publish

logger = logging.getLogger(__name__)

Verdict = Notification.Verdict
MAX_BYTES = 65_536
_FAULTS = {
    NotificationFault.BAD_SIGNATURE: Verdict.BAD_SIGNATURE,
    NotificationFault.UNKNOWN_KEY: Verdict.UNKNOWN_KEY,
    NotificationFault.STALE: Verdict.STALE,
    NotificationFault.WRONG_MERCHANT: Verdict.WRONG_MERCHANT,
    NotificationFault.MALFORMED: Verdict.MALFORMED,
    NotificationFault.FOREIGN_ADDRESS: Verdict.FOREIGN_ADDRESS,
}
_BELIEVED = {Verdict.APPLIED, Verdict.REPEATED, Verdict.IGNORED}
# Of what said nothing yet, the same number may tell more later: it is judged again.
_SETTLED = {Verdict.APPLIED, Verdict.REPEATED}
_UNSAID = {Verdict.STORED, Verdict.IGNORED}


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
    house = gateway(code=gateway_code)
    parsed = house.parse_notification(body[:MAX_BYTES], headers)
    if len(body) > MAX_BYTES:
        parsed = ParsedNotification(notify_id="", fault=NotificationFault.MALFORMED)
    if not may_notify(code=gateway_code, ip=ip):
        parsed = ParsedNotification(notify_id="", fault=NotificationFault.FOREIGN_ADDRESS)
    is_believed = _is_kept(house, parsed, body) and (
        _store_and_judge(house, parsed, body=body, headers=headers, ip=ip) in _BELIEVED
    )
    if not is_believed:
        count_refusal(gateway_code=gateway_code, cause=NotificationRefusal.Cause.NOT_BELIEVED)
    return Reply(
        body=house.success_answer if is_believed else house.failure_answer,
        content_type=house.answer_type,
        is_believed=is_believed,
    )


def _is_kept(house: Gateway, parsed: ParsedNotification, body: bytes) -> bool:
    """Say whether it is stored, or counted with one that is: of a flood a part is."""
    if not parsed.fault:
        return True
    same = Notification.objects.filter(gateway=house.code, notify_id=_number(parsed, body))
    return same.exists() or has_room(gateway_code=house.code, verdict=_FAULTS[parsed.fault])


def _number(parsed: ParsedNotification, body: bytes) -> str:
    # A forged one must not take the true one's number: it is kept under a hash of its bytes.
    digest = hashlib.sha256(body).hexdigest()
    return f"forged:{digest}" if parsed.fault else parsed.notify_id[:128]


def _store_and_judge(
    house: Gateway,
    parsed: ParsedNotification,
    *,
    body: bytes,
    headers: Mapping[str, str],
    ip: str | None,
) -> str:
    row = _store(house, parsed, body=body, headers=headers, ip=ip)
    return row.verdict if row.verdict in _SETTLED else _judge(row.pk, parsed)


@transaction.atomic
def _store(
    house: Gateway,
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


@transaction.atomic
def _judge(row_id: int, parsed: ParsedNotification) -> Notification.Verdict:
    row = Notification.objects.select_for_update().get(pk=row_id)
    if row.verdict in _SETTLED:
        return Verdict.REPEATED
    before = row.verdict
    row.verdict = _apply(row, parsed)
    row.judged_at = timezone.now()
    row.save(update_fields=["verdict", "judged_at", "attempt"])
    if row.verdict not in _BELIEVED and before in _UNSAID:
        logger.warning(
            "Refused a payment notification",
            extra={"notification_id": row.pk, "verdict": row.verdict},
        )
        publish(
            NotificationRefused(
                notification_id=row.pk, gateway=row.gateway, verdict=str(row.verdict)
            )
        )
    return Verdict(row.verdict)


def _apply_refund(row: Notification, notice: RefundNotice) -> Notification.Verdict:
    part = (
        RefundPart.objects.select_related("attempt")
        .filter(out_request_no=notice.out_request_no, attempt__gateway=row.gateway)
        .first()
    )
    if part is None:
        return Verdict.UNKNOWN_NUMBER
    row.attempt = part.attempt
    if notice.amount != part.amount:
        return Verdict.WRONG_AMOUNT
    is_news = settle_refund_part(
        part_id=part.pk,
        report=notice.report,
        number=notice.out_request_no,
        actor=process(f"payments.{row.gateway}"),
    )
    if is_news:
        return Verdict.APPLIED
    has_said = notice.report.state in {RefundState.DONE, RefundState.REFUSED}
    return Verdict.REPEATED if has_said else Verdict.IGNORED


def _is_same_trade(attempt: PaymentAttempt, report: TradeReport) -> bool:
    # Where number and moment together name a trade, the same number at another moment is another.
    began = attempt.created_at.replace(microsecond=0)
    return report.started_at is None or report.started_at == began


def _apply(  # noqa: PLR0911  one return per verdict
    row: Notification, parsed: ParsedNotification
) -> Notification.Verdict:
    if parsed.fault:
        return _FAULTS[parsed.fault]
    if parsed.refund is not None:
        return _apply_refund(row, parsed.refund)
    report = parsed.report
    if report is None:
        return Verdict.IGNORED
    attempt = PaymentAttempt.objects.filter(
        out_trade_no=report.out_trade_no, gateway=row.gateway
    ).first()
    if attempt is None or not _is_same_trade(attempt, report):
        return Verdict.UNKNOWN_NUMBER
    row.attempt = attempt
    if report.amount != attempt.amount:
        return Verdict.WRONG_AMOUNT
    if report.state != TradeState.PAID:
        _note_refusal(row, attempt, report)
        return Verdict.IGNORED
    return _settle(attempt, report, code=row.gateway)


def _note_refusal(row: Notification, attempt: PaymentAttempt, report: TradeReport) -> None:
    if report.failure_code:
        note_failure(
            attempt_id=attempt.pk,
            code=report.failure_code,
            try_mark=report.try_mark or row.notify_id[:100],
            may_be_late=True,
        )


def _settle(attempt: PaymentAttempt, report: TradeReport, *, code: str) -> Notification.Verdict:
    actor = process(f"payments.{code}")
    try:
        is_news = settle_capture(attempt_id=attempt.pk, report=report, actor=actor)
    except TradeNumberTaken:
        return Verdict.UNKNOWN_NUMBER
    except CaptureNotOurs:
        return Verdict.WRONG_AMOUNT
    return Verdict.APPLIED if is_news else Verdict.REPEATED
