"""The server calls: code to scan, query, close, refund, refund query.

Each returns the answer's node.
"""

import secrets
from collections.abc import Callable
from typing import Any

from shop.sandbox.alipay.bills import METHOD, find_bill
from shop.sandbox.alipay.refunds import RefundRequest, refund_trade
from shop.sandbox.alipay.refusals import AlipayRefusal, bad_parameter
from shop.sandbox.alipay.terms import PRECREATE, read_terms
from shop.sandbox.alipay.trades import close_trade, look_up
from shop.sandbox.alipay.wire import Call
from shop.sandbox.clock import beijing
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import AlipayRefund, AlipayTrade, Fault
from shop.sandbox.money import parse_yuan, yuan

Node = dict[str, Any]


def answer_call(*, call: Call) -> Node:
    """Do what the call asks; a doubt fault hides from the merchant what was done."""
    handler = HANDLERS.get(call.method)
    if handler is None:
        raise AlipayRefusal("isv.invalid-method", code="40002")
    doubt = _doubt(call)
    if doubt == Fault.Kind.REFUND_UNKNOWN_UNDONE:
        raise AlipayRefusal("ACQ.SYSTEM_ERROR")
    node = {"code": "10000", "msg": "Success"} | handler(call)
    if doubt == Fault.Kind.REFUND_UNKNOWN_DONE:
        raise AlipayRefusal("ACQ.SYSTEM_ERROR")
    return node


def occasion_of(*, method: str, content: dict[str, Any]) -> Occasion:
    """Say what a request is about, for the faults; it may be garbage still."""
    amount = content.get("refund_amount") or content.get("total_amount")
    reference = content.get("out_trade_no")
    return Occasion(
        provider="alipay",
        method=method,
        reference=reference if isinstance(reference, str) else "",
        fen=parse_yuan(amount),
    )


def _doubt(call: Call) -> str:
    occasion = occasion_of(method=call.method, content=call.content)
    decline = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    if decline is not None:
        raise AlipayRefusal(decline.cause or "ACQ.SYSTEM_ERROR")
    if call.method != "alipay.trade.refund":
        return ""
    fault = strike(
        occasion=occasion,
        kinds=[Fault.Kind.REFUND_UNKNOWN_DONE, Fault.Kind.REFUND_UNKNOWN_UNDONE],
    )
    return fault.kind if fault else ""


def _numbers(call: Call) -> tuple[str, str]:
    out_trade_no, trade_no = call.text("out_trade_no"), call.text("trade_no")
    if not out_trade_no and not trade_no:
        raise bad_parameter("out_trade_no")
    return out_trade_no, trade_no


def _find(call: Call) -> AlipayTrade:
    out_trade_no, trade_no = _numbers(call)
    return look_up(app=call.app, out_trade_no=out_trade_no, trade_no=trade_no)


def _query(call: Call) -> Node:
    trade = _find(call)
    total, paid = yuan(trade.total_fen), trade.paid_at
    node: Node = {
        "buyer_logon_id": trade.buyer_logon_id,
        "buyer_pay_amount": total if paid else "0.00",
        "buyer_user_id": trade.buyer_id,
        "invoice_amount": total if paid else "0.00",
        "out_trade_no": trade.out_trade_no,
        "point_amount": "0.00",
        "receipt_amount": total if paid else "0.00",
        "total_amount": total,
        "trade_no": trade.trade_no,
        "trade_status": trade.status,
    }
    if trade.passback_params:
        node["passback_params"] = trade.passback_params
    if paid:
        node["send_pay_date"] = beijing(paid)
        node["fund_bill_list"] = [{"amount": total, "fund_channel": "ALIPAYACCOUNT"}]
    return node


def _close(call: Call) -> Node:
    out_trade_no, trade_no = _numbers(call)
    trade = close_trade(app=call.app, out_trade_no=out_trade_no, trade_no=trade_no)
    return {"out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no}


def _refund(call: Call) -> Node:
    out_trade_no, trade_no = _numbers(call)
    fen = parse_yuan(call.text("refund_amount"))
    if fen is None:
        raise bad_parameter("refund_amount")
    request = RefundRequest(
        out_trade_no=out_trade_no,
        trade_no=trade_no,
        out_request_no=call.text("out_request_no"),
        amount_fen=fen,
        reason=call.text("refund_reason", longest=256),
    )
    outcome = refund_trade(app=call.app, request=request)
    refund, trade = outcome.refund, outcome.refund.trade
    return {
        "buyer_logon_id": trade.buyer_logon_id,
        "buyer_user_id": trade.buyer_id,
        "fund_change": "Y" if outcome.money_moved else "N",
        "gmt_refund_pay": beijing(refund.refunded_at),
        "out_trade_no": trade.out_trade_no,
        "refund_fee": yuan(trade.refunded_fen),
        "send_back_fee": yuan(refund.amount_fen) if outcome.money_moved else "0.00",
        "trade_no": trade.trade_no,
    }


def _refund_query(call: Call) -> Node:
    trade = _find(call)
    number = call.text("out_request_no") or trade.out_trade_no
    refund = AlipayRefund.objects.filter(trade=trade, out_request_no=number).first()
    node: Node = {"out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no}
    if refund is None:  # an unknown refund is no error at Alipay: the answer just lacks it
        return node
    node |= {
        "out_request_no": refund.out_request_no,
        "refund_amount": yuan(refund.amount_fen),
        "refund_reason": refund.reason,
        "refund_status": "REFUND_SUCCESS",
        "total_amount": yuan(trade.total_fen),
    }
    if "gmt_refund_pay" in (call.content.get("query_options") or []):
        node["gmt_refund_pay"] = beijing(refund.refunded_at)
    return node


def _precreate(call: Call) -> Node:
    """Draw up a code to scan; the trade begins when somebody opens what the code says."""
    visit = read_terms(call=call, token=secrets.token_urlsafe(32))
    visit.save()
    return {
        "out_trade_no": visit.out_trade_no,
        "qr_code": f"{call.address}/alipay/qr/{visit.token}",
    }


HANDLERS: dict[str, Callable[[Call], Node]] = {
    PRECREATE: _precreate,
    METHOD: find_bill,
    "alipay.trade.query": _query,
    "alipay.trade.close": _close,
    "alipay.trade.refund": _refund,
    "alipay.trade.fastpay.refund.query": _refund_query,
}
