"""What push loses, pull finds: asking gateways about unsettled attempts, and closing them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments.errors import CaptureNotOurs
from payments.models import PaymentAttempt, TransferReceipt
from payments.models.attempt import LAST_LOOK
from payments.policies import PaymentPolicies
from payments.services.captures import settle_capture
from payments.services.deadlines import TRANSFER, take_transfer_days_back
from payments.services.disputes import note_other_amount
from payments.services.failing import note_failure, note_unpaid
from payments.services.gateways import gateway
from payments.services.history import move_attempt
from payments.services.locks import lock_attempt
from payments.services.resting import attempt_rests
from payments.types import TradeReport, TradeState
from shop.common.actors import Actor, process
from shop.common.due_rows import take_due
from shop.common.errors import DomainError
from shop.common.policies import policies
from shop.common.resting import timing

_ACTOR = process("payments.query")
_NOT_PAID = (TradeState.WAITING, TradeState.NOT_FOUND)


def query_attempt(*, attempt_id: int, may_wait: bool = False) -> TradeState:
    """Ask the gateway about one attempt and book its answer; one that is away is asked again.

    What `may_wait` does not ask a gateway that is slow just now.
    """
    if may_wait and attempt_rests(attempt_id=attempt_id):
        return TradeState.UNKNOWN
    attempt = _claim(attempt_id)
    if attempt is None:
        return TradeState.UNKNOWN
    asked_at = timezone.now()
    try:
        with timing(service=attempt.gateway):
            report = gateway(code=attempt.gateway).query(attempt.at_gateway)
    except DomainError:
        return TradeState.UNKNOWN
    return _book(attempt, report, actor=_ACTOR, asked_at=asked_at)


def close_at_gateway(*, reference: str) -> bool:
    """Close every unsettled attempt at its gateway; say whether none can be paid any more.

    Money that turns out to have arrived is booked. False when a gateway could not be asked, and
    while a transfer waits for its second person.
    """
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    # A second half may wait under the remark of the first, which is captured.
    entered = TransferReceipt.objects.filter(attempt__payment__plan__reference=reference)
    is_safe = not entered.filter(state="waiting").exists()
    for attempt in unsettled.order_by("pk"):
        try:
            state = close_attempt(attempt=attempt)
        except DomainError:
            is_safe = False
            continue
        if state == TradeState.UNKNOWN:
            is_safe = False
    return is_safe


def close_attempt(*, attempt: PaymentAttempt) -> TradeState:
    """Close one attempt at its gateway and book what it answers. Raises ProviderUnavailable.

    One whose trade the payer never opened can be opened still: it is asked about once more later.
    """
    if TransferReceipt.objects.filter(attempt=attempt, state="waiting").exists():
        return TradeState.UNKNOWN  # the bank has the money; a second person must confirm it
    if attempt.disputed_at is not None:
        return TradeState.UNKNOWN  # the gateway has money; finance says what to book
    asked_at = timezone.now()
    with timing(service=attempt.gateway):
        report = gateway(code=attempt.gateway).close(attempt.at_gateway)
    actor = process("payments.close")
    if report.state == TradeState.NOT_FOUND:
        _close(attempt.pk, actor=actor, look_at=attempt.expires_at + LAST_LOOK)
        return report.state
    return _book(attempt, report, actor=actor, asked_at=asked_at)


def due_attempts(*, at: datetime | None = None, limit: int = 500) -> list[int]:
    """Take the attempts to ask gateways about now, for a hand-over, the least asked first."""
    now = at or timezone.now()
    return take_due(
        PaymentAttempt.objects.due_for_query(now),
        time_field="next_query_at",
        at=now,
        limit=limit,
        order_by=("query_count", "next_query_at", "pk"),
    )


@transaction.atomic
def _claim(attempt_id: int) -> PaymentAttempt | None:
    attempt = (
        PaymentAttempt.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=attempt_id, next_query_at__isnull=False)
        .first()
    )
    if attempt is None:
        return None
    rules = policies(PaymentPolicies)
    attempt.query_count += 1
    attempt.next_query_at = timezone.now() + timedelta(seconds=rules.query_seconds)
    attempt.save(update_fields=["query_count", "next_query_at"])
    return attempt


def _book(
    attempt: PaymentAttempt, report: TradeReport, *, actor: Actor, asked_at: datetime
) -> TradeState:
    """Book what is believed of a report, and return that."""
    if report.state == TradeState.PAID:
        return _book_paid(attempt, report, actor=actor)
    if report.failure_code and report.state in {TradeState.CLOSED, TradeState.WAITING}:
        note_failure(
            attempt_id=attempt.pk, code=report.failure_code, try_mark=report.try_mark, at=asked_at
        )
    if report.state in _NOT_PAID:
        note_unpaid(attempt_id=attempt.pk, asked_at=asked_at)
    if report.state == TradeState.CLOSED or _is_over(attempt, report):
        _close(attempt.pk, actor=actor)
    return report.state


def _book_paid(attempt: PaymentAttempt, report: TradeReport, *, actor: Actor) -> TradeState:
    try:
        settle_capture(attempt_id=attempt.pk, report=report, actor=actor)
    except CaptureNotOurs:
        note_other_amount(attempt_id=attempt.pk, report=report, actor=actor)
        return TradeState.UNKNOWN
    return report.state


def _is_over(attempt: PaymentAttempt, report: TradeReport) -> bool:
    # A trade that was never opened cannot be paid after its expiry; a little grace for clocks.
    grace = timedelta(minutes=policies(PaymentPolicies).grace_minutes)
    is_past = timezone.now() > attempt.expires_at + grace
    return is_past and report.state in {TradeState.NOT_FOUND, TradeState.WAITING}


@transaction.atomic
def _close(attempt_id: int, *, actor: Actor, look_at: datetime | None = None) -> None:
    plan, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.state not in PaymentAttempt.UNSETTLED:
        PaymentAttempt.objects.filter(pk=attempt_id).update(next_query_at=None)
        return
    move_attempt(
        plan=plan,
        attempt=attempt,
        to=PaymentAttempt.State.CLOSED,
        actor=actor,
        also={"closed_at": timezone.now(), "next_query_at": look_at},
    )
    if attempt.gateway == TRANSFER:
        take_transfer_days_back(plan=plan, at=timezone.now())
