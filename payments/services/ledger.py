"""Booking: each movement of money becomes one entry, in the transaction that moves it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from payments.models import Account, LedgerEntry, LedgerPosting, PaymentAttempt, RefundPart
from shop.common.actors import Actor

Kind = LedgerEntry.Kind


class Side(NamedTuple):
    """One side of a movement: what is ours is positive, what we owe is negative."""

    account: Account
    party: str
    amount: Decimal


@transaction.atomic
def book(
    *,
    kind: LedgerEntry.Kind,
    key: str,
    sides: Sequence[Side],
    happened_at: datetime,
    actor: Actor,
    reference: str = "",
    subject: str = "",
) -> LedgerEntry:
    """Write one movement; the database refuses one that is not balanced, or known by its key.

    Call it in the transaction that moves the money.
    """
    entry = LedgerEntry.objects.create(
        kind=kind,
        key=key,
        reference=reference,
        subject=subject,
        posting_count=len(sides),
        happened_at=happened_at,
        actor_user_id=actor.user_id,
        actor_process=actor.process,
    )
    LedgerPosting.objects.bulk_create(
        LedgerPosting(entry=entry, account=side.account, party=side.party, amount=side.amount)
        for side in sides
    )
    return entry


def book_capture(*, attempt: PaymentAttempt, actor: Actor, at: datetime) -> None:
    """Book money that came in: it lies at the gateway and belongs to the customer."""
    plan = attempt.payment.plan
    book(
        kind=Kind.CAPTURE,
        key=f"capture:{attempt.pk}",
        sides=_move(
            attempt.captured_amount,
            source=(Account.CUSTOMER, str(plan.customer_id)),
            target=(Account.CLEARING, attempt.gateway),
        ),
        happened_at=at,
        actor=actor,
        reference=plan.reference,
        subject=attempt.out_trade_no,
    )


def book_refund_sent(*, part: RefundPart, actor: Actor, at: datetime) -> None:
    """Book a part that sets out: no longer the customer's claim, not yet out of the gateway.

    A part that failed and is tried again sets out once more.
    """
    _book_part(
        part,
        kind=Kind.REFUND_SENT,
        key=f"refund_sent:{part.pk}:{_times(part, Kind.REFUND_SENT) + 1}",
        sides=_move(part.amount, source=_transit(part), target=_customer(part)),
        actor=actor,
        at=at,
    )


def book_refund_done(*, part: RefundPart, was_failed: bool, actor: Actor, at: datetime) -> None:
    """Book a part that left the gateway; one that was given up leaves from the customer's claim."""
    _book_part(
        part,
        kind=Kind.REFUND_DONE,
        key=f"refund_done:{part.pk}",
        sides=_move(
            part.amount,
            source=(Account.CLEARING, part.attempt.gateway),
            target=_customer(part) if was_failed else _transit(part),
        ),
        actor=actor,
        at=at,
    )


def book_refund_failed(*, part: RefundPart, actor: Actor, at: datetime) -> None:
    """Book a part that the gateway refused: the customer's claim again."""
    _book_part(
        part,
        kind=Kind.REFUND_FAILED,
        key=f"refund_failed:{part.pk}:{_times(part, Kind.REFUND_FAILED) + 1}",
        sides=_move(part.amount, source=_customer(part), target=_transit(part)),
        actor=actor,
        at=at,
    )


def book_into_bank(
    *,
    key: str,
    gateway: str,
    amount: Decimal,
    actor: Actor,
    at: datetime,
    reference: str = "",
    subject: str,
) -> None:
    """Book money from a gateway into the bank; a negative amount leaves the bank."""
    book(
        kind=Kind.SETTLEMENT,
        key=f"settlement:{key}",
        sides=_move(amount, source=(Account.CLEARING, gateway), target=(Account.BANK, "")),
        happened_at=at,
        actor=actor,
        reference=reference,
        subject=subject,
    )


def _book_part(
    part: RefundPart,
    *,
    kind: LedgerEntry.Kind,
    key: str,
    sides: Sequence[Side],
    actor: Actor,
    at: datetime,
) -> None:
    book(
        kind=kind,
        key=key,
        sides=sides,
        happened_at=at,
        actor=actor,
        reference=part.refund.plan.reference,
        subject=part.out_request_no,
    )


def _move(
    amount: Decimal, *, source: tuple[Account, str], target: tuple[Account, str]
) -> list[Side]:
    return [Side(*target, amount), Side(*source, -amount)]


def _customer(part: RefundPart) -> tuple[Account, str]:
    return Account.CUSTOMER, str(part.refund.plan.customer_id)


def _transit(part: RefundPart) -> tuple[Account, str]:
    return Account.IN_TRANSIT, part.attempt.gateway


def _times(part: RefundPart, kind: LedgerEntry.Kind) -> int:
    """Count what was booked of a part; whoever books it holds the lock of its plan."""
    known = LedgerEntry.objects.filter(key__startswith=f"{kind}:{part.pk}:")
    return known.count()
