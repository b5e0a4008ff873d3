"""Aliyun's door, and the phones."""

from functools import partial
from typing import Any
from uuid import uuid4

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from shop.sandbox.accounts import account_at
from shop.sandbox.doors import through_the_door
from shop.sandbox.faults import Occasion
from shop.sandbox.models import SmsMessage
from shop.sandbox.sms.refusals import AcsRefusal, SmsRefusal
from shop.sandbox.sms.sending import SmsRequest, decline, send_sms
from shop.sandbox.sms.signature import SignedRequest, check_signature

VERSION = "2017-05-25"
LONGEST_LIST = 100


@csrf_exempt
def dysms(request: HttpRequest) -> HttpResponse:
    """Aliyun's services answer at the root of their host; the action stands in a header."""
    return through_the_door(
        occasion=Occasion(provider="sms", method="SendSms"), answer=partial(_answer, request)
    )


def _answer(request: HttpRequest) -> HttpResponse:
    request_id = str(uuid4()).upper()
    try:
        signed = _signed(request)
        check_signature(request=signed, account=account_at(provider="sms"))
        _check_action(signed)
        wanted = _sms_request({**request.GET.dict(), **request.POST.dict()})
        decline(request=wanted)
        biz_id = send_sms(request=wanted)
    except AcsRefusal as refusal:
        return _acs_refused(refusal, request_id, request.get_host())
    except SmsRefusal as refusal:
        return _json({"Code": refusal.code, "Message": refusal.message, "RequestId": request_id})
    return _json({"Code": "OK", "Message": "OK", "BizId": biz_id, "RequestId": request_id})


def _signed(request: HttpRequest) -> SignedRequest:
    return SignedRequest(
        method=str(request.method),
        path=request.path,
        query=tuple((key, value) for key, values in request.GET.lists() for value in values),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
    )


def _check_action(request: SignedRequest) -> None:
    if request.header("x-acs-action") != "SendSms" or request.header("x-acs-version") != VERSION:
        message = "Specified api is not found, please check your url and method."
        raise AcsRefusal("InvalidAction.NotFound", message, status=404)


def _sms_request(fields: dict[str, str]) -> SmsRequest:
    return SmsRequest(
        phone_numbers=fields.get("PhoneNumbers", ""),
        sign_name=fields.get("SignName", ""),
        template_code=fields.get("TemplateCode", ""),
        template_param=fields.get("TemplateParam", ""),
        out_id=fields.get("OutId", ""),
    )


def _acs_refused(refusal: AcsRefusal, request_id: str, host: str) -> HttpResponse:
    node = {
        "RequestId": request_id,
        "HostId": host,
        "Code": refusal.code,
        "Message": refusal.message,
        "Recommend": "",
    }
    return _json(node, status=refusal.status)


def _json(node: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(node, status=status, json_dumps_params={"ensure_ascii": False})


@require_safe
def phone_list(request: HttpRequest) -> HttpResponse:
    phones = (
        SmsMessage.objects.values("phone")
        .annotate(message_count=Count("pk"), last_at=Max("sent_at"))
        .order_by("-last_at", "phone")
    )
    return render(request, "sandbox/phones.html", {"phones": phones[:LONGEST_LIST]})


@require_safe
def phone_detail(request: HttpRequest, phone: str) -> HttpResponse:
    messages = SmsMessage.objects.filter(phone=phone).order_by("-sent_at", "-pk")
    context = {"phone": phone, "messages": messages[:LONGEST_LIST]}
    page = render(request, "sandbox/phone.html", context)
    page.headers["Refresh"] = "3"  # new messages appear by themselves, as on a phone
    return page
