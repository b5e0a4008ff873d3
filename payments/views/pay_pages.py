"""The pay page: choose a way, leave for the gateway, or stay and scan."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from payments.errors import PayerNotKnown
from payments.failures import ADVICE, FailureGroup
from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.qr import qr_svg
from payments.selectors.departures import kept_departure, open_departure, possible_parts
from payments.selectors.plans import latest_attempt
from payments.selectors.risk import phone_for_code
from payments.services.attempts import start_attempt
from payments.services.gateways import ways_to_pay
from payments.services.instalments import pay_in_parts
from payments.services.payers import log_in_url
from payments.types import Departure, DepartureKind, PayWay
from payments.views.payer import begin_log_in, payer_of
from shop.common.actors import person
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import whole_number


@login_required
@never_cache
@require_GET
def pay(request: SignedInRequest, reference: str) -> HttpResponse:
    plan = own_plan(request, reference)
    if plan.is_paid:
        return redirect("orders:order-detail", reference)
    return render(request, "payments/pay_detail.html", pay_context(request, plan))


@login_required
@never_cache
@require_POST
def start(request: SignedInRequest, reference: str) -> HttpResponse:
    return set_out(request, reference, way=request.POST.get("way", ""))


@login_required
@never_cache
@require_GET
def pay_departure(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show again what the payer was shown: a code, an account, the bridge of WeChat."""
    plan = own_plan(request, reference)
    now = timezone.now()
    attempt = open_departure(plan) if plan.is_payable(now) else None
    departure = kept_departure(attempt, at=now) if attempt else None
    if attempt is None or departure is None:
        return redirect("payments:pay", reference)
    context: dict[str, object] = {
        "plan": plan,
        "attempt": attempt,
        "departure": departure,
        "fields": dict(departure.fields),
        "now": now,
        "is_payable": True,
        "is_waiting": True,
    }
    if departure.kind == DepartureKind.QR:
        context["code"] = mark_safe(qr_svg(departure.url))  # noqa: S308  drawn by us
        context["stand_in"] = _phone_of_the_demo(departure.url)
    elif departure.kind == DepartureKind.BRIDGE:
        context["stand_in"] = _bridge_of_the_demo(reference, departure)
    return render(request, "payments/pay_departure.html", context)


@login_required
@require_POST
def parts(request: SignedInRequest, reference: str) -> HttpResponse:
    """Pay in parts: for those whose bank does not let the whole amount through."""
    plan = own_plan(request, reference)
    try:
        pay_in_parts(
            reference=plan.reference,
            customer_id=request.user.pk,
            parts=whole_number(request.POST.get("parts", "")) or 0,
            actor=person(request.user.pk),
        )
    except DomainError as refusal:
        plan.refresh_from_db()
        context = pay_context(request, plan) | {"refusal": str(refusal)}
        return render(request, "payments/pay_detail.html", context, status=422)
    return redirect("payments:pay", reference)


def set_out(request: SignedInRequest, reference: str, *, way: str) -> HttpResponse:
    """Begin to pay and go where the gateway says; to WeChat's log-in first where it needs one."""
    gateway_code, _colon, product = way.partition(":")
    try:
        started = start_attempt(
            reference=reference,
            customer_id=request.user.pk,
            gateway_code=gateway_code,
            product=product,
            payer=payer_of(request),
        )
    except PaymentPlan.DoesNotExist as missing:
        raise Http404 from missing
    except PayerNotKnown:
        return _ask_who_pays(request, reference, way=way)
    except DomainError as refusal:
        return refused(request, reference, refusal, way=way)
    return _leave(request, reference, started.departure)


def _ask_who_pays(request: SignedInRequest, reference: str, *, way: str) -> HttpResponse:
    state = begin_log_in(request, reference)
    try:
        house = way.partition(":")[0]
        return redirect(log_in_url(gateway_code=house, reference=reference, state=state))
    except DomainError as refusal:
        return refused(request, reference, refusal, way=way)


def refused(
    request: SignedInRequest, reference: str, refusal: DomainError, *, way: str
) -> HttpResponse:
    """Say why a way did not work, and offer the others."""
    plan = own_plan(request, reference)
    if plan.is_paid:  # the money of the first try had arrived
        return redirect("orders:order-detail", reference)
    context = pay_context(request, plan, failed=way) | {"refusal": str(refusal)}
    return render(request, "payments/pay_detail.html", context, status=422)


def _leave(request: SignedInRequest, reference: str, departure: Departure) -> HttpResponse:
    if departure.kind == DepartureKind.REDIRECT:
        return redirect(departure.url)
    if departure.kind != DepartureKind.FORM:
        return redirect("payments:pay-departure", reference)
    address = urlsplit(departure.url)
    context = {"reference": reference, "departure": departure, "fields": dict(departure.fields)}
    page = render(request, "payments/pay_leave.html", context)
    allow = csp_update({"form-action": f"{address.scheme}://{address.netloc}"})
    answer: HttpResponse = allow(lambda _request: page)(request)  # type: ignore[assignment]  # django-csp's decorator widens it
    return answer


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


def own_plan(request: SignedInRequest, reference: str) -> PaymentPlan:
    return get_object_or_404(PaymentPlan.objects.owned_by(request.user.pk), reference=reference)


def pay_context(
    request: SignedInRequest, plan: PaymentPlan, *, failed: str = ""
) -> dict[str, object]:
    """Gather what the pay page shows; `failed` is the way that did not work just now."""
    now = timezone.now()
    attempt = latest_attempt(plan)
    payments = list(plan.payments.order_by("position"))
    payment = next((each for each in payments if each.state == Payment.State.DUE), None)
    payments = [each for each in payments if each.state != Payment.State.CANCELLED]
    amount = payment.amount if payment else plan.total
    payer = payer_of(request)
    ways = ways_to_pay(device=payer.device, amount=amount, payer_id=payer.payer_id)
    failure = _failure(payment, attempt)
    return {
        "plan": plan,
        "payment": payment,
        "amount": amount,
        "attempt": attempt,
        "now": now,
        "code_phone": phone_for_code(request.user.pk) if plan.awaits_code else "",
        "is_payable": plan.is_payable(now),
        "ways": ways,
        "chosen": _chosen(ways, attempt, failed),
        "failure_advice": ADVICE[failure] if failure else "",
        "parts": possible_parts(amount) if payment and not payments[1:] else [],
        "payments": payments if payments[1:] else [],
        "hit_limit": failure == FailureGroup.LIMIT,
        "go_on": _still_shown(plan, payment, attempt, now),
        "advice": [ADVICE[group] for group in ADVICE],
    }


def _failure(payment: Payment | None, attempt: PaymentAttempt | None) -> FailureGroup | None:
    """Say why the last try failed, unless it was for a payment that parts have replaced since."""
    if attempt is None or not attempt.failure_stands:
        return None
    is_of_this = payment is None or attempt.payment_id == payment.pk
    return FailureGroup(attempt.failure_group) if is_of_this else None


def _still_shown(
    plan: PaymentPlan, payment: Payment | None, attempt: PaymentAttempt | None, now: datetime
) -> str:
    """Say what a payer who comes back may go on with (a code, an account), or nothing."""
    if attempt is None or payment is None or not plan.is_payable(now):
        return ""
    is_open = attempt.state == PaymentAttempt.State.PENDING and not attempt.failure_stands
    if not is_open or attempt.payment_id != payment.pk:
        return ""
    departure = kept_departure(attempt, at=now)
    return departure.kind if departure else ""


def _chosen(ways: list[PayWay], attempt: PaymentAttempt | None, failed: str) -> str:
    """Preselect what the payer took last, unless it failed: then the first other way."""
    last = attempt.state == PaymentAttempt.State.PENDING if attempt else False
    failed_gateway = failed.partition(":")[0]
    if attempt and last and not attempt.failure_stands and attempt.gateway != failed_gateway:
        return f"{attempt.gateway}:{attempt.product}"
    unwanted = failed_gateway or (attempt.gateway if attempt and attempt.failure_stands else "")
    others = [way for way in ways if way.gateway != unwanted]
    others = others or [way for way in ways if way.code != failed] or ways
    return others[0].code if others else ""
