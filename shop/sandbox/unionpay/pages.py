"""UnionPay's books, for looking at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop.sandbox.models import Delivery, UnionPayReturn, UnionPayTrade
from shop.sandbox.money import yuan

LONGEST_LIST = 200


@require_safe
def books_page(request: HttpRequest) -> HttpResponse:
    trades = UnionPayTrade.objects.order_by("-created_at", "-pk")[:LONGEST_LIST]
    returns = UnionPayReturn.objects.select_related("trade").order_by("-created_at", "-pk")
    deliveries = Delivery.objects.filter(provider="unionpay").order_by("-pk")
    context = {
        "rows": [
            {"trade": trade, "total": yuan(trade.total_fen), "refunded": yuan(trade.refunded_fen)}
            for trade in trades
        ],
        "returns": [
            {"back": back, "amount": yuan(back.amount_fen)} for back in returns[:LONGEST_LIST]
        ],
        "deliveries": deliveries[:LONGEST_LIST],
    }
    return render(request, "sandbox/unionpay_books.html", context)
