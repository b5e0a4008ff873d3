"""The differences desk: what finance does about a difference, above an amount by two people."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from payments.errors import (
    ActionNotPossible,
    PaymentOfRefundUnknown,
    ReasonNeeded,
    SecondPersonNeeded,
)
from payments.models import (
    Account,
    Difference,
    DifferenceHistory,
    LedgerEntry,
    PaymentAttempt,
    Refund,
    RefundPart,
    StatementRow,
)
from payments.policies import ReconciliationPolicies
from payments.services.history import move_part
from payments.services.ledger import Side, book
from payments.services.missing_payments import attempt_for_payment, book_known_payment
from payments.services.reconciliation import count_ours_anew
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused
from shop.common.policies import policies
from shop.common.transitions import step

Action, Kind, State = Difference.Action, Difference.Kind, Difference.State
_TRADE = StatementRow.Kind.TRADE
_SENT = RefundPart.State.PENDING
_LONGEST_NUMBER = 32
_MISSING = (Kind.ONLY_THEIRS, Kind.STATUS)


def possible_actions(*, difference: Difference) -> list[Difference.Action]:
    """Return what can be done about a difference, the proposed action first."""
    was_paid_out = difference.part is not None and difference.part.serial
    if difference.kind not in _MISSING or was_paid_out:
        return [Action.ACCEPT]
    if difference.subject == _TRADE and (difference.attempt_id or difference.out_trade_no):
        return [Action.BOOK, Action.REFUND, Action.ACCEPT]
    if difference.is_pending and not 0 < len(difference.out_request_no) <= _LONGEST_NUMBER:
        return [Action.ACCEPT]  # nobody could ask what becomes of it
    is_known = difference.part_id is not None or difference.attempt_id is not None
    return [Action.BOOK, Action.ACCEPT] if is_known else [Action.ACCEPT]


@transaction.atomic
def settle_difference(
    *,
    difference_id: int,
    action: Difference.Action,
    actor: Actor,
    reason: str = "",
    reference: str = "",
) -> Difference:
    """Settle a difference, or above an amount propose it to a second person.

    `reference` names the order of a payment that we know nothing of. Raises TransitionRefused when
    somebody else was quicker, ActionNotPossible, and what booking refuses: of a proposal as well.
    """
    difference = Difference.objects.lock(difference_id)
    if action not in possible_actions(difference=difference):
        raise ActionNotPossible
    if action == Action.ACCEPT and not reason.strip():
        raise ReasonNeeded
    needs_second = _needs_second(difference.gap)
    decided: dict[str, Any] = {
        "action": action,
        "reason": reason,
        "reference": reference or difference.reference,
        "needs_second": needs_second,
        "proposed_by_id": actor.user_id,
    }
    if needs_second:
        _move(difference, State.PROPOSED, actor=actor, reason=reason, also=decided)
        _try(difference, actor=actor)
        return difference
    _settle(difference, actor=actor, also=decided)
    return difference


@transaction.atomic
def approve_difference(*, difference_id: int, actor: Actor) -> Difference:
    """Do what somebody else proposed. Raises SecondPersonNeeded, and TransitionRefused."""
    difference = Difference.objects.lock(difference_id)
    if difference.state == State.PROPOSED and difference.proposed_by_id == actor.user_id:
        raise SecondPersonNeeded
    _settle(difference, actor=actor, also={}, source=State.PROPOSED)
    return difference


@transaction.atomic
def send_back_difference(*, difference_id: int, reason: str, actor: Actor) -> Difference:
    """Leave a proposal undone: the difference is open again. Its own author may do so too."""
    difference = Difference.objects.lock(difference_id)
    undone = {"action": "", "reason": "", "needs_second": False, "proposed_by_id": None}
    _move(difference, State.OPEN, actor=actor, reason=reason, also=undone)
    return difference


def _needs_second(gap: Decimal) -> bool:
    return abs(gap) > policies(ReconciliationPolicies).second_person_above


def _settle(
    difference: Difference,
    *,
    actor: Actor,
    also: Mapping[str, Any],
    source: str = State.OPEN,
) -> None:
    now = timezone.now()
    closed = {"settled_by_id": actor.user_id, "closed_at": now}
    reason = str(also.get("reason", difference.reason))
    if difference.state != source:
        raise TransitionRefused
    _move(difference, State.SETTLED, actor=actor, reason=reason, also={**also, **closed})
    _perform(difference, actor=actor, at=now)
    transaction.on_commit(partial(count_ours_anew, statement_id=difference.statement_id))


def _move(
    difference: Difference,
    to: Difference.State,
    *,
    actor: Actor,
    reason: str,
    also: Mapping[str, Any],
) -> None:
    step(
        difference,
        axis="state",
        to=to,
        table=Difference.TRANSITIONS,
        history=DifferenceHistory,
        owner="difference",
        actor=actor,
        reason=reason,
        also=also,
    )


def _perform(difference: Difference, *, actor: Actor, at: datetime) -> None:
    if difference.action == Action.ACCEPT:
        _accept(difference, actor=actor, at=at)
    elif difference.subject == _TRADE:
        _book_payment(difference, actor=actor)
    else:
        _book_refund(difference, actor=actor)


def _try(difference: Difference, *, actor: Actor) -> None:
    """Have refused now what would be refused to the second person; nothing of it stays."""
    with transaction.atomic():
        _perform(difference, actor=actor, at=timezone.now())
        transaction.set_rollback(True)


def _accept(difference: Difference, *, actor: Actor, at: datetime) -> None:
    """Bring the account of the gateway in line; fees are booked with their statement."""
    if difference.kind == Kind.FEE or not difference.gap:
        return
    book(
        kind=LedgerEntry.Kind.DIFFERENCE,
        key=f"difference:{difference.pk}",
        sides=[
            Side(Account.CLEARING, difference.gateway, difference.gap),
            Side(Account.DIFFERENCES, difference.gateway, -difference.gap),
        ],
        happened_at=at,
        actor=actor,
        reference=difference.reference,
        subject=difference.out_request_no or difference.out_trade_no,
    )


def _book_payment(difference: Difference, *, actor: Actor) -> None:
    is_wanted = difference.action == Action.BOOK
    attempt = difference.attempt or attempt_for_payment(
        reference=difference.reference,
        gateway=difference.gateway,
        out_trade_no=difference.out_trade_no,
        amount=difference.theirs,
        is_wanted=is_wanted,
        actor=actor,
    )
    book_known_payment(
        attempt_id=attempt.pk,
        amount=difference.theirs,
        gateway_trade_no=difference.gateway_trade_no,
        paid_at=difference.happened_at,
        is_wanted=is_wanted,
        actor=actor,
    )
    Difference.objects.filter(pk=difference.pk).update(attempt=attempt)


def _book_refund(difference: Difference, *, actor: Actor) -> None:
    """Book a refund that left the gateway: ours, or one that somebody made at its own console.

    One that the gateway only accepted is as undone in our books, and asked about.
    """
    part = difference.part or _foreign_part(difference, actor=actor)
    if difference.is_pending:
        return
    report = RefundReport(state=RefundState.DONE, done_at=difference.happened_at)
    settle_refund_part(part_id=part.pk, report=report, actor=actor)


def _foreign_part(difference: Difference, *, actor: Actor) -> RefundPart:
    attempt = difference.attempt
    if attempt is None or attempt.state != PaymentAttempt.State.CAPTURED:
        raise PaymentOfRefundUnknown
    refund = request_refund(
        reference=attempt.payment.plan.reference,
        amount=difference.theirs,
        cause_key=f"difference:{difference.pk}",
        reason=Refund.Reason.AT_GATEWAY,
        attempt_id=attempt.pk,
        actor=actor,
    )
    part: RefundPart = refund.parts.get()
    if difference.out_request_no:  # the gateway has it under this number: it is asked, not sent
        taken_over = {"out_request_no": difference.out_request_no[:_LONGEST_NUMBER], "tries": 1}
        move_part(plan=refund.plan, part=part, to=_SENT, actor=actor, also=taken_over)
    return part
