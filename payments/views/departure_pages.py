"""What a payer was shown, to look at again: a code to scan, an account, the bridge of WeChat."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from payments.qr import qr_svg
from payments.selectors.departures import kept_departure, open_departure
from payments.selectors.plans import news_of
from payments.services.gateways import may_go_on
from payments.types import Departure, DepartureKind
from payments.views.pay_context import own_plan
from payments.views.payer import payer_of
from shop.common.http import SignedInRequest


@login_required
@never_cache
@require_GET
def pay_departure(request: SignedInRequest, reference: str) -> HttpResponse:
    plan = own_plan(request, reference)
    now = timezone.now()
    attempt = open_departure(plan) if plan.is_payable(now) else None
    departure = kept_departure(attempt, at=now) if attempt else None
    may_see = attempt is not None and may_go_on(attempt=attempt, payer=payer_of(request))
    if attempt is None or departure is None or not may_see:
        return redirect("payments:pay", reference)
    context: dict[str, object] = {
        "plan": plan,
        "attempt": attempt,
        "departure": departure,
        "fields": dict(departure.fields),
        "now": now,
        "is_payable": True,
        "is_waiting": True,
        "news": news_of(plan),
    }
    if departure.kind == DepartureKind.QR:
        context["code"] = mark_safe(qr_svg(departure.url))  # noqa: S308  drawn by us
        context["stand_in"] = _phone_of_the_demo(departure.url)
    elif departure.kind == DepartureKind.BRIDGE:
        context["stand_in"] = _bridge_of_the_demo(reference, departure)
    return render(request, "payments/pay_departure.html", context)


def _phone_of_the_demo(code: str) -> str:
    """Say where a code can be scanned that no real phone understands; empty in a real shop."""
    if not settings.SANDBOX_URL:
        return ""
    if code.startswith("weixin:"):
        return f"{settings.SANDBOX_URL.rstrip('/')}/wechat/phone/?{urlencode({'code': code})}"
    return code


def _bridge_of_the_demo(reference: str, departure: Departure) -> str:
    """Say where WeChat's bridge is played for a browser that only calls itself WeChat's."""
    if not settings.SANDBOX_URL:
        return ""
    way_back = settings.SITE_URL.rstrip("/") + reverse("payments:pay-return", args=[reference])
    fields = urlencode({**departure.fields, "redirect_url": way_back})
    return f"{settings.SANDBOX_URL.rstrip('/')}/wechat/bridge/?{fields}"
