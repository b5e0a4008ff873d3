"""The log-in of an official account, which tells a merchant who holds WeChat's browser.

The real one is silent (`snsapi_base`); here a page asks whom to play, and lets the payer refuse.
"""

import json
import secrets
from functools import partial
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shop.sandbox.doors import through_the_door
from shop.sandbox.faults import Occasion, strike
from shop.sandbox.models import Fault, WechatMerchant
from shop.sandbox.wechat.log_ins import LogInRefused, new_code, use_code
from shop.sandbox.wechat.trades import OPENID

PERSONS = {
    "顾客甲": OPENID,
    "顾客乙": "oSandbox0000000000000000you",
}
_LONGEST_STATE = 128
_LONGEST_OPENID = 128


@require_safe
def authorize(request: HttpRequest) -> HttpResponse:
    """Show who can be played; what WeChat would refuse to show is refused in its words."""
    fault = _fault(request)
    if fault:
        return render(request, "sandbox/wechat_log_in.html", {"fault": fault}, status=400)
    asked = {name: request.GET[name] for name in ("appid", "redirect_uri", "state")}
    context = {
        "merchant": WechatMerchant.objects.get(app_id=asked["appid"]),
        "persons": [
            (name, urlencode({**asked, "openid": openid})) for name, openid in PERSONS.items()
        ],
        "refusal": urlencode(asked),
        "used": urlencode({**asked, "openid": OPENID, "used": "1"}),
    }
    return render(request, "sandbox/wechat_log_in.html", context)


@require_safe
def agree(request: HttpRequest) -> HttpResponse:
    """Go back with a code; without one where the payer refused."""
    if _fault(request, is_page=False):
        return HttpResponse(status=400)
    back = {"state": request.GET["state"]}
    openid = request.GET.get("openid", "")[:_LONGEST_OPENID]
    if openid:
        is_used = "used" in request.GET
        code = new_code(app_id=request.GET["appid"], openid=openid, is_used=is_used)
        back = {"code": code, **back}
    address = request.GET["redirect_uri"]
    mark = "&" if urlsplit(address).query else "?"
    return redirect(f"{address}{mark}{urlencode(back)}")


def _fault(request: HttpRequest, *, is_page: bool = True) -> str:
    asked = request.GET
    scope = (asked.get("response_type"), asked.get("scope"))
    is_right = {
        "请在微信客户端打开链接": "MicroMessenger" in request.headers.get("User-Agent", ""),
        "AppID 参数错误": WechatMerchant.objects.filter(app_id=asked.get("appid", "")).exists(),
        "redirect_uri 参数错误": asked.get("redirect_uri", "").startswith(("http://", "https://")),
        "state 参数错误": 0 < len(asked.get("state", "")) <= _LONGEST_STATE,
        "Scope 参数错误或没有 Scope 权限": not is_page or scope == ("code", "snsapi_base"),
    }
    return next((fault for fault, right in is_right.items() if not right), "")


@require_safe
def access_token(request: HttpRequest) -> HttpResponse:
    """Say whose code it is."""
    occasion = Occasion(provider="wechat", method="access_token")
    return through_the_door(occasion=occasion, answer=partial(_answer, request, occasion))


def _answer(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    try:
        said = _exchange(request, occasion)
    except LogInRefused as refusal:
        said = refusal.node
    # JSON under the name of plain text, as WeChat has it.
    return HttpResponse(json.dumps(said), content_type="text/plain")


def _exchange(request: HttpRequest, occasion: Occasion) -> dict[str, object]:
    decline = strike(occasion=occasion, kinds=[Fault.Kind.DECLINE])
    if decline is not None:
        raise LogInRefused(decline.cause or "40029")
    asked = request.GET
    openid = use_code(
        app_id=asked.get("appid", ""), secret=asked.get("secret", ""), code=asked.get("code", "")
    )
    return {
        "access_token": secrets.token_hex(32),
        "expires_in": 7200,
        "refresh_token": secrets.token_hex(32),
        "openid": openid,
        "scope": "snsapi_base",
    }
