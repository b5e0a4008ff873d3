"""Bank transfers: entered by finance, confirmed by another person above an amount."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from payments.errors import (
    AmountNotReceived,
    SecondPersonNeeded,
    TransferDayImpossible,
    TransferDecided,
    TransferKnown,
    TransferNotFound,
)
from payments.models import Payment, PaymentAttempt, PaymentPlan, Refund, TransferReceipt
from payments.policies import PaymentPolicies
from payments.services.bank_serials import serial_once
from payments.services.captures import settle_capture
from payments.services.deadlines import TRANSFER
from payments.services.instalments import payment_over
from payments.services.ledger import book_into_bank
from payments.services.locks import lock_attempt
from payments.types import TradeReport, TradeState
from shop.common.actors import Actor, person
from shop.common.money import ZERO
from shop.common.policies import policies

_EARLIER = timedelta(days=1)  # a bank's day may end before ours
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

    Raises TransferNotFound for an unknown number, TransferKnown for a serial number entered before,
    TransferDayImpossible for a day before the attempt was made, or to come, and AmountNotReceived.
    """
    now = at or timezone.now()
    if found.amount <= ZERO:
        raise AmountNotReceived
    attempt = PaymentAttempt.objects.filter(
        out_trade_no=found.number.strip().upper(), gateway=TRANSFER
    ).first()
    if attempt is None:
        raise TransferNotFound
    _check_day(attempt, found.received_on, now)
    plan, attempt = lock_attempt(attempt_id=attempt.pk)
    serial = _without_spaces(found.serial)
    if _is_known(serial):
        raise TransferKnown
    with serial_once():
        receipt = TransferReceipt.objects.create(
            attempt=attempt,
            amount=found.amount,
            expected=_due(plan, attempt),
            serial=serial,
            received_on=found.received_on,
            needs_second=found.amount >= policies(PaymentPolicies).transfer_second_person,
            entered_by_id=user_id,
            entered_at=now,
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
    """Take a wrong entry back. Safe to repeat. Raises TransferDecided when it is booked."""
    receipt = _lock(receipt_id)
    if receipt.state == State.BOOKED:
        raise TransferDecided
    if receipt.state == State.WAITING:
        _decide(receipt, State.DECLINED, user_id)
    return receipt


def _is_known(serial: str) -> bool:
    known = TransferReceipt.objects.filter(serial=serial).exclude(state=State.DECLINED)
    return known.exists()


def _check_day(attempt: PaymentAttempt, day: date, now: datetime) -> None:
    first = timezone.localdate(attempt.created_at - _EARLIER)
    if not first <= day <= timezone.localdate(now):
        raise TransferDayImpossible


def _due(plan: PaymentPlan, attempt: PaymentAttempt) -> Decimal:
    """Return what the attempt asks for; what the plan still asks for where it is captured."""
    if attempt.state != PaymentAttempt.State.CAPTURED:
        return Decimal(attempt.amount)
    return sum((payment.amount for payment in _due_payments(plan)), ZERO)


def _due_payments(plan: PaymentPlan) -> QuerySet[Payment]:
    return plan.payments.filter(state=Payment.State.DUE, plan__state=PaymentPlan.State.OPEN)


def _without_spaces(serial: str) -> str:
    """Leave the space to numbers that we make up, so that none is ever the bank's own."""
    return "".join(serial.split())


def _lock(receipt_id: int) -> TransferReceipt:
    return TransferReceipt.objects.select_for_update().get(pk=receipt_id)


def _decide(receipt: TransferReceipt, state: str, user_id: int) -> None:
    receipt.state = state
    receipt.decided_by_id, receipt.decided_at = user_id, timezone.now()
    receipt.save(update_fields=["state", "decided_by", "decided_at"])


def _book(receipt: TransferReceipt, *, user_id: int) -> None:
    """Book what came: it pays what is due, in part where it is less; what is left goes back."""
    _decide(receipt, State.BOOKED, user_id)
    plan, attempt = lock_attempt(attempt_id=receipt.attempt_id)
    shares, left = _shares(plan, attempt, receipt.amount, person(user_id))
    counted = len(shares)
    if left:
        shares.append((attempt.payment, left))
    for number, (payment, amount) in enumerate(shares, start=1):
        is_first = number == 1 and attempt.state != PaymentAttempt.State.CAPTURED
        one = _attempt_over(payment, amount, like=attempt, taken_up=is_first)
        serial = receipt.serial if number == 1 else f"{receipt.serial} {number}"
        # What is left of more than was asked for is no second payment.
        unwanted = Refund.Reason.OTHER_AMOUNT if 0 < counted < number else None
        _capture(one, receipt, serial, actor=person(user_id), unwanted=unwanted)


def _shares(
    plan: PaymentPlan, attempt: PaymentAttempt, came: Decimal, actor: Actor
) -> tuple[list[tuple[Payment, Decimal]], Decimal]:
    """Divide what came among what is due, the remark's own payment first; and say what is left."""
    due = _due_payments(plan)
    shares: list[tuple[Payment, Decimal]] = []
    for payment in sorted(due, key=lambda one: (one.pk != attempt.payment_id, one.position)):
        amount = min(came, payment.amount)
        if not amount:
            break
        part = payment_over(plan=plan, payment=payment, amount=amount, actor=actor)
        shares.append((part, amount))
        came -= amount
    return shares, came


def _attempt_over(
    payment: Payment, amount: Decimal, *, like: PaymentAttempt, taken_up: bool
) -> PaymentAttempt:
    """Return an attempt for a share: that of the remark while nothing came for it, or a new one."""
    if not taken_up:
        return PaymentAttempt.objects.create(
            payment=payment,
            gateway=TRANSFER,
            amount=amount,
            state=PaymentAttempt.State.PENDING,
            expires_at=like.expires_at,
        )
    like.payment, like.amount = payment, amount
    like.save(update_fields=["payment", "amount"])
    return like


def _capture(
    attempt: PaymentAttempt,
    receipt: TransferReceipt,
    serial: str,
    *,
    actor: Actor,
    unwanted: Refund.Reason | None,
) -> None:
    noon = datetime.combine(receipt.received_on, time(12), timezone.get_current_timezone())
    # Money does not come before it was asked for, whatever the bank's day.
    came_at = min(max(noon, receipt.attempt.created_at), timezone.now())
    report = TradeReport(
        out_trade_no=attempt.out_trade_no,
        state=TradeState.PAID,
        amount=attempt.amount,
        trade_no=serial,
        paid_at=came_at,
    )
    settle_capture(attempt_id=attempt.pk, report=report, actor=actor, unwanted=unwanted)
    book_into_bank(
        key=f"transfer:{attempt.pk}",
        gateway=TRANSFER,
        amount=attempt.amount,
        actor=actor,
        at=came_at,
        reference=attempt.payment.plan.reference,
        subject=serial,
    )
