"""The cashier pages: what the payer sees after the shop has sent the browser to Alipay."""

from contextlib import suppress
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shop.sandbox.alipay.refusals import PAYER_CAUSES, AlipayRefusal, describe
from shop.sandbox.alipay.trades import close_trade, fail_trade, open_trade, pay_trade
from shop.sandbox.alipay.wire import text_to_sign
from shop.sandbox.clock import beijing
from shop.sandbox.keys import sign_sha256
from shop.sandbox.models import AlipayCashierVisit, AlipayTrade
from shop.sandbox.money import yuan


@require_safe
def cashier(request: HttpRequest, token: str) -> HttpResponse:
    visit = _visit(token)
    try:
        trade = open_trade(visit=visit)
    except AlipayRefusal as refusal:
        refused = {"refusal": refusal.node()}
        return render(request, "sandbox/alipay_refused.html", refused, status=400)
    is_waiting = trade.status == AlipayTrade.Status.WAITING
    context = {
        "visit": visit,
        "trade": trade,
        "amount": yuan(trade.total_fen),
        "is_waiting": is_waiting,
        "is_paid": trade.paid_at is not None,
        "failure": describe(trade.last_failure) if trade.last_failure else "",
        "causes": [(cause, describe(cause)) for cause in PAYER_CAUSES],
        "way_back": _way_back(visit, trade),
        "way_out": visit.quit_url or visit.return_url,
    }
    name = "alipay_cashier" if is_waiting else "alipay_result"
    return render(request, f"sandbox/{name}.html", context)


@require_safe
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """Open what the code says, as the app does after scanning."""
    return redirect("alipay-cashier", token=token)


@require_POST
def cashier_pay(request: HttpRequest, token: str) -> HttpResponse:
    visit = _visit(token)
    with suppress(AlipayRefusal):  # the page that follows says why
        open_trade(visit=visit)
        pay_trade(app=visit.app, out_trade_no=visit.out_trade_no)
    return redirect("alipay-cashier", token=token)


@require_POST
def cashier_fail(request: HttpRequest, token: str) -> HttpResponse:
    visit = _visit(token)
    asked = request.POST.get("cause", "")
    cause = asked if asked in PAYER_CAUSES else PAYER_CAUSES[0]
    with suppress(AlipayRefusal):
        open_trade(visit=visit)
        fail_trade(app=visit.app, out_trade_no=visit.out_trade_no, cause=cause)
    return redirect("alipay-cashier", token=token)


@require_POST
def cashier_close(request: HttpRequest, token: str) -> HttpResponse:
    visit = _visit(token)
    with suppress(AlipayRefusal):
        open_trade(visit=visit)
        close_trade(app=visit.app, out_trade_no=visit.out_trade_no, trade_no="")
    return redirect("alipay-cashier", token=token)


def _visit(token: str) -> AlipayCashierVisit:
    return get_object_or_404(AlipayCashierVisit.objects.select_related("app"), token=token)


def _way_back(visit: AlipayCashierVisit, trade: AlipayTrade) -> str:
    """Sign the return address. It says which trade, never that it is paid."""
    if not visit.return_url or trade.paid_at is None:
        return ""
    fields = {
        "app_id": visit.app.app_id,
        "auth_app_id": visit.app.app_id,
        "charset": "utf-8",
        "method": f"{visit.method}.return",
        "out_trade_no": trade.out_trade_no,
        "seller_id": visit.app.seller_id,
        "sign_type": "RSA2",
        "timestamp": beijing(timezone.now()),
        "total_amount": yuan(trade.total_fen),
        "trade_no": trade.trade_no,
        "version": "1.0",
    }
    content = text_to_sign(fields, without=("sign", "sign_type"))
    fields["sign"] = sign_sha256(private_pem=visit.app.alipay_private_key, content=content.encode())
    joint = "&" if "?" in visit.return_url else "?"
    return f"{visit.return_url}{joint}{urlencode(fields)}"
