"""Alipay's gateway: the one address that both servers and browsers call."""

import json
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shop.sandbox.alipay.calls import answer_call, occasion_of
from shop.sandbox.alipay.refusals import AlipayRefusal, missing
from shop.sandbox.alipay.terms import PRODUCTS, read_terms
from shop.sandbox.alipay.wire import app_of, open_call, signed_answer, unsigned_refusal
from shop.sandbox.doors import through_the_door


@csrf_exempt
@require_http_methods(["GET", "POST"])
def gateway(request: HttpRequest) -> HttpResponse:
    params = {**request.GET.dict(), **request.POST.dict()}
    method = params.get("method", "")
    answer = _browser_answer if method in PRODUCTS else _server_answer
    occasion = occasion_of(method=method, content=_peek(params))
    return through_the_door(occasion=occasion, answer=partial(answer, request, params))


def _server_answer(request: HttpRequest, params: Mapping[str, str]) -> HttpResponse:
    try:
        app = app_of(params)
        method = params.get("method", "")
        if not method:
            raise missing("method")
    except AlipayRefusal as refusal:
        return _json(unsigned_refusal(refusal))
    try:
        address = request.build_absolute_uri("/").rstrip("/")
        node = answer_call(call=open_call(app=app, params=params, address=address))
    except AlipayRefusal as refusal:
        node = refusal.node()
    return _json(signed_answer(app=app, method=method, node=node))


def _browser_answer(request: HttpRequest, params: Mapping[str, str]) -> HttpResponse:
    try:
        call = open_call(app=app_of(params), params=params)
        visit = read_terms(call=call, token=secrets.token_urlsafe(32))
    except AlipayRefusal as refusal:
        context = {"refusal": refusal.node()}
        return render(request, "sandbox/alipay_refused.html", context, status=400)
    visit.save()
    return redirect("alipay-cashier", token=visit.token)


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/html;charset=utf-8")  # as the gateway labels it


def _peek(params: Mapping[str, str]) -> dict[str, Any]:
    try:
        content = json.loads(params.get("biz_content", ""))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
