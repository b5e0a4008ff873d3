"""The gateways' books, for looking at: newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop.sandbox.models import (
    AlipayRefund,
    AlipayTrade,
    Delivery,
    UnionPayReturn,
    UnionPayTrade,
    WechatRefund,
    WechatTrade,
)
from shop.sandbox.money import yuan

LONGEST_LIST = 200
NAMES = {"alipay": "支付宝", "unionpay": "银联", "wechat": "微信支付"}


@dataclass(frozen=True)
class TradeLine:
    number: str
    theirs: str
    state: str
    total: str
    refunded: str
    created_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True)
class RefundLine:
    trade: str
    number: str
    state: str
    amount: str
    done_at: datetime | None


@require_safe
def books_page(request: HttpRequest, gateway: str) -> HttpResponse:
    trades, refunds = _LINES[gateway]
    deliveries = Delivery.objects.filter(provider=gateway).order_by("-pk")
    context = {
        "gateway": NAMES[gateway],
        "trades": trades(),
        "refunds": refunds(),
        "deliveries": deliveries[:LONGEST_LIST],
    }
    return render(request, "sandbox/books.html", context)


def _of_alipay() -> Iterable[TradeLine]:
    for trade in AlipayTrade.objects.order_by("-created_at", "-pk")[:LONGEST_LIST]:
        yield TradeLine(
            number=trade.out_trade_no,
            theirs=trade.trade_no,
            state=str(AlipayTrade.Status(trade.status).label),
            total=yuan(trade.total_fen),
            refunded=yuan(trade.refunded_fen),
            created_at=trade.created_at,
            paid_at=trade.paid_at,
        )


def _of_wechat() -> Iterable[TradeLine]:
    for trade in WechatTrade.objects.order_by("-created_at", "-pk")[:LONGEST_LIST]:
        yield TradeLine(
            number=trade.out_trade_no,
            theirs=trade.transaction_id or "",
            state=str(WechatTrade.State(trade.state).label),
            total=yuan(trade.total_fen),
            refunded=yuan(trade.refunded_fen),
            created_at=trade.created_at,
            paid_at=trade.paid_at,
        )


def _of_unionpay() -> Iterable[TradeLine]:
    for trade in UnionPayTrade.objects.order_by("-created_at", "-pk")[:LONGEST_LIST]:
        yield TradeLine(
            number=trade.order_id,
            theirs=trade.query_id,
            state=str(UnionPayTrade.Status(trade.status).label),
            total=yuan(trade.total_fen),
            refunded=yuan(trade.refunded_fen),
            created_at=trade.created_at,
            paid_at=trade.finished_at,
        )


def _back_at_alipay() -> Iterable[RefundLine]:
    refunds = AlipayRefund.objects.select_related("trade").order_by("-refunded_at", "-pk")
    for refund in refunds[:LONGEST_LIST]:
        yield RefundLine(
            trade=refund.trade.out_trade_no,
            number=refund.out_request_no,
            state="已退款",
            amount=yuan(refund.amount_fen),
            done_at=refund.refunded_at,
        )


def _back_at_wechat() -> Iterable[RefundLine]:
    refunds = WechatRefund.objects.select_related("trade").order_by("-created_at", "-pk")
    for refund in refunds[:LONGEST_LIST]:
        yield RefundLine(
            trade=refund.trade.out_trade_no,
            number=refund.out_refund_no,
            state=str(WechatRefund.Status(refund.status).label),
            amount=yuan(refund.amount_fen),
            done_at=refund.done_at,
        )


def _back_at_unionpay() -> Iterable[RefundLine]:
    returns = UnionPayReturn.objects.select_related("trade").order_by("-created_at", "-pk")
    for back in returns[:LONGEST_LIST]:
        kind = UnionPayReturn.Kind(back.kind)
        yield RefundLine(
            trade=back.trade.order_id,
            number=back.order_id,
            state=f"{kind.label}：{UnionPayReturn.Status(back.status).label}",
            amount=yuan(back.amount_fen),
            done_at=back.finished_at,
        )


_LINES = {
    "alipay": (_of_alipay, _back_at_alipay),
    "unionpay": (_of_unionpay, _back_at_unionpay),
    "wechat": (_of_wechat, _back_at_wechat),
}
