"""Control of the UnionPay stand-in: the merchant's kit, the books, paying without a browser."""

from django.http import HttpRequest
from django.urls import reverse

from shop.sandbox.book_rows import period_in, rows_in
from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.errors import BadControl
from shop.sandbox.models import UnionPayMerchant, UnionPayTrade
from shop.sandbox.money import yuan
from shop.sandbox.unionpay.authority import authority
from shop.sandbox.unionpay.books import books, import_past
from shop.sandbox.unionpay.merchants import merchant_named
from shop.sandbox.unionpay.trades import FIRST_CARD, Payment, fail_trade, look_up, pay_trade


@control("GET")
def unionpay_merchant(request: HttpRequest) -> Json:
    merchant, house = _merchant(request.GET.get("merchant")), authority()
    return {
        "name": merchant.name,
        "mer_id": merchant.mer_id,
        "merchant_name": merchant.merchant_name,
        "pfx": merchant.pfx,
        "pfx_password": merchant.pfx_password,
        "cert": merchant.cert,
        "root_cert": house.root_cert,
        "middle_cert": house.middle_cert,
        "signing_cert": house.signing_cert,
        "front_url": request.build_absolute_uri(reverse("unionpay-front")),
        "back_url": request.build_absolute_uri(reverse("unionpay-back")),
        "query_url": request.build_absolute_uri(reverse("unionpay-query")),
        "file_url": request.build_absolute_uri(reverse("unionpay-file")),
    }


@control("GET", "POST")
def unionpay_books(request: HttpRequest) -> Json:
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
def unionpay_pay(request: HttpRequest) -> Json:
    """Do what the payer could do at the cashier: pay, fail with a cause, or only look."""
    data = body_of(request)
    found = UnionPayTrade.objects.filter(
        merchant=_merchant(data.get("merchant")), order_id=str(data.get("out_trade_no") or "")
    ).first()
    if found is None:
        raise BadControl("34")
    payment = _act(found.pk, data)
    return {
        "out_trade_no": payment.trade.order_id,
        "trade_no": payment.trade.query_id,
        "trade_status": payment.trade.status,
        "total_amount": yuan(payment.trade.total_fen),
        "refused_because": payment.refused_because,
    }


def _act(pk: int, data: Json) -> Payment:
    action, card = data.get("action", "pay"), str(data.get("card") or FIRST_CARD)
    if action == "pay":
        return pay_trade(pk=pk, card=card)
    if action == "fail":
        return fail_trade(pk=pk, code=str(data.get("cause") or "64")[:2], card=card)
    if action == "open":
        return Payment(trade=look_up(pk=pk))
    raise BadControl("action is pay, fail or open.")


def _merchant(name: object) -> UnionPayMerchant:
    return merchant_named(name=str(name or "default")[:40])
