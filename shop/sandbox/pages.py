"""The sandbox's own pages: entry, the gateways' books, the style sheet."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from shop.sandbox.models import AlipayTrade, Delivery, Fault, WechatTrade
from shop.sandbox.money import yuan
from shop.sandbox.sms import views as sms

STYLES = Path(__file__).resolve().parent / "static" / "sandbox.css"
LONGEST_LIST = 200


@csrf_exempt
def entry(request: HttpRequest) -> HttpResponse:
    # Aliyun's services live at the root of their host: whoever posts there means them.
    return sms.dysms(request) if request.method == "POST" else _entry_page(request)


@require_safe
def _entry_page(request: HttpRequest) -> HttpResponse:
    return render(request, "sandbox/entry.html", {"faults": Fault.objects.order_by("pk")})


@require_safe
def alipay_books_page(request: HttpRequest) -> HttpResponse:
    trades = AlipayTrade.objects.order_by("-created_at", "-pk")[:LONGEST_LIST]
    rows = [
        {"trade": trade, "total": yuan(trade.total_fen), "refunded": yuan(trade.refunded_fen)}
        for trade in trades
    ]
    deliveries = Delivery.objects.filter(provider="alipay").order_by("-pk")[:LONGEST_LIST]
    context = {"rows": rows, "deliveries": deliveries}
    return render(request, "sandbox/alipay_books.html", context)


@require_safe
def wechat_books_page(request: HttpRequest) -> HttpResponse:
    trades = WechatTrade.objects.order_by("-created_at", "-pk")[:LONGEST_LIST]
    rows = [
        {"trade": trade, "total": yuan(trade.total_fen), "refunded": yuan(trade.refunded_fen)}
        for trade in trades
    ]
    deliveries = Delivery.objects.filter(provider="wechat").order_by("-pk")[:LONGEST_LIST]
    context = {"rows": rows, "deliveries": deliveries}
    return render(request, "sandbox/wechat_books.html", context)


@require_safe
def styles(request: HttpRequest) -> FileResponse:
    answer = FileResponse(STYLES.open("rb"), content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "max-age=300"
    return answer
