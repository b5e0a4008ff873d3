"""What happens to money."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shop.common.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(Event):
    """Money arrived and counts for the plan. Not sent for excess or late money, which goes back."""

    reference: str
    payment_id: int
    attempt_id: int
    amount: Decimal
    gateway: str
    serial: str
    captured_at: datetime
    plan_is_paid: bool


@dataclass(frozen=True, kw_only=True)
class PlanPaid(Event):
    """The captures reached the plan's total; sent once per plan, for a total of zero as well."""

    reference: str
    gateway: str
    serial: str
    captured_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanDeadlineMoved(Event):
    """A customer chose a bank transfer, which takes days, or gave it up for another way.

    Not sent when the deadline stays as it was. `deadline` may be outdated when this is heard.
    """

    reference: str
    deadline: datetime


@dataclass(frozen=True, kw_only=True)
class ExcessCaptured(Event):
    """Money arrived that the plan does not need; its refund is requested in the same step.

    Not sent for what somebody gives back at the differences desk.
    """

    reference: str
    attempt_id: int
    amount: Decimal
    was_closed: bool


@dataclass(frozen=True, kw_only=True)
class OtherAmountReported(Event):
    """A gateway says that it took another amount (`told`) than we asked for. Sent once per attempt.

    Nothing is booked. Not sent for notifications, which are refused.
    """

    reference: str
    attempt_id: int
    gateway: str
    told: str


@dataclass(frozen=True, kw_only=True)
class RefundApproved(Event):
    """People decided that money goes back, and it is reserved; not sent for automatic refunds."""

    reference: str
    cause_key: str


@dataclass(frozen=True, kw_only=True)
class RefundDone(Event):
    """All parts of a refund are back with the payer."""

    reference: str
    refund_id: int
    amount: Decimal
    cause_key: str
    done_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """A gateway refused a part for good; staff must decide. The amount stays reserved."""

    reference: str
    refund_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class RefundDeclined(Event):
    """A proposed refund was declined; not sent for refunds that a gateway refused."""

    reference: str
    cause_key: str


@dataclass(frozen=True, kw_only=True)
class NotificationRefused(Event):
    """A notification was stored but not believed. Not sent for repeats."""

    notification_id: int
    gateway: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class NotificationTurnedAway(Event):
    """A notification was refused unread for its size or type. Sent for the first of a day only."""

    refusal_id: int
    gateway: str
    cause: str
