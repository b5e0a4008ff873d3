"""Money back: accepted at once, done a while later; once per number, never more than was paid."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shop.sandbox.clock import scaled
from shop.sandbox.deliveries.outbox import Notice, post_notice
from shop.sandbox.faults import Occasion, strikes
from shop.sandbox.models import Fault, WechatMerchant, WechatRefund, WechatTrade
from shop.sandbox.wechat.notices import refund_node
from shop.sandbox.wechat.refusals import WechatRefusal, bad_parameter
from shop.sandbox.wechat.trades import find_trade
from shop.sandbox.wechat.wire import Call, fen_in, text_in

TAKES = timedelta(minutes=5)  # to a wallet; a card takes days
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
_LARGEST_COUNT = 50
_LATEST = timedelta(days=365)
Status = WechatRefund.Status
_ENDS = {
    Fault.Kind.REFUND_CLOSED: Status.CLOSED,
    Fault.Kind.REFUND_ABNORMAL: Status.ABNORMAL,
}


@dataclass(frozen=True)
class RefundRequest:
    """What the merchant asks for."""

    out_trade_no: str
    transaction_id: str
    out_refund_no: str
    amount_fen: int
    total_fen: int
    reason: str
    notify_url: str


def read_refund(*, call: Call) -> RefundRequest:
    """Read a refund call, or refuse it."""
    amount = call.part("amount")
    if text_in(amount, "currency", longest=16) != "CNY":
        raise bad_parameter("amount.currency")
    request = RefundRequest(
        out_trade_no=call.text("out_trade_no", longest=32),
        transaction_id=call.text("transaction_id", longest=32),
        out_refund_no=call.required_text("out_refund_no", longest=64),
        amount_fen=fen_in(amount, "refund"),
        total_fen=fen_in(amount, "total"),
        reason=call.text("reason", longest=80),
        notify_url=call.text("notify_url", longest=256),
    )
    if not _NUMBER.fullmatch(request.out_refund_no):
        raise bad_parameter("out_refund_no")
    if not request.out_trade_no and not request.transaction_id:
        raise bad_parameter("out_trade_no")
    return request


@transaction.atomic
def refund_trade(*, merchant: WechatMerchant, request: RefundRequest) -> WechatRefund:
    """Accept a refund under the trade's lock. The same number again moves no money."""
    trade = _trade(merchant, request)
    known = (
        WechatRefund.objects.filter(merchant=merchant, out_refund_no=request.out_refund_no)
        .select_related("trade__merchant")
        .first()
    )
    if known is not None:
        if (known.trade.pk, known.amount_fen) != (trade.pk, request.amount_fen):
            raise WechatRefusal("INVALID_REQUEST", detail="退款单号重复且参数不一致")
        return known
    _refuse_wrong_refund(trade, request)
    refund = _accept(trade, request, timezone.now())
    trade.refunded_fen += request.amount_fen
    trade.state = WechatTrade.State.REFUND
    trade.save(update_fields=["refunded_fen", "state"])
    return refund


def _trade(merchant: WechatMerchant, request: RefundRequest) -> WechatTrade:
    try:
        return find_trade(
            merchant=merchant,
            out_trade_no=request.out_trade_no,
            transaction_id=request.transaction_id,
        )
    except WechatRefusal as missing:
        raise WechatRefusal("RESOURCE_NOT_EXISTS", detail="订单不存在") from missing


def _refuse_wrong_refund(trade: WechatTrade, request: RefundRequest) -> None:
    if trade.paid_at is None:
        raise WechatRefusal("INVALID_REQUEST", detail="订单未支付")
    if request.total_fen != trade.total_fen:
        raise WechatRefusal("INVALID_REQUEST", detail="订单金额与原订单不一致")
    if trade.refunded_fen + request.amount_fen > trade.total_fen:
        raise WechatRefusal("INVALID_REQUEST", detail="退款金额大于可退金额")
    if timezone.now() - trade.paid_at > _LATEST:
        raise WechatRefusal("INVALID_REQUEST", detail="订单已超过退款期限")
    if WechatRefund.objects.filter(trade=trade).count() >= _LARGEST_COUNT:
        raise WechatRefusal("RULE_LIMIT", detail="退款次数超限")


def _accept(trade: WechatTrade, request: RefundRequest, now: datetime) -> WechatRefund:
    faults = _faults(trade, request)
    pending = faults.get(Fault.Kind.REFUND_PENDING)
    wait = timedelta(seconds=float(pending.seconds)) if pending else scaled(TAKES)
    ends = [_ENDS[kind] for kind in _ENDS if kind in faults]
    return WechatRefund.objects.create(
        trade=trade,
        merchant=trade.merchant,
        refund_id=f"5030{timezone.localtime(now):%Y%m%d}{secrets.randbelow(10**17):017d}",
        out_refund_no=request.out_refund_no,
        amount_fen=request.amount_fen,
        reason=request.reason,
        notify_url=request.notify_url,
        ends_as=ends[0] if ends else Status.SUCCESS,
        ends_at=now + wait,
        created_at=now,
    )


def _faults(trade: WechatTrade, request: RefundRequest) -> dict[str, Fault]:
    occasion = Occasion(
        provider="wechat",
        method="refund",
        reference=trade.out_trade_no,
        fen=request.amount_fen,
    )
    kinds = (Fault.Kind.REFUND_PENDING, *_ENDS)
    return {fault.kind: fault for fault in strikes(occasion=occasion, kinds=kinds)}


@transaction.atomic
def end_due_refunds() -> int:
    """Let the refunds arrive, or fail, whose time has come."""
    due = (
        WechatRefund.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("trade__merchant")
        .filter(status=Status.PROCESSING, ends_at__lte=timezone.now())
        .order_by("pk")[:50]
    )
    for refund in due:
        _end(refund)
    return len(due)


@transaction.atomic
def look_up_refund(*, merchant: WechatMerchant, out_refund_no: str) -> WechatRefund:
    """Return the refund as it stands now; one whose time has come ends by looking."""
    refund = (
        WechatRefund.objects.select_for_update(of=("self",))
        .select_related("trade__merchant")
        .filter(merchant=merchant, out_refund_no=out_refund_no)
        .first()
    )
    if refund is None:
        raise WechatRefusal("RESOURCE_NOT_EXISTS")
    if refund.status == Status.PROCESSING and refund.ends_at <= timezone.now():
        _end(refund)
    return refund


def _end(refund: WechatRefund) -> None:
    refund.status = refund.ends_as
    refund.done_at = timezone.now() if refund.status == Status.SUCCESS else None
    refund.save(update_fields=["status", "done_at"])
    if refund.status == Status.CLOSED:  # the money is the merchant's again
        trades = WechatTrade.objects.filter(pk=refund.trade.pk)
        trades.update(refunded_fen=F("refunded_fen") - refund.amount_fen)
    post_notice(
        notice=Notice(
            provider="wechat",
            merchant=refund.trade.merchant.mchid,
            kind=f"REFUND.{refund.status}",
            reference=refund.trade.out_trade_no,
            url=refund.notify_url or refund.trade.notify_url,
            payload=refund_node(refund),
            fen=refund.trade.total_fen,
        )
    )
