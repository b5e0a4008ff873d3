"""Control of the WeChat Pay stand-in: the merchant's console, the books, paying without a page."""

from django.http import HttpRequest
from django.urls import reverse

from shop.sandbox.book_rows import period_in, rows_in
from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.errors import BadControl
from shop.sandbox.models import WechatMerchant, WechatTrade
from shop.sandbox.money import yuan
from shop.sandbox.wechat.books import books, import_past
from shop.sandbox.wechat.merchants import merchant_named
from shop.sandbox.wechat.refusals import WechatRefusal
from shop.sandbox.wechat.trades import close_trade, fail_trade, look_up, pay_trade


@control("GET")
def wechat_merchant(request: HttpRequest) -> Json:
    merchant = _merchant(request.GET.get("merchant"))
    return {
        "name": merchant.name,
        "merchant_id": merchant.mchid,
        "app_id": merchant.app_id,
        "app_secret": merchant.app_secret,
        "log_in_page": request.build_absolute_uri(reverse("wechat-log-in")),
        "log_in_api": request.build_absolute_uri(reverse("wechat-access-token")),
        "merchant_name": merchant.merchant_name,
        "certificate_serial": merchant.certificate_serial,
        "private_key": merchant.merchant_private_key,
        "api_v3_key": merchant.api_v3_key,
        "public_key_id": merchant.public_key_id,
        "public_key": merchant.platform_public_key,
        "gateway": request.build_absolute_uri(reverse("entry")).rstrip("/"),
    }


@control("GET", "POST")
def wechat_books(request: HttpRequest) -> Json:
    if request.method == "GET":
        period = period_in(request.GET)
        return books(merchant=_merchant(request.GET.get("merchant")), period=period)
    data = body_of(request)
    return import_past(
        merchant=_merchant(data.get("merchant")),
        trades=rows_in(data, "trades"),
        refunds=rows_in(data, "refunds"),
    )


@control("POST")
def wechat_pay(request: HttpRequest) -> Json:
    """Do what the payer could do on the phone: pay, fail with a cause, close, or only look."""
    data = body_of(request)
    merchant, number = _merchant(data.get("merchant")), str(data.get("out_trade_no") or "")
    try:
        trade, refused = _act(merchant, number, data)
    except WechatRefusal as refusal:
        raise BadControl(refusal.code) from refusal
    return {
        "out_trade_no": trade.out_trade_no,
        "transaction_id": trade.transaction_id or "",
        "trade_state": trade.state,
        "total_amount": yuan(trade.total_fen),
        "refused_because": refused,
    }


def _act(merchant: WechatMerchant, number: str, data: Json) -> tuple[WechatTrade, str]:
    action = data.get("action", "pay")
    if action == "pay":
        payment = pay_trade(merchant=merchant, out_trade_no=number)
        return payment.trade, payment.refused_because
    if action == "fail":
        cause = str(data.get("cause") or "NOT_ENOUGH")
        return fail_trade(merchant=merchant, out_trade_no=number, cause=cause), cause
    if action == "close":
        return close_trade(merchant=merchant, out_trade_no=number), ""
    if action == "look":
        return look_up(merchant=merchant, out_trade_no=number), ""
    raise BadControl("action is pay, fail, close or look.")


def _merchant(name: object) -> WechatMerchant:
    return merchant_named(name=str(name or "default")[:40])
