"""Bank transfers: time for them, and their confirmation by finance."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.errors import (
    SecondPersonNeeded,
    TransferDecided,
    TransferKnown,
    TransferNotFound,
)
from payments.models import Payment, PaymentAttempt, PaymentPlan, TransferReceipt
from payments.policies import PaymentPolicies
from payments.services.captures import settle_capture
from payments.services.instalments import divide_payment
from payments.services.locks import lock_attempt
from payments.types import TradeReport, TradeState
from shop.common.actors import Actor, person
from shop.common.policies import policies

TRANSFER = "transfer"
State = TransferReceipt.State


@dataclass(frozen=True, kw_only=True)
class Found:
    """A line of the bank's statement: `number` is its remark, our number of the attempt."""

    number: str
    amount: Decimal
    serial: str
    received_on: date


@transaction.atomic
def record_transfer(*, found: Found, user_id: int, at: datetime | None = None) -> TransferReceipt:
    """Enter money that the bank shows; from a policy amount on it waits for a second person.

    Raises TransferNotFound for an unknown number, TransferKnown for a serial number entered before.
    """
    attempt = PaymentAttempt.objects.filter(
        out_trade_no=found.number.strip().upper(), gateway=TRANSFER
    ).first()
    if attempt is None:
        raise TransferNotFound
    lock_attempt(attempt_id=attempt.pk)
    serial = found.serial.strip()
    if TransferReceipt.objects.filter(serial=serial).exclude(state=State.DECLINED).exists():
        raise TransferKnown
    receipt = TransferReceipt.objects.create(
        attempt=attempt,
        amount=found.amount,
        serial=serial,
        received_on=found.received_on,
        needs_second=found.amount >= policies(PaymentPolicies).transfer_second_person,
        entered_by_id=user_id,
        entered_at=at or timezone.now(),
    )
    if not receipt.needs_second:
        _book(receipt, user_id=user_id)
    return receipt


@transaction.atomic
def confirm_transfer(*, receipt_id: int, user_id: int) -> TransferReceipt:
    """Book a transfer that another person entered. Safe to repeat.

    Raises SecondPersonNeeded for who entered it, TransferDecided when it was declined.
    """
    receipt = _lock(receipt_id)
    if receipt.state == State.DECLINED:
        raise TransferDecided
    if receipt.state == State.BOOKED:
        return receipt
    if receipt.entered_by_id == user_id:
        raise SecondPersonNeeded
    _book(receipt, user_id=user_id)
    return receipt


@transaction.atomic
def decline_transfer(*, receipt_id: int, user_id: int) -> TransferReceipt:
    """Take an entry back that was wrong. Raises TransferDecided when it is booked."""
    receipt = _lock(receipt_id)
    if receipt.state == State.BOOKED:
        raise TransferDecided
    _decide(receipt, State.DECLINED, user_id)
    return receipt


def _lock(receipt_id: int) -> TransferReceipt:
    return TransferReceipt.objects.select_for_update().get(pk=receipt_id)


def _decide(receipt: TransferReceipt, state: str, user_id: int) -> None:
    receipt.state = state
    receipt.decided_by_id, receipt.decided_at = user_id, timezone.now()
    receipt.save(update_fields=["state", "decided_by", "decided_at"])


def _book(receipt: TransferReceipt, *, user_id: int) -> None:
    """Book what came: less is a part of the payment, more goes back, a repeat goes back whole."""
    _decide(receipt, State.BOOKED, user_id)
    plan, attempt = lock_attempt(attempt_id=receipt.attempt_id)
    actor = person(user_id)
    came = receipt.amount
    if attempt.state == PaymentAttempt.State.CAPTURED:
        _capture(_another(attempt, came), receipt, receipt.serial, actor)
        return
    if came < attempt.amount:
        _make_part(plan, attempt, came, actor)
    expected = attempt.amount
    _capture(attempt, receipt, receipt.serial, actor)
    if came > expected:
        _capture(_another(attempt, came - expected), receipt, f"{receipt.serial}/2", actor)


def _make_part(plan: PaymentPlan, attempt: PaymentAttempt, came: Decimal, actor: Actor) -> None:
    payment = attempt.payment
    if payment.state == Payment.State.DUE:
        part, _rest = divide_payment(
            plan=plan, payment=payment, amounts=[came, payment.amount - came], actor=actor
        )
        attempt.payment = part
    attempt.amount = came
    attempt.save(update_fields=["payment", "amount"])


def _another(attempt: PaymentAttempt, amount: Decimal) -> PaymentAttempt:
    """Make an attempt for money that the payment did not need: it goes back by itself."""
    return PaymentAttempt.objects.create(
        payment=attempt.payment,
        gateway=TRANSFER,
        amount=amount,
        state=PaymentAttempt.State.PENDING,
        expires_at=attempt.expires_at,
    )


def _capture(attempt: PaymentAttempt, receipt: TransferReceipt, serial: str, actor: Actor) -> None:
    noon = datetime.combine(receipt.received_on, time(12), timezone.get_current_timezone())
    report = TradeReport(
        out_trade_no=attempt.out_trade_no,
        state=TradeState.PAID,
        amount=attempt.amount,
        trade_no=serial,
        paid_at=min(noon, timezone.now()),
    )
    settle_capture(attempt_id=attempt.pk, report=report, actor=actor)


def deadline_with_transfer(*, deadline: datetime | None, now: datetime) -> datetime:
    """Return until when an order may be paid once a transfer was chosen: it takes days."""
    later = now + timedelta(days=policies(PaymentPolicies).transfer_days)
    return max(deadline, later) if deadline else later
