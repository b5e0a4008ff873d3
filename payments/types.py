"""Values of payments that cross the app's border, and what gateways report."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class TradeState(StrEnum):
    """What a gateway says of a trade; UNKNOWN means: ask again, believe nothing."""

    NOT_FOUND = "not_found"
    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class TradeReport:
    """A trade as its gateway knows it, by query or by notification; amounts in yuan."""

    out_trade_no: str
    state: TradeState
    amount: Decimal | None = None
    currency: str = "CNY"
    trade_no: str = ""
    payer: str = ""
    paid_at: datetime | None = None
    failure_code: str = ""


class RefundState(StrEnum):
    DONE = "done"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class RefundReport:
    """A refund as its gateway knows it."""

    state: RefundState
    code: str = ""
    done_at: datetime | None = None


class NotificationFault(StrEnum):
    NONE = ""
    BAD_SIGNATURE = "bad_signature"
    WRONG_MERCHANT = "wrong_merchant"
    MALFORMED = "malformed"


@dataclass(frozen=True, kw_only=True)
class ParsedNotification:
    """A judged notification: signature, app and merchant; `report` stands only without a fault."""

    notify_id: str
    fault: NotificationFault = NotificationFault.NONE
    report: TradeReport | None = None


@dataclass(frozen=True, kw_only=True)
class PayRequest:
    """What a gateway needs to begin a trade."""

    out_trade_no: str
    amount: Decimal
    subject: str
    expires_at: datetime
    return_url: str
    notify_url: str
    product: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundRequest:
    """What a gateway needs to give money back; the same `out_request_no` on every try."""

    out_trade_no: str
    out_request_no: str
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PayWay:
    """A way of paying, as the pay page offers it."""

    gateway: str
    product: str
    label: str


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """What other apps may know of a plan."""

    reference: str
    total: Decimal
    captured: Decimal
    refunded: Decimal
    is_paid: bool
    is_closed: bool
    deadline: datetime | None
    refunds: list["RefundView"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RefundView:
    number: str
    amount: Decimal
    state: str
    reason: str
    created_at: datetime
    done_at: datetime | None
