"""UnionPay's addresses: the form that browsers bring, and what servers ask."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.sandbox.doors import through_the_door
from shop.sandbox.unionpay.calls import SUCCESS, give_back, occasion_of, query
from shop.sandbox.unionpay.facts import Fields
from shop.sandbox.unionpay.refusals import UnionPayRefusal
from shop.sandbox.unionpay.statement import download
from shop.sandbox.unionpay.terms import read_terms
from shop.sandbox.unionpay.trades import bring_trade
from shop.sandbox.unionpay.wire import Call, answer_text, open_call


@csrf_exempt
@require_POST
def front(request: HttpRequest) -> HttpResponse:
    fields = request.POST.dict()
    return through_the_door(
        occasion=occasion_of(fields), answer=partial(_browser_answer, request, fields)
    )


@csrf_exempt
@require_POST
def query_trans(request: HttpRequest) -> HttpResponse:
    return _server(request, query)


@csrf_exempt
@require_POST
def back_trans(request: HttpRequest) -> HttpResponse:
    return _server(request, give_back)


@csrf_exempt
@require_POST
def file_trans(request: HttpRequest) -> HttpResponse:
    return _server(request, download)


def _browser_answer(request: HttpRequest, fields: Fields) -> HttpResponse:
    try:
        trade = bring_trade(draft=read_terms(call=open_call(fields)))
    except UnionPayRefusal as refusal:
        context = {"refusal": refusal}
        return render(request, "sandbox/unionpay_refused.html", context, status=400)
    return redirect("unionpay-cashier", token=trade.token)


def _server(request: HttpRequest, work: Callable[[Call], Fields]) -> HttpResponse:
    fields = request.POST.dict()
    return through_the_door(
        occasion=occasion_of(fields), answer=partial(_server_answer, fields, work)
    )


def _server_answer(fields: Fields, work: Callable[[Call], Fields]) -> HttpResponse:
    try:
        text = answer_text(fields, work(open_call(fields)), code=SUCCESS)
    except UnionPayRefusal as refusal:
        text = answer_text(fields, {"respMsg": refusal.message}, code=refusal.code)
    return HttpResponse(text, content_type="text/html;charset=UTF-8")  # as the gateway labels it
