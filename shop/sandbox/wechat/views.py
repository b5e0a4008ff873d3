"""WeChat Pay's API, at its own paths from the root of the host."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from shop.sandbox.doors import through_the_door
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import Fault, WechatMerchant, WechatRefund, WechatTrade
from shop.sandbox.wechat.abnormal import apply_for_abnormal, read_application
from shop.sandbox.wechat.bills import find_bill, order_bill
from shop.sandbox.wechat.notices import refund_node, rfc3339, trade_node
from shop.sandbox.wechat.refunds import look_up_refund, read_refund, refund_trade
from shop.sandbox.wechat.refusals import WechatRefusal
from shop.sandbox.wechat.terms import KINDS, read_terms
from shop.sandbox.wechat.trades import begin_trade, close_trade, look_up
from shop.sandbox.wechat.wire import Call, Json, answer, open_call

_DONE = 200
_EMPTY = 204
_IN_DOUBT = ("refund", "abnormal_refund")
_DOUBTS = (Fault.Kind.REFUND_UNKNOWN_DONE, Fault.Kind.REFUND_UNKNOWN_UNDONE)
Node = Json | None


@dataclass(frozen=True)
class Errand:
    """One call: what it is called where faults are set, the HTTP method, the work."""

    method: str
    verb: str
    do: Callable[[Call], Node]


@csrf_exempt
def prepay(request: HttpRequest, product: str) -> HttpResponse:
    if product not in KINDS:
        return unknown(request)
    work = partial(_prepay, request, product)
    return run(request, Errand(product, "POST", work))


@csrf_exempt
def trade_by_number(request: HttpRequest, out_trade_no: str) -> HttpResponse:
    work = partial(_query, key={"out_trade_no": out_trade_no})
    return run(request, Errand("query", "GET", work), reference=out_trade_no)


@csrf_exempt
def trade_by_id(request: HttpRequest, transaction_id: str) -> HttpResponse:
    work = partial(_query, key={"transaction_id": transaction_id})
    return run(request, Errand("query", "GET", work))


@csrf_exempt
def close(request: HttpRequest, out_trade_no: str) -> HttpResponse:
    work = partial(_close, out_trade_no=out_trade_no)
    return run(request, Errand("close", "POST", work), reference=out_trade_no)


@csrf_exempt
def refunds(request: HttpRequest) -> HttpResponse:
    return run(request, Errand("refund", "POST", _refund))


@csrf_exempt
def refund_by_number(request: HttpRequest, out_refund_no: str) -> HttpResponse:
    work = partial(_refund_query, out_refund_no=out_refund_no)
    return run(request, Errand("refund_query", "GET", work))


@csrf_exempt
def abnormal_refund(request: HttpRequest, refund_id: str) -> HttpResponse:
    work = partial(_abnormal_refund, request, refund_id)
    return run(request, Errand("abnormal_refund", "POST", work))


@csrf_exempt
def trade_bill(request: HttpRequest) -> HttpResponse:
    return run(request, Errand("bill", "GET", partial(_bill, request)))


@csrf_exempt
def bill_file(request: HttpRequest) -> HttpResponse:
    """Hand out a file that was asked for; the answer is not signed, as at WeChat Pay."""
    occasion = Occasion(provider="wechat", method="bill_file")
    return through_the_door(occasion=occasion, answer=partial(_bill_file, request))


def _bill_file(request: HttpRequest) -> HttpResponse:
    try:
        bill = find_bill(call=open_call(request=request))
    except WechatRefusal as refusal:
        return answer(node=refusal.node(), merchant=None, status=refusal.status)
    return HttpResponse(bytes(bill.content), content_type="application/octet-stream")


def _bill(request: HttpRequest, call: Call) -> Json:
    bill, sha1 = order_bill(call=call)
    address = request.build_absolute_uri(reverse("wechat-bill-file"))
    return {
        "hash_type": "SHA1",
        "hash_value": sha1,
        "download_url": f"{address}?token={bill.token}",
    }


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for every call of the real service that the stand-in does not play."""
    refusal = WechatRefusal("NOT_FOUND")
    return answer(node=refusal.node(), merchant=None, status=refusal.status)


def run(request: HttpRequest, errand: Errand, *, reference: str = "") -> HttpResponse:
    """Judge the caller, do the errand, sign the answer; faults strike before, between and after."""
    occasion = _occasion(request, errand, reference)
    return through_the_door(occasion=occasion, answer=partial(_answer, request, errand, occasion))


def _answer(request: HttpRequest, errand: Errand, occasion: Occasion) -> HttpResponse:
    merchant: WechatMerchant | None = None
    try:
        if request.method != errand.verb:
            raise WechatRefusal("NOT_FOUND")
        call = open_call(request=request)
        merchant = call.merchant
        node = _do(call, errand, occasion)
    except WechatRefusal as refusal:
        return answer(node=refusal.node(), merchant=merchant, status=refusal.status)
    return answer(node=node, merchant=merchant, status=_EMPTY if node is None else _DONE)


def _do(call: Call, errand: Errand, occasion: Occasion) -> Node:
    decline = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    if decline is not None:
        raise WechatRefusal(decline.cause or "SYSTEM_ERROR")
    doubt = strike(occasion=occasion, kinds=_DOUBTS) if errand.method in _IN_DOUBT else None
    if doubt is not None and doubt.kind == Fault.Kind.REFUND_UNKNOWN_UNDONE:
        raise WechatRefusal("SYSTEM_ERROR")
    node = errand.do(call)
    if doubt is not None:
        raise WechatRefusal("SYSTEM_ERROR")
    return node


def _occasion(request: HttpRequest, errand: Errand, reference: str) -> Occasion:
    """Say what a request is about, for the faults; it may be garbage still."""
    content = _peek(request)
    amount = content.get("amount")
    amount = amount if isinstance(amount, dict) else {}
    fen = amount.get("refund", amount.get("total"))
    number = content.get("out_trade_no")
    return Occasion(
        provider="wechat",
        method=errand.method,
        reference=reference or (number if isinstance(number, str) else ""),
        fen=fen if isinstance(fen, int) else None,
    )


def _peek(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _prepay(request: HttpRequest, product: str, call: Call) -> Json:
    trade = begin_trade(merchant=call.merchant, terms=read_terms(call=call, product=product))
    if product == "native":
        return {"code_url": code_url(trade)}
    if product == "jsapi":
        return {"prepay_id": prepay_id(trade)}
    page = request.build_absolute_uri(reverse("wechat-h5"))
    return {"h5_url": f"{page}?prepay_id={prepay_id(trade)}&package={trade.pk}"}


def code_url(trade: WechatTrade) -> str:
    """Return what a QR code of the trade says."""
    return f"weixin://wxpay/bizpayurl?pr={trade.token}"


def prepay_id(trade: WechatTrade) -> str:
    return f"wx{trade.token}"


def _query(call: Call, key: dict[str, str]) -> Json:
    _check_merchant(call)
    return trade_node(look_up(merchant=call.merchant, **key))


def _close(call: Call, out_trade_no: str) -> None:
    _check_merchant(call)
    close_trade(merchant=call.merchant, out_trade_no=out_trade_no)


def _check_merchant(call: Call) -> None:
    if call.content.get("mchid") != call.merchant.mchid:
        raise WechatRefusal("PARAM_ERROR", detail="mchid与签名的商户号不一致")


def _refund(call: Call) -> Json:
    return _refund_answer(refund_trade(merchant=call.merchant, request=read_refund(call=call)))


def _abnormal_refund(request: HttpRequest, refund_id: str, call: Call) -> Json:
    application = read_application(call=call, serial=request.headers.get("Wechatpay-Serial", ""))
    return _refund_answer(
        apply_for_abnormal(merchant=call.merchant, refund_id=refund_id, application=application)
    )


def _refund_query(call: Call, out_refund_no: str) -> Json:
    return _refund_answer(look_up_refund(merchant=call.merchant, out_refund_no=out_refund_no))


def _refund_answer(refund: WechatRefund) -> Json:
    node = refund_node(refund)
    status, amount = node.pop("refund_status"), node.pop("amount")
    del node["mchid"]
    return node | {
        "status": status,
        "channel": refund.channel,
        "create_time": rfc3339(refund.created_at),
        "funds_account": "AVAILABLE",
        "amount": amount
        | {
            "settlement_total": refund.trade.total_fen,
            "settlement_refund": refund.amount_fen,
            "discount_refund": 0,
            "currency": "CNY",
            "refund_fee": 0,
        },
        "promotion_detail": [],
    }
