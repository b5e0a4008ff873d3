"""The life of a trade: prepaid, paid, closed. Every change locks its row."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shop.sandbox.deliveries.outbox import Notice, post_notice
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import Fault, WechatMerchant, WechatTrade
from shop.sandbox.wechat.notices import trade_node
from shop.sandbox.wechat.refusals import WechatRefusal
from shop.sandbox.wechat.terms import LIFE, Terms

OPENID = "oSandbox0000000000000000gou"
State = WechatTrade.State


@dataclass(frozen=True)
class Payment:
    """What came of pressing the pay button; no cause means paid."""

    trade: WechatTrade
    refused_because: str = ""


def new_transaction_id(at: datetime) -> str:
    """Make a number of 28 digits that holds the day, as WeChat Pay's do."""
    return f"4200{timezone.localtime(at):%Y%m%d}{secrets.randbelow(10**16):016d}"


def new_token() -> str:
    """Make the end of a code's address and of a prepay_id."""
    return secrets.token_hex(16)


@transaction.atomic
def begin_trade(*, merchant: WechatMerchant, terms: Terms) -> WechatTrade:
    """Begin a trade, or answer a repeat; the same number with other terms is refused."""
    now = timezone.now()
    fresh = WechatTrade(
        merchant=merchant,
        kind=terms.kind,
        out_trade_no=terms.out_trade_no,
        token=new_token(),
        total_fen=terms.total_fen,
        description=terms.description,
        attach=terms.attach,
        notify_url=terms.notify_url,
        openid=terms.openid,
        expires_at=terms.expires_at or now + LIFE,
        created_at=now,
    )
    WechatTrade.objects.bulk_create([fresh], ignore_conflicts=True)
    trade = find_trade(merchant=merchant, out_trade_no=terms.out_trade_no)
    _refuse_finished(trade)
    if not _is_repeat(trade, terms):
        raise WechatRefusal("INVALID_REQUEST")
    return trade


def _refuse_finished(trade: WechatTrade) -> None:
    if trade.state == State.CLOSED:
        raise WechatRefusal("ORDER_CLOSED")
    if trade.state != State.WAITING:
        raise WechatRefusal("ORDER_PAID")


def _is_repeat(trade: WechatTrade, terms: Terms) -> bool:
    stored = Terms(
        kind=trade.kind,
        out_trade_no=trade.out_trade_no,
        total_fen=trade.total_fen,
        description=trade.description,
        attach=trade.attach,
        notify_url=trade.notify_url,
        openid=trade.openid,
        expires_at=trade.expires_at,
    )
    is_same_time = terms.expires_at in {None, trade.expires_at}
    return stored.identity == terms.identity and is_same_time


def find_trade(
    *, merchant: WechatMerchant, out_trade_no: str = "", transaction_id: str = ""
) -> WechatTrade:
    """Find and lock a trade by WeChat Pay's number, else by the merchant's.

    Inside a transaction. A trade past its deadline is closed by looking.
    """
    trades = WechatTrade.objects.select_for_update(of=("self",)).select_related("merchant")
    key = {"transaction_id": transaction_id} if transaction_id else {"out_trade_no": out_trade_no}
    trade = trades.filter(merchant=merchant, **key).first()
    if trade is None:
        raise WechatRefusal("ORDER_NOT_EXIST")
    now = timezone.now()
    if trade.state == State.WAITING and trade.expires_at <= now:
        _close(trade, now)
    return trade


@transaction.atomic
def look_up(
    *, merchant: WechatMerchant, out_trade_no: str = "", transaction_id: str = ""
) -> WechatTrade:
    """Return the trade as it stands now."""
    return find_trade(merchant=merchant, out_trade_no=out_trade_no, transaction_id=transaction_id)


@transaction.atomic
def pay_trade(*, merchant: WechatMerchant, out_trade_no: str) -> Payment:
    """Take the payer's money once. A refusal leaves the trade as it was and payable again."""
    trade = find_trade(merchant=merchant, out_trade_no=out_trade_no)
    cause = _reason_not_to_pay(trade)
    if cause:
        _note_failure(trade, cause)
        return Payment(trade=trade, refused_because=cause)
    trade.state = State.SUCCESS
    trade.paid_at = timezone.now()
    trade.transaction_id = new_transaction_id(trade.paid_at)
    trade.openid = trade.openid or OPENID
    trade.last_failure = ""
    trade.save(update_fields=["state", "paid_at", "transaction_id", "openid", "last_failure"])
    post_notice(
        notice=Notice(
            provider="wechat",
            merchant=merchant.mchid,
            kind="TRANSACTION.SUCCESS",
            reference=trade.out_trade_no,
            url=trade.notify_url,
            payload=trade_node(trade),
            fen=trade.total_fen,
        )
    )
    return Payment(trade=trade)


def _reason_not_to_pay(trade: WechatTrade) -> str:
    if trade.state == State.CLOSED:
        return "ORDER_CLOSED"
    if trade.state != State.WAITING:
        return "ORDER_PAID"
    occasion = Occasion(
        provider="wechat", method="pay", reference=trade.out_trade_no, fen=trade.total_fen
    )
    decline = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    return "" if decline is None else decline.cause or "NOT_ENOUGH"


@transaction.atomic
def fail_trade(*, merchant: WechatMerchant, out_trade_no: str, cause: str) -> WechatTrade:
    """Refuse the payer once; the trade stays payable and the merchant is not told."""
    trade = find_trade(merchant=merchant, out_trade_no=out_trade_no)
    _note_failure(trade, cause)
    return trade


def _note_failure(trade: WechatTrade, cause: str) -> None:
    if trade.state == State.WAITING:
        trade.last_failure = cause
        trade.save(update_fields=["last_failure"])


@transaction.atomic
def close_trade(*, merchant: WechatMerchant, out_trade_no: str) -> WechatTrade:
    """Close an unpaid trade for good; a closed one stays so, a paid one is refused."""
    trade = find_trade(merchant=merchant, out_trade_no=out_trade_no)
    if trade.state == State.WAITING:
        _close(trade, timezone.now())
    elif trade.state != State.CLOSED:
        raise WechatRefusal("ORDER_PAID")
    return trade


@transaction.atomic
def close_expired_trades() -> int:
    """Close what nobody paid in time; WeChat Pay does not notify of it."""
    now = timezone.now()
    expired = WechatTrade.objects.filter(state=State.WAITING, expires_at__lte=now)
    chosen = expired.select_for_update(skip_locked=True).order_by("pk")[:50]
    for trade in chosen:
        _close(trade, now)
    return len(chosen)


def _close(trade: WechatTrade, now: datetime) -> None:
    trade.state = State.CLOSED
    trade.closed_at = now
    trade.save(update_fields=["state", "closed_at"])
