"""The life of a trade: brought by a browser, tried, paid. Every change locks its row."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shop.sandbox.deliveries.outbox import Notice, post_notice
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import Fault, UnionPayMerchant, UnionPayTrade
from shop.sandbox.unionpay.facts import facts_of_trade
from shop.sandbox.unionpay.refusals import UnionPayRefusal
from shop.sandbox.unionpay.wire import clearing_day, stamp

CARDS = {
    "6216261000000000018": ("01", "借记卡"),
    "6221558812340000": ("02", "信用卡"),
}
FIRST_CARD = "6216261000000000018"
SUCCESS, IN_PROCESS = "00", "05"
FEE_PER_MILLE = 6

Status = UnionPayTrade.Status


@dataclass(frozen=True)
class Payment:
    """What came of pressing the pay button; no code means paid or on its way."""

    trade: UnionPayTrade
    refused_because: str = ""


def new_query_id(at: datetime) -> str:
    """Make a number of 21 digits: the moment, the trace number, one digit more."""
    return f"{stamp(at)}{secrets.randbelow(10**7):07d}"


def fee_of(fen: int) -> int:
    """Return what a merchant pays for so much, to the nearest fen."""
    return (fen * FEE_PER_MILLE + 500) // 1000


@transaction.atomic
def bring_trade(*, draft: UnionPayTrade) -> UnionPayTrade:
    """Let the payer in. The same number with another amount or moment is refused."""
    UnionPayTrade.objects.bulk_create([draft], ignore_conflicts=True)
    known = UnionPayTrade.objects.filter(merchant=draft.merchant, order_id=draft.order_id)
    trades = list(known.order_by("pk"))
    if len(trades) != 1 or trades[0].txn_time != draft.txn_time:
        raise UnionPayRefusal("12")
    if trades[0].total_fen != draft.total_fen:
        raise UnionPayRefusal("12")
    return trades[0]


@transaction.atomic
def pay_trade(*, pk: int, card: str = FIRST_CARD) -> Payment:
    """Take the payer's money once. A refusal leaves the trade payable, until its time is over."""
    trade = lock(pk)
    refusal = _reason_not_to_try(trade)
    if refusal:
        return Payment(trade=trade, refused_because=refusal)
    _take_card(trade, card)
    occasion = occasion_of(trade, "pay")
    decline = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    if decline is not None:
        return _fail(trade, decline.cause[:2] or "64")
    _process(trade)
    return Payment(trade=trade)


@transaction.atomic
def fail_trade(*, pk: int, code: str, card: str = FIRST_CARD) -> Payment:
    """Refuse the payer once; the trade stays payable and the merchant is not told."""
    trade = lock(pk)
    refusal = _reason_not_to_try(trade)
    if refusal:
        return Payment(trade=trade, refused_because=refusal)
    _take_card(trade, card)
    return _fail(trade, code)


@transaction.atomic
def look_up(*, pk: int) -> UnionPayTrade:
    """Return the trade as it stands now; what is due is finished by looking."""
    trade = lock(pk)
    finish_when_due(trade)
    return trade


@transaction.atomic
def finish_due_payments() -> int:
    """Finish the payments that banks took their time for."""
    due = (
        UnionPayTrade.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("merchant")
        .filter(status=Status.PENDING, due_at__lte=timezone.now())
        .order_by("pk")[:50]
    )
    for trade in due:
        finish_when_due(trade)
    return len(due)


def lock(pk: int) -> UnionPayTrade:
    """Lock a trade; inside a transaction."""
    trades = UnionPayTrade.objects.select_for_update(of=("self",)).select_related("merchant")
    return trades.get(pk=pk)


def find_trade(*, merchant: UnionPayMerchant, order_id: str, txn_time: str) -> UnionPayTrade | None:
    """Find a trade that UnionPay knows: one that somebody has tried to pay."""
    known = UnionPayTrade.objects.filter(
        merchant=merchant, order_id=order_id, txn_time=txn_time
    ).exclude(status=Status.OPEN)
    found = known.first()
    return look_up(pk=found.pk) if found else None


def finish_when_due(trade: UnionPayTrade) -> None:
    """Finish a payment whose time has come; the row is locked."""
    if trade.status != Status.PENDING or trade.due_at is None or trade.due_at > timezone.now():
        return
    if trade.outcome == SUCCESS:
        _succeed(trade, trade.due_at)
    else:
        _fail(trade, trade.outcome)


def occasion_of(trade: UnionPayTrade, method: str) -> Occasion:
    return Occasion(
        provider="unionpay", method=method, reference=trade.order_id, fen=trade.total_fen
    )


def _reason_not_to_try(trade: UnionPayTrade) -> str:
    finish_when_due(trade)
    if trade.status in {Status.PAID, Status.PENDING}:
        return "12"
    return "42" if trade.expires_at <= timezone.now() else ""


def _take_card(trade: UnionPayTrade, card: str) -> None:
    """Begin a try; after a refusal it is another one, with a number of its own."""
    trade.card = card if card in CARDS else FIRST_CARD
    if trade.status == Status.FAILED:
        trade.query_id = new_query_id(timezone.now())


def _process(trade: UnionPayTrade) -> None:
    now = timezone.now()
    result = occasion_of(trade, "pay_result")
    failure = strike(occasion=result, kinds=[Fault.Kind.DECLINE])
    slow = strike(occasion=result, kinds=[Fault.Kind.SLOW], is_named=True)
    if failure is None and slow is None:
        _succeed(trade, now)
        return
    trade.status, trade.resp_code = Status.PENDING, IN_PROCESS
    trade.outcome = (failure.cause[:2] or "60") if failure else SUCCESS
    trade.due_at = now + timedelta(seconds=float(slow.seconds) if slow else 0)
    trade.save()


def _fail(trade: UnionPayTrade, code: str) -> Payment:
    trade.status, trade.resp_code, trade.due_at = Status.FAILED, code, None
    trade.save()
    return Payment(trade=trade, refused_because=code)


def _succeed(trade: UnionPayTrade, at: datetime) -> None:
    trade.status, trade.resp_code, trade.due_at = Status.PAID, SUCCESS, None
    trade.finished_at = at
    trade.settle_date = clearing_day(at)
    trade.fee_fen = fee_of(trade.total_fen)
    trade.save()
    post_notice(notice=_notice_of(trade))


def _notice_of(trade: UnionPayTrade) -> Notice:
    return Notice(
        provider="unionpay",
        merchant=trade.merchant.mer_id,
        kind="pay",
        reference=trade.order_id,
        url=trade.back_url,
        payload=facts_of_trade(trade) | {"respCode": trade.resp_code, "respMsg": "Success!"},
        fen=trade.total_fen,
    )
