"""The cashier pages: what the payer sees after the shop has sent the browser to UnionPay."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shop.sandbox.models import UnionPayTrade
from shop.sandbox.money import yuan
from shop.sandbox.unionpay.facts import facts_of_trade, masked
from shop.sandbox.unionpay.refusals import PAYER_CAUSES, describe
from shop.sandbox.unionpay.trades import CARDS, fail_trade, look_up, pay_trade
from shop.sandbox.unionpay.wire import signed

# The way back is a form, as at UnionPay: this page may post to the merchant.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' http: https:; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@require_safe
def cashier(request: HttpRequest, token: str) -> HttpResponse:
    trade = look_up(pk=_trade(token).pk)
    is_over = trade.expires_at <= timezone.now()
    is_payable = trade.status in {UnionPayTrade.Status.OPEN, UnionPayTrade.Status.FAILED}
    context = {
        "trade": trade,
        "amount": yuan(trade.total_fen),
        "is_paid": trade.status == UnionPayTrade.Status.PAID,
        "is_pending": trade.status == UnionPayTrade.Status.PENDING,
        "failure": describe(trade.resp_code) if trade.status == "failed" else "",
        "cards": [(card, masked(card), label) for card, (_type, label) in CARDS.items()],
        "causes": [(code, describe(code)) for code in PAYER_CAUSES],
        "way_back": _way_back(trade),
    }
    name = "unionpay_cashier" if is_payable and not is_over else "unionpay_result"
    page = render(request, f"sandbox/{name}.html", context)
    page.headers["Content-Security-Policy"] = _POLICY
    return page


@require_POST
def cashier_pay(request: HttpRequest, token: str) -> HttpResponse:
    pay_trade(pk=_trade(token).pk, card=request.POST.get("card", ""))
    return redirect("unionpay-cashier", token=token)


@require_POST
def cashier_fail(request: HttpRequest, token: str) -> HttpResponse:
    asked = request.POST.get("cause", "")
    cause = asked if asked in PAYER_CAUSES else PAYER_CAUSES[0]
    fail_trade(pk=_trade(token).pk, code=cause, card=request.POST.get("card", ""))
    return redirect("unionpay-cashier", token=token)


def _trade(token: str) -> UnionPayTrade:
    return get_object_or_404(UnionPayTrade, token=token)


def _way_back(trade: UnionPayTrade) -> dict[str, str]:
    """Sign what the browser posts to the merchant; only a paid trade goes back so."""
    if trade.status != UnionPayTrade.Status.PAID or not trade.front_url:
        return {}
    said = {"respCode": trade.resp_code, "respMsg": describe(trade.resp_code)}
    return signed(facts_of_trade(trade) | said)
