"""The life of a trade: opened by the payer, paid, closed. Every change locks its row."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shop.sandbox.alipay.notices import trade_fields
from shop.sandbox.alipay.refusals import AlipayRefusal
from shop.sandbox.deliveries.outbox import Notice, post_notice
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import AlipayApp, AlipayCashierVisit, AlipayTrade, Fault

BUYER_ID = "2088622900000017"
BUYER_LOGON_ID = "gou***@sandbox.example"


@dataclass(frozen=True)
class Payment:
    """What came of pressing the pay button; no cause means paid."""

    trade: AlipayTrade
    refused_because: str = ""


def new_trade_no(at: datetime) -> str:
    """Make a number of 28 digits that begins with the day, as Alipay's do."""
    return f"{timezone.localtime(at):%Y%m%d}22001{secrets.randbelow(10**15):015d}"


@transaction.atomic
def open_trade(*, visit: AlipayCashierVisit) -> AlipayTrade:
    """Let the payer in: the trade now exists. The same number with other terms is refused."""
    now = timezone.now()
    AlipayTrade.objects.bulk_create([_trade_of(visit, now)], ignore_conflicts=True)
    trade = _lock(app=visit.app, out_trade_no=visit.out_trade_no)
    if (trade.total_fen, trade.subject) != (visit.total_fen, visit.subject):
        raise AlipayRefusal("ACQ.CONTEXT_INCONSISTENT")
    _close_when_expired(trade, now)
    return trade


def _trade_of(visit: AlipayCashierVisit, now: datetime) -> AlipayTrade:
    return AlipayTrade(
        app=visit.app,
        out_trade_no=visit.out_trade_no,
        trade_no=new_trade_no(now),
        total_fen=visit.total_fen,
        subject=visit.subject,
        body=visit.body,
        passback_params=visit.passback_params,
        notify_url=visit.notify_url,
        expires_at=visit.expires_at,
        buyer_id=BUYER_ID,
        buyer_logon_id=BUYER_LOGON_ID,
        created_at=now,
    )


def find_trade(*, app: AlipayApp, out_trade_no: str, trade_no: str) -> AlipayTrade:
    """Find and lock a trade by Alipay's number, else by the merchant's; inside a transaction.

    A trade past its deadline is closed by looking.
    """
    trade = _lock(app=app, out_trade_no=out_trade_no, trade_no=trade_no)
    _close_when_expired(trade, timezone.now())
    return trade


@transaction.atomic
def look_up(*, app: AlipayApp, out_trade_no: str, trade_no: str = "") -> AlipayTrade:
    """Return the trade as it stands now; a trade past its deadline is closed by looking."""
    return find_trade(app=app, out_trade_no=out_trade_no, trade_no=trade_no)


@transaction.atomic
def pay_trade(*, app: AlipayApp, out_trade_no: str) -> Payment:
    """Take the payer's money once. A refusal leaves the trade as it was and payable again."""
    trade = find_trade(app=app, out_trade_no=out_trade_no, trade_no="")
    cause = _reason_not_to_pay(trade)
    if cause:
        _note_failure(trade, cause)
        return Payment(trade=trade, refused_because=cause)
    trade.status = AlipayTrade.Status.SUCCESS
    trade.paid_at = timezone.now()
    trade.last_failure = ""
    trade.save(update_fields=["status", "paid_at", "last_failure"])
    tell_merchant(trade=trade)
    return Payment(trade=trade)


def _reason_not_to_pay(trade: AlipayTrade) -> str:
    if trade.status == AlipayTrade.Status.CLOSED:
        return "ACQ.TRADE_HAS_CLOSE"
    if trade.status != AlipayTrade.Status.WAITING:
        return "ACQ.TRADE_HAS_SUCCESS"
    occasion = Occasion(
        provider="alipay", method="pay", reference=trade.out_trade_no, fen=trade.total_fen
    )
    decline = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    if decline is None:
        return ""
    return decline.cause or "ACQ.BUYER_BALANCE_NOT_ENOUGH"


@transaction.atomic
def fail_trade(*, app: AlipayApp, out_trade_no: str, cause: str) -> AlipayTrade:
    """Refuse the payer once; the trade stays payable and the merchant is not told, as at Alipay."""
    trade = find_trade(app=app, out_trade_no=out_trade_no, trade_no="")
    _note_failure(trade, cause)
    return trade


def _note_failure(trade: AlipayTrade, cause: str) -> None:
    if trade.status != AlipayTrade.Status.WAITING:
        return
    trade.last_failure = cause
    trade.save(update_fields=["last_failure"])


@transaction.atomic
def close_trade(*, app: AlipayApp, out_trade_no: str, trade_no: str) -> AlipayTrade:
    """Close an unpaid trade for good; anything else is refused."""
    trade = find_trade(app=app, out_trade_no=out_trade_no, trade_no=trade_no)
    if trade.status != AlipayTrade.Status.WAITING:
        raise AlipayRefusal("ACQ.TRADE_STATUS_ERROR")
    _close(trade, timezone.now())
    return trade


@transaction.atomic
def close_expired_trades() -> int:
    """Close what nobody paid in time."""
    now = timezone.now()
    expired = (
        AlipayTrade.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("app")
        .filter(status=AlipayTrade.Status.WAITING, expires_at__lte=now)
        .order_by("pk")[:50]
    )
    for trade in expired:
        _close(trade, now)
    return len(expired)


def _lock(*, app: AlipayApp, out_trade_no: str, trade_no: str = "") -> AlipayTrade:
    trades = AlipayTrade.objects.select_for_update(of=("self",)).select_related("app")
    key = {"trade_no": trade_no} if trade_no else {"out_trade_no": out_trade_no}
    trade = trades.filter(app=app, **key).first()
    if trade is None:
        raise AlipayRefusal("ACQ.TRADE_NOT_EXIST")
    return trade


def _close_when_expired(trade: AlipayTrade, now: datetime) -> None:
    if trade.status == AlipayTrade.Status.WAITING and trade.expires_at <= now:
        _close(trade, now)


def _close(trade: AlipayTrade, now: datetime) -> None:
    trade.status = AlipayTrade.Status.CLOSED
    trade.closed_at = now
    trade.save(update_fields=["status", "closed_at"])
    tell_merchant(trade=trade)


def tell_merchant(*, trade: AlipayTrade) -> None:
    """Put the trade's new state in the post."""
    post_notice(
        notice=Notice(
            provider="alipay",
            merchant=trade.app.app_id,
            kind=trade.status,
            reference=trade.out_trade_no,
            url=trade.notify_url,
            payload=trade_fields(trade),
            fen=trade.total_fen,
        )
    )
