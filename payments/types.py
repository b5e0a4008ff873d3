"""Values of payments that cross the app's border, and what gateways report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from shop.common.money import ZERO


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
    try_mark: str = ""  # names the payer's one try, where a trade can be tried with card after card
    started_at: datetime | None = None  # our own moment, where the gateway repeats it


@dataclass(frozen=True, kw_only=True)
class TradeRef:
    """Which trade is meant.

    `started_at` and `expires_at` are the moments that were told to the gateway at first.
    """

    out_trade_no: str
    amount: Decimal
    started_at: datetime
    expires_at: datetime | None = None
    gateway_trade_no: str = ""


class RefundState(StrEnum):
    """What a gateway says of a refund; PENDING was accepted, UNKNOWN perhaps: ask both again.

    RETURNED: it went to our own bank account, the payer has nothing.
    """

    DONE = "done"
    RETURNED = "returned"
    PENDING = "pending"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class RefundReport:
    """A refund as its gateway knows it; `number_is_spent`: a new try needs a new number.

    `gateway_number` is the gateway's own; `refusal` says why it would not send it another way.
    """

    state: RefundState
    code: str = ""
    done_at: datetime | None = None
    number_is_spent: bool = False
    gateway_number: str = ""
    refusal: str = ""


class RerouteTarget(StrEnum):
    """Where money goes that could not go back the way it came."""

    CARD = "card"
    OURS = "ours"


@dataclass(frozen=True, kw_only=True)
class OtherWay:
    """Another way for a refund; a card of the payer's needs its bank, number and holder."""

    target: RerouteTarget
    bank: str = ""
    account: str = field(default="", repr=False)
    holder: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class RefundNotice:
    """What a notification says of a refund; amount in yuan."""

    out_request_no: str
    amount: Decimal
    report: RefundReport


class NotificationFault(StrEnum):
    NONE = ""
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    STALE = "stale"
    WRONG_MERCHANT = "wrong_merchant"
    MALFORMED = "malformed"
    FOREIGN_ADDRESS = "foreign_address"


@dataclass(frozen=True, kw_only=True)
class ParsedNotification:
    """A judged notification: signature, time, app and merchant.

    Without a fault it tells of a trade (`report`), of a refund (`refund`), or of both.
    """

    notify_id: str
    fault: NotificationFault = NotificationFault.NONE
    report: TradeReport | None = None
    refund: RefundNotice | None = None


class StatementOutcome(StrEnum):
    """What became of asking for a day's statement."""

    READY = "ready"
    EMPTY = "empty"
    NOT_YET = "not_yet"


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """A line of a provider's statement: `kind` is trade or refund.

    `amount` in yuan, positive; `fee` in yuan as the provider signs it: positive is paid by us.
    `is_pending`: a refund that was only accepted when the statement was written.
    """

    kind: str
    out_trade_no: str
    amount: Decimal
    fee: Decimal
    out_request_no: str = ""
    gateway_trade_no: str = ""
    at: datetime | None = None
    is_pending: bool = False


@dataclass(frozen=True, kw_only=True)
class OurDay:
    """What we took and gave back through a gateway on one day."""

    trade_count: int
    trade_total: Decimal
    refund_count: int
    refund_total: Decimal


class DepartureKind(StrEnum):
    """How the payer sets out, see `Departure`."""

    REDIRECT = "redirect"
    FORM = "form"
    QR = "qr"
    BRIDGE = "bridge"
    TRANSFER = "transfer"


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Where the payer goes, by kind.

    redirect: to `url`; form: posting `fields` to `url`; qr: scanning `url`; bridge: WeChat's own
    browser is called with `fields`; transfer: paying by bank as `fields` say.
    """

    kind: DepartureKind
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PayRequest:
    """What a gateway needs to begin a trade; all the same on a repeat, but for the payer's own.

    `payer_ip` and `payer_id` (WeChat's openid) are empty where nobody knows them.
    """

    out_trade_no: str
    amount: Decimal
    subject: str
    started_at: datetime
    expires_at: datetime
    return_url: str
    notify_url: str
    product: str = ""
    payer_ip: str = ""
    payer_id: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundRequest:
    """What a gateway needs to give money back; all the same on every try.

    `amount` of the trade's `total`, both in yuan.
    """

    out_trade_no: str
    out_request_no: str
    amount: Decimal
    total: Decimal
    captured_at: datetime
    requested_at: datetime
    gateway_trade_no: str = ""
    notify_url: str = ""
    reason: str = ""


class Device(StrEnum):
    """What the payer holds; `wechat` is WeChat's own browser."""

    COMPUTER = "computer"
    PHONE = "phone"
    WECHAT = "wechat"


@dataclass(frozen=True, kw_only=True)
class Payer:
    """What is known of who pays: the device, its address, the gateway's own number of a person."""

    device: Device = Device.COMPUTER
    ip: str = ""
    payer_id: str = ""


@dataclass(frozen=True, kw_only=True)
class PayWay:
    """A way of paying, as the pay page offers it; `gateway` and `product` name it.

    `hint` says in a few words what the payer does; `needs_payer`: needs the gateway's own number
    of the payer (WeChat's openid), so offered only where it is known or can be asked for.
    """

    gateway: str
    product: str
    label: str
    hint: str = ""
    needs_payer: bool = False

    @property
    def code(self) -> str:
        return f"{self.gateway}:{self.product}"


@dataclass(frozen=True, kw_only=True)
class News:
    """What gateways say of a plan that is not paid.

    `is_awaited`: it may be paid by now; `is_asked_for`: the payer asked, and no answer came yet;
    `is_none`: all answered that nothing was paid.
    """

    is_awaited: bool = False
    is_asked_for: bool = False
    is_none: bool = False


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
class ProposalView:
    """A refund that somebody asked for and that does not go back yet, or never."""

    amount: Decimal
    note: str
    who: str
    at: datetime
    is_declined: bool


@dataclass(frozen=True, kw_only=True)
class RefundView:
    number: str
    amount: Decimal
    state: str
    reason: str
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Share:
    """The part of a sum that one way of paying brought, or takes back."""

    way: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class MoneyIn(Share):
    """Money that came and counts; `serial` is the gateway's own number of it."""

    serial: str


@dataclass(frozen=True, kw_only=True)
class MoneyBack:
    """Money that goes back, or went; `is_too_much`: it was never owed, so nothing is missing."""

    amount: Decimal
    state: str
    reason: str
    is_too_much: bool
    shares: list[Share]
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Movements:
    """The money of one plan, as the payer may read it, the oldest first."""

    came: list[MoneyIn] = field(default_factory=list)
    went_back: list[MoneyBack] = field(default_factory=list)

    @property
    def kept(self) -> Decimal:
        """Return what came and does not go back."""
        returned = [back.amount for back in self.went_back if not back.is_too_much]
        return sum((money.amount for money in self.came), ZERO) - sum(returned, ZERO)
