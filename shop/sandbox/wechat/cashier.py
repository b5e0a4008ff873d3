"""The payer's phone: scanning a code, the H5 page, WeChat's browser bridge, and paying."""

import re
from contextlib import suppress
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shop.sandbox.keys import is_signed_by
from shop.sandbox.models import WechatTrade
from shop.sandbox.money import yuan
from shop.sandbox.wechat.refusals import PAYER_CAUSES, WechatRefusal, describe
from shop.sandbox.wechat.trades import close_trade, fail_trade, look_up, pay_trade

_LONGEST_LIST = 20
_TOKEN = re.compile(r"[0-9a-f]{32}")
_PREPAY = re.compile(r"wx([0-9a-f]{32})")


@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """Show a phone that scans: codes that wait for a payer, and a field for what a code says."""
    said = request.GET.get("code", "").strip()
    token = _token_in(said)
    if token:
        return redirect("wechat-cashier", token=token)
    waiting = WechatTrade.objects.filter(
        Q(kind=WechatTrade.Kind.NATIVE), state=WechatTrade.State.WAITING
    ).filter(expires_at__gt=timezone.now())
    rows = [
        {"trade": trade, "amount": yuan(trade.total_fen)}
        for trade in waiting.order_by("-pk")[:_LONGEST_LIST]
    ]
    context = {"rows": rows, "said": said, "is_unknown": bool(said)}
    return render(request, "sandbox/wechat_phone.html", context)


def _token_in(code: str) -> str:
    """Read a code's text, or the bare end of it; empty where no trade is meant."""
    token = parse_qs(urlsplit(code).query).get("pr", [code])[0]
    is_known = _TOKEN.fullmatch(token) and WechatTrade.objects.filter(token=token).exists()
    return token if is_known else ""


@require_safe
def h5(request: HttpRequest) -> HttpResponse:
    """Open as the phone's browser does, on the way to the WeChat app."""
    return _to_cashier(_prepaid(request.GET.get("prepay_id", "")), request)


@require_safe
def bridge(request: HttpRequest) -> HttpResponse:
    """Play `getBrandWCPayRequest`: take its six fields, check their signature, let pay."""
    fields = request.GET
    package = fields.get("package", "")
    trade = _prepaid(package.removeprefix("prepay_id="))
    lines = [fields.get(name, "") for name in ("appId", "timeStamp", "nonceStr", "package")]
    right = is_signed_by(
        public_pem=trade.merchant.merchant_public_key,
        content=("\n".join(lines) + "\n").encode(),
        signature=fields.get("paySign", ""),
    )
    is_signed = right and fields.get("signType") == "RSA"
    if not is_signed or lines[0] != trade.merchant.app_id:
        return HttpResponse(
            "支付验证签名失败", status=400, content_type="text/plain; charset=utf-8"
        )
    return _to_cashier(trade, request)


def _prepaid(prepay_id: str) -> WechatTrade:
    found = _PREPAY.fullmatch(prepay_id)
    if found is None:
        raise Http404
    trades = WechatTrade.objects.select_related("merchant")
    return get_object_or_404(trades, token=found[1])


def _to_cashier(trade: WechatTrade, request: HttpRequest) -> HttpResponse:
    return redirect(_address(trade.token, request.GET.get("redirect_url", "")))


def _address(token: str, way_back: str) -> str:
    page = reverse("wechat-cashier", args=[token])
    return f"{page}?{urlencode({'redirect_url': way_back})}" if way_back else page


@require_safe
def cashier(request: HttpRequest, token: str) -> HttpResponse:
    trade = _trade(token)
    way_back = request.GET.get("redirect_url", "")
    context = {
        "trade": trade,
        "amount": yuan(trade.total_fen),
        "is_waiting": trade.state == WechatTrade.State.WAITING,
        "is_paid": trade.paid_at is not None,
        "failure": describe(trade.last_failure) if trade.last_failure else "",
        "causes": [(cause, describe(cause)) for cause in PAYER_CAUSES],
        "way_back": way_back if way_back.startswith(("http://", "https://")) else "",
    }
    return render(request, "sandbox/wechat_cashier.html", context)


@require_POST
def cashier_act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    trade = _trade(token)
    key = {"merchant": trade.merchant, "out_trade_no": trade.out_trade_no}
    with suppress(WechatRefusal):  # the page that follows says why
        if action == "pay":
            pay_trade(**key)
        elif action == "fail":
            asked = request.POST.get("cause", "")
            fail_trade(**key, cause=asked if asked in PAYER_CAUSES else PAYER_CAUSES[0])
        elif action == "close":
            close_trade(**key)
    return redirect(_address(token, request.POST.get("redirect_url", "")))


def _trade(token: str) -> WechatTrade:
    trade = get_object_or_404(WechatTrade.objects.select_related("merchant"), token=token)
    return look_up(merchant=trade.merchant, out_trade_no=trade.out_trade_no)
