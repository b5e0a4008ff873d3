"""The pay page: choose a way, leave for the gateway, or pay in parts."""

from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from payments.errors import PayerNotKnown
from payments.models import PaymentPlan
from payments.services.attempts import start_attempt
from payments.services.instalments import pay_in_parts
from payments.services.payers import log_in_url
from payments.types import Departure, DepartureKind
from payments.views.pay_context import own_plan, pay_context
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
            payer=payer_of(request),
        )
    except DomainError as refusal:
        return refused(request, reference, refusal, way="")
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
