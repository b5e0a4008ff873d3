"""Statements of a day in WeChat Pay's own format, kept from asking to downloading."""

import gzip
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from shop.sandbox.clock import beijing
from shop.sandbox.faults import Occasion, rule_is_on, strike
from shop.sandbox.models import Fault, WechatBill, WechatMerchant, WechatRefund, WechatTrade
from shop.sandbox.money import yuan
from shop.sandbox.wechat.refusals import WechatRefusal, bad_parameter
from shop.sandbox.wechat.wire import Call

RULE = "wechat_bill_next_day"
READY_AT = time(9)
LIVES = timedelta(minutes=5)
_KINDS = {"ALL", "SUCCESS", "REFUND"}
_FEE_OF_10000 = 60
_OLDEST = timedelta(days=92)
_HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,"
    "商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
_SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
_REFUND_STATES = {"CLOSED": "FAIL", "ABNORMAL": "CHANGE"}


@dataclass(frozen=True)
class _Row:
    """A line of the file, and what it adds to the sums."""

    trade: WechatTrade
    refund: WechatRefund | None
    fen: int
    fee_fen: int

    @property
    def paid_fen(self) -> int:
        return 0 if self.refund else self.fen

    @property
    def back_fen(self) -> int:
        return self.fen if self.refund else 0


def order_bill(*, call: Call) -> tuple[WechatBill, str]:
    """Write the statement that is asked for and keep it; return it with its hash."""
    kind = call.text("bill_type", longest=10) or "ALL"
    packing = call.text("tar_type", longest=10)
    if kind not in _KINDS:
        raise bad_parameter("bill_type")
    if packing not in {"", "GZIP"}:
        raise bad_parameter("tar_type")
    plain = _write(call.merchant, _day(call), kind)
    WechatBill.objects.filter(created_at__lt=timezone.now() - LIVES).delete()
    bill = WechatBill.objects.create(
        merchant=call.merchant,
        token=secrets.token_urlsafe(32),
        content=gzip.compress(plain) if packing else plain,
        created_at=timezone.now(),
    )
    return bill, hashlib.sha1(plain, usedforsecurity=False).hexdigest()


def find_bill(*, call: Call) -> WechatBill:
    """Return a kept statement; its address lives for five minutes."""
    bill = WechatBill.objects.filter(
        merchant=call.merchant,
        token=call.text("token", longest=64),
        created_at__gte=timezone.now() - LIVES,
    ).first()
    if bill is None:
        raise WechatRefusal("NOT_FOUND")
    return bill


def _day(call: Call) -> date:
    try:
        day = date.fromisoformat(call.required_text("bill_date", longest=10))
    except ValueError as reason:
        raise bad_parameter("bill_date") from reason
    if not rule_is_on(name=RULE):
        return day
    now = timezone.localtime()
    ready = timezone.make_aware(datetime.combine(day + timedelta(days=1), READY_AT))
    if now < ready:
        raise WechatRefusal("STATEMENT_CREATING")
    if now.date() - day > _OLDEST:
        raise WechatRefusal("NO_STATEMENT_EXIST", detail="账单日期超过三个月")
    return day


def _write(merchant: WechatMerchant, day: date, kind: str) -> bytes:
    start = timezone.make_aware(datetime.combine(day, time()))
    period = (start, start + timedelta(days=1))
    rows = [] if kind == "REFUND" else list(_trade_rows(merchant, period))
    rows += [] if kind == "SUCCESS" else list(_refund_rows(merchant, period))
    rows = list(_faulty(rows))
    is_empty = strike(occasion=_occasion(), kinds=[Fault.Kind.BILL_EMPTY]) is not None
    if is_empty or not rows:
        raise WechatRefusal("NO_STATEMENT_EXIST")
    written = (_line(_values(merchant, row)) for row in rows)
    lines = [_HEADER, *written, _SUMS, _line(_sums(rows))]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _line(values: list[str]) -> str:
    return ",".join(f"`{value}" for value in values)


def _trade_rows(merchant: WechatMerchant, period: tuple[datetime, datetime]) -> Iterator[_Row]:
    trades = WechatTrade.objects.filter(
        merchant=merchant, paid_at__gte=period[0], paid_at__lt=period[1]
    )
    for trade in trades.order_by("paid_at", "pk").iterator():
        yield _Row(trade=trade, refund=None, fen=trade.total_fen, fee_fen=_fee(trade.total_fen))


def _refund_rows(merchant: WechatMerchant, period: tuple[datetime, datetime]) -> Iterator[_Row]:
    refunds = WechatRefund.objects.filter(
        merchant=merchant, created_at__gte=period[0], created_at__lt=period[1]
    ).select_related("trade")
    for refund in refunds.order_by("created_at", "pk").iterator():
        is_void = refund.status == WechatRefund.Status.CLOSED
        fee = 0 if is_void else -_fee(refund.amount_fen)
        yield _Row(trade=refund.trade, refund=refund, fen=refund.amount_fen, fee_fen=fee)


def _faulty(rows: list[_Row]) -> Iterator[_Row]:
    """Leave out or alter lines where a fault is switched on for them."""
    kinds = (Fault.Kind.BILL_MISSING_ROW, Fault.Kind.BILL_WRONG_AMOUNT)
    if not Fault.objects.filter(provider="wechat", kind__in=kinds).exists():
        yield from rows
        return
    for row in rows:
        fault = strike(occasion=_occasion(row), kinds=kinds)
        if fault is None:
            yield row
        elif fault.kind == Fault.Kind.BILL_WRONG_AMOUNT:
            yield replace(row, fen=row.fen - 1)


def _occasion(row: _Row | None = None) -> Occasion:
    if row is None:
        return Occasion(provider="wechat", method="bill")
    number = row.trade.out_trade_no
    return Occasion(provider="wechat", method="bill", reference=number, fen=row.fen)


def _values(merchant: WechatMerchant, row: _Row) -> list[str]:
    trade, refund = row.trade, row.refund
    at = refund.created_at if refund else trade.paid_at or trade.created_at
    return [
        *(beijing(at), merchant.app_id, merchant.mchid, "0", ""),
        *(trade.transaction_id or "", trade.out_trade_no, trade.openid, trade.kind),
        *("REFUND" if refund else "SUCCESS", "OTHERS", "CNY", yuan(row.paid_fen), "0.00"),
        *_back(refund, row.back_fen),
        *(trade.description, trade.attach, _five(row.fee_fen), "0.60%"),
        *(yuan(row.paid_fen), yuan(row.back_fen), ""),
    ]


def _back(refund: WechatRefund | None, fen: int) -> list[str]:
    if refund is None:
        return ["0", "0", "0.00", "0.00", "", ""]
    state = _REFUND_STATES.get(refund.status, refund.status)
    return [refund.refund_id, refund.out_refund_no, yuan(fen), "0.00", refund.channel, state]


def _fee(fen: int) -> int:
    return (fen * _FEE_OF_10000 + 5000) // 10_000


def _five(fen: int) -> str:
    """Write a fee with five places, as fees stand there; negative where it is given back."""
    return f"{'-' if fen < 0 else ''}{yuan(abs(fen))}000"


def _sums(rows: list[_Row]) -> list[str]:
    paid = yuan(sum(row.paid_fen for row in rows))
    back = yuan(sum(row.back_fen for row in rows))
    fee = _five(sum(row.fee_fen for row in rows))
    return [str(len(rows)), paid, back, "0.00", fee, paid, back]
