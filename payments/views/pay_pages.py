"""The pay page: choose a way, leave for the gateway, come back, see the truth."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from payments.failures import ADVICE, failure_group
from payments.models import PaymentAttempt, PaymentPlan
from payments.selectors.plans import latest_attempt
from payments.services.attempts import start_attempt
from payments.services.gateways import ways_to_pay
from payments.tasks import ask_about_attempt
from payments.types import Device
from shop.common.errors import DomainError
from shop.common.handover import hand_over
from shop.common.http import SignedInRequest

_PHONE_MARKS = ("Mobile", "Android", "iPhone")


@login_required
@never_cache
@require_GET
def pay(request: SignedInRequest, reference: str) -> HttpResponse:
    plan = _own_plan(request, reference)
    if plan.is_paid:
        return redirect("orders:order-detail", reference)
    return render(request, "payments/pay_detail.html", _context(request, plan))


@login_required
@require_POST
def start(request: SignedInRequest, reference: str) -> HttpResponse:
    plan = _own_plan(request, reference)
    try:
        started = start_attempt(
            reference=plan.reference,
            customer_id=request.user.pk,
            gateway_code=request.POST.get("gateway", ""),
            device=_device(request),
            payer_ip=request.META.get("REMOTE_ADDR", ""),
        )
    except DomainError as refusal:
        context = _context(request, plan) | {"refusal": str(refusal)}
        return render(request, "payments/pay_detail.html", context, status=422)
    return redirect(started.departure.url)


@login_required
@never_cache
@require_GET
def pay_return(request: SignedInRequest, reference: str) -> HttpResponse:
    """Come back from the gateway: proves nothing, so the gateway is asked and the page waits."""
    plan = _own_plan(request, reference)
    if plan.is_paid:
        return redirect("orders:order-detail", reference)
    _ask_soon(plan)
    context = _context(request, plan) | {"is_waiting": True}
    return render(request, "payments/pay_detail.html", context)


@login_required
@never_cache
@require_GET
def status(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say how the payment stands; "I have paid" asks the gateway again, and only that."""
    plan = _own_plan(request, reference)
    if plan.is_paid:
        target = reverse("orders:order-detail", args=[reference])
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    if "ask" in request.GET:
        _ask_soon(plan)
    context = _context(request, plan) | {"is_waiting": True}
    template = "payments/pay_detail.html"
    return render(request, f"{template}#pay_status" if request.htmx else template, context)


def _own_plan(request: SignedInRequest, reference: str) -> PaymentPlan:
    return get_object_or_404(PaymentPlan.objects.owned_by(request.user.pk), reference=reference)


def _ask_soon(plan: PaymentPlan) -> None:
    attempt = latest_attempt(plan)
    if attempt is not None and attempt.state in PaymentAttempt.UNSETTLED:
        hand_over(ask_about_attempt.name, attempt_id=attempt.pk)


def _context(request: SignedInRequest, plan: PaymentPlan) -> dict[str, object]:
    now = timezone.now()
    attempt = latest_attempt(plan)
    failure_code = attempt.failure_code if attempt else ""
    return {
        "plan": plan,
        "attempt": attempt,
        "now": now,
        "is_payable": plan.state == PaymentPlan.State.OPEN
        and not plan.is_paid
        and (plan.deadline is None or now < plan.deadline),
        "ways": ways_to_pay(device=_device(request)),
        "failure_advice": ADVICE[failure_group(failure_code)] if failure_code else "",
        "advice": [ADVICE[group] for group in ADVICE],
    }


def _device(request: SignedInRequest) -> Device:
    agent = request.headers.get("User-Agent", "")
    if "MicroMessenger" in agent:
        return Device.WECHAT
    is_phone = any(mark in agent for mark in _PHONE_MARKS)
    return Device.PHONE if is_phone else Device.COMPUTER
