"""Control of the Alipay stand-in: the merchant's console, the books, paying without a browser."""

from django.http import HttpRequest
from django.urls import reverse

from shop.sandbox.alipay.apps import app_named
from shop.sandbox.alipay.books import books, import_past
from shop.sandbox.alipay.refusals import AlipayRefusal
from shop.sandbox.alipay.trades import close_trade, fail_trade, look_up, open_trade, pay_trade
from shop.sandbox.book_rows import period_in, rows_in
from shop.sandbox.control.loopback import Json, body_of, control
from shop.sandbox.errors import BadControl
from shop.sandbox.models import AlipayApp, AlipayCashierVisit, AlipayTrade
from shop.sandbox.money import yuan


@control("GET")
def alipay_app(request: HttpRequest) -> Json:
    app = _app(request.GET.get("app"))
    return {
        "name": app.name,
        "app_id": app.app_id,
        "seller_id": app.seller_id,
        "merchant_name": app.merchant_name,
        "app_private_key": app.app_private_key,
        "alipay_public_key": app.alipay_public_key,
        "gateway": request.build_absolute_uri(reverse("alipay-gateway")),
    }


@control("GET", "POST")
def alipay_books(request: HttpRequest) -> Json:
    if request.method == "GET":
        period = period_in(request.GET)
        return books(app=_app(request.GET.get("app")), period=period)
    data = body_of(request)
    return import_past(
        app=_app(data.get("app")), trades=rows_in(data, "trades"), refunds=rows_in(data, "refunds")
    )


@control("POST")
def alipay_pay(request: HttpRequest) -> Json:
    """Do what the payer could do at the cashier: pay, fail with a cause, close, or only open."""
    data = body_of(request)
    app, number = _app(data.get("app")), str(data.get("out_trade_no") or "")
    try:
        _open_latest_visit(app, number)
        trade, refused = _act(app, number, data)
    except AlipayRefusal as refusal:
        raise BadControl(refusal.sub_code) from refusal
    return {
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "trade_status": trade.status,
        "total_amount": yuan(trade.total_fen),
        "refused_because": refused,
    }


def _act(app: AlipayApp, number: str, data: Json) -> tuple[AlipayTrade, str]:
    action = data.get("action", "pay")
    if action == "pay":
        payment = pay_trade(app=app, out_trade_no=number)
        return payment.trade, payment.refused_because
    if action == "fail":
        cause = str(data.get("cause") or "ACQ.BUYER_BALANCE_NOT_ENOUGH")
        return fail_trade(app=app, out_trade_no=number, cause=cause), cause
    if action == "close":
        return close_trade(app=app, out_trade_no=number, trade_no=""), ""
    if action == "open":
        return look_up(app=app, out_trade_no=number), ""
    raise BadControl("action is pay, fail, close or open.")


def _open_latest_visit(app: AlipayApp, number: str) -> None:
    visit = (
        AlipayCashierVisit.objects.select_related("app")
        .filter(app=app, out_trade_no=number)
        .order_by("-pk")
        .first()
    )
    if visit is not None:
        open_trade(visit=visit)


def _app(name: object) -> AlipayApp:
    return app_named(name=str(name or "default")[:40])
