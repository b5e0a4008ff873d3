"""Money back: once per request number, never more than was paid."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from shop.sandbox.alipay.notices import refund_fields
from shop.sandbox.alipay.refusals import AlipayRefusal
from shop.sandbox.alipay.trades import find_trade
from shop.sandbox.deliveries.outbox import Notice, post_notice
from shop.sandbox.models import AlipayApp, AlipayRefund, AlipayTrade


@dataclass(frozen=True)
class RefundRequest:
    """What the merchant asks for. Without a request number it is the whole of the trade."""

    out_trade_no: str
    trade_no: str
    out_request_no: str
    amount_fen: int
    reason: str = ""


@dataclass(frozen=True)
class RefundOutcome:
    """The refund and whether money moved just now."""

    refund: AlipayRefund
    money_moved: bool


@transaction.atomic
def refund_trade(*, app: AlipayApp, request: RefundRequest) -> RefundOutcome:
    """Refund under the trade's lock. The same number again moves no money."""
    trade = find_trade(app=app, out_trade_no=request.out_trade_no, trade_no=request.trade_no)
    number = request.out_request_no or trade.out_trade_no
    done = AlipayRefund.objects.filter(trade=trade, out_request_no=number).first()
    if done is not None:
        return _repeat(trade, done, request)
    _refuse_wrong_refund(trade, request)
    refund = AlipayRefund.objects.create(
        trade=trade,
        out_request_no=number,
        amount_fen=request.amount_fen,
        reason=request.reason,
        refunded_at=timezone.now(),
    )
    trade.refunded_fen += request.amount_fen
    if trade.is_fully_refunded:
        trade.status = AlipayTrade.Status.CLOSED
        trade.closed_at = refund.refunded_at
    trade.save(update_fields=["refunded_fen", "status", "closed_at"])
    _tell_merchant(refund)
    return RefundOutcome(refund=refund, money_moved=True)


def _repeat(trade: AlipayTrade, done: AlipayRefund, request: RefundRequest) -> RefundOutcome:
    if done.amount_fen != request.amount_fen:
        raise AlipayRefusal("ACQ.DISCORDANT_REPEAT_REQUEST")
    done.trade = trade
    return RefundOutcome(refund=done, money_moved=False)


def _refuse_wrong_refund(trade: AlipayTrade, request: RefundRequest) -> None:
    if trade.status == AlipayTrade.Status.FINISHED:
        raise AlipayRefusal("ACQ.TRADE_HAS_FINISHED")
    if trade.paid_at is None:
        is_closed = trade.status == AlipayTrade.Status.CLOSED
        raise AlipayRefusal("ACQ.TRADE_HAS_CLOSE" if is_closed else "ACQ.TRADE_NOT_ALLOW_REFUND")
    if trade.refunded_fen + request.amount_fen > trade.total_fen:
        raise AlipayRefusal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
    if not request.out_request_no and request.amount_fen != trade.total_fen:
        raise AlipayRefusal("ACQ.INVALID_PARAMETER", detail="部分退款必须传out_request_no")


def _tell_merchant(refund: AlipayRefund) -> None:
    trade = refund.trade
    post_notice(
        notice=Notice(
            provider="alipay",
            merchant=trade.app.app_id,
            kind="refund",
            reference=trade.out_trade_no,
            url=trade.notify_url,
            payload=refund_fields(refund),
            fen=trade.total_fen,
        )
    )
