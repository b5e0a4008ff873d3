"""The way back from WeChat's log-in, which says who pays."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from payments.errors import LogInOver, PayerNotTold
from payments.gateways.wechat import JSAPI
from payments.services.payers import ask_payer
from payments.views.pay_context import own_plan
from payments.views.pay_pages import refused, set_out
from payments.views.payer import WECHAT, end_log_in, payer_of, remember_payer
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest

_WAY = f"{WECHAT}:{JSAPI}"
_LONGEST_CODE = 512


@login_required
@never_cache
@require_GET
def payer_return(request: SignedInRequest, reference: str) -> HttpResponse:
    own_plan(request, reference)
    if not end_log_in(request, reference, request.GET.get("state", "")):
        if payer_of(request).payer_id:  # gone back to: WeChat has answered before
            return redirect("payments:pay", reference)
        return refused(request, reference, LogInOver(), way=_WAY)
    code = request.GET.get("code", "")
    if not code or len(code) > _LONGEST_CODE:  # without one: the payer said no
        return refused(request, reference, PayerNotTold(), way=_WAY)
    try:
        remember_payer(request, ask_payer(gateway_code=WECHAT, code=code))
    except DomainError as refusal:
        return refused(request, reference, refusal, way=_WAY)
    return set_out(request, reference, way=_WAY)
