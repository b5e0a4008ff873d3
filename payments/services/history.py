"""Who did what to a plan and to what lies under it: every step under the plan's lock is noted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from payments.models import PaymentAttempt, PaymentHistory, PaymentPlan, RefundPart
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused


def move_attempt(
    *,
    plan: PaymentPlan,
    attempt: PaymentAttempt,
    to: PaymentAttempt.State,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Move an attempt that is locked behind its plan: the one way in which its state changes.

    `also` sets further fields with it. Raises TransitionRefused.
    """
    before = _step(attempt, to, also or {})
    write_history(
        plan=plan,
        axis="attempt",
        subject=attempt.out_trade_no,
        from_state=before,
        to_state=to,
        reason=reason,
        actor=actor,
        at=at,
    )


def move_part(
    *,
    plan: PaymentPlan,
    part: RefundPart,
    to: RefundPart.State,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Move a part of a refund that is locked behind its plan, and say so under its number.

    `also` sets further fields with it. Raises TransitionRefused.
    """
    before = _step(part, to, also or {})
    write_history(
        plan=plan,
        axis="refund_part",
        subject=part.out_request_no,
        from_state=before,
        to_state=to,
        reason=reason,
        actor=actor,
        at=at,
    )


def _step(row: PaymentAttempt | RefundPart, to: str, also: Mapping[str, Any]) -> str:
    before = row.state
    if to not in row.TRANSITIONS.get(before, frozenset()):
        raise TransitionRefused
    changes = {"state": to, **also}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=changes)
    return before


def write_history(
    *,
    plan: PaymentPlan,
    axis: str,
    to_state: str,
    actor: Actor,
    from_state: str = "",
    subject: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Note a step of a plan, an attempt or a refund (`axis`) with its number (`subject`)."""
    row = history_row(
        plan=plan,
        axis=axis,
        subject=subject,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        actor=actor,
        at=at or timezone.now(),
    )
    row.save(force_insert=True)


def history_row(*, plan: PaymentPlan, actor: Actor, at: datetime, **step: str) -> PaymentHistory:
    """Make the row of a step, for who writes it together with other rows."""
    return PaymentHistory(
        plan=plan, actor_user_id=actor.user_id, actor_process=actor.process, at=at, **step
    )
