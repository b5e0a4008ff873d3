"""What a stored notification is worth: judged under its row's lock, and applied once."""

import logging

from django.db import transaction
from django.utils import timezone

from payments.errors import CaptureNotOurs, TradeNumberTaken
from payments.events import NotificationRefused
from payments.models import Notification, PaymentAttempt, RefundPart
from payments.services.captures import settle_capture
from payments.services.failing import note_failure
from payments.services.refund_outcomes import settle_refund_part
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
BELIEVED = {Verdict.APPLIED, Verdict.REPEATED, Verdict.IGNORED}
# Of what said nothing yet, the same number may tell more later: it is judged again.
SETTLED = {Verdict.APPLIED, Verdict.REPEATED}
_UNSAID = {Verdict.STORED, Verdict.IGNORED}


def fault_verdict(*, fault: NotificationFault) -> Notification.Verdict:
    """Return the verdict of what cannot be believed: each fault has one of its name."""
    return Verdict(fault.value)


@transaction.atomic
def judge(*, notification_id: int, parsed: ParsedNotification) -> Notification.Verdict:
    """Judge a notification that is stored, and apply what it says; what is settled is repeated."""
    row = Notification.objects.select_for_update().get(pk=notification_id)
    if row.verdict in SETTLED:
        return Verdict.REPEATED
    before = row.verdict
    row.verdict = _apply(row, parsed)
    row.judged_at = timezone.now()
    row.save(update_fields=["verdict", "judged_at", "attempt"])
    if row.verdict not in BELIEVED and before in _UNSAID:
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


def _apply(row: Notification, parsed: ParsedNotification) -> Notification.Verdict:
    if parsed.fault:
        return fault_verdict(fault=parsed.fault)
    if parsed.refund is not None:
        return _apply_refund(row, parsed.refund)
    return _apply_trade(row, parsed.report) if parsed.report else Verdict.IGNORED


def _apply_trade(row: Notification, report: TradeReport) -> Notification.Verdict:
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
