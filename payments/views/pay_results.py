"""What became of a payment: these pages ask, and say only what is known."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from payments.models import PaymentAttempt, PaymentPlan
from payments.selectors.plans import latest_attempt, news_of
from payments.services.failing import await_news
from payments.tasks import ask_about_attempt
from payments.views.pay_context import own_plan, pay_context
from shop.common.handover import hand_over
from shop.common.http import SignedInRequest

_SEE_OTHER = 303


@csrf_exempt  # UnionPay sends the browser back by a form; nothing of it is read
@require_http_methods(["GET", "POST"])
def pay_return(request: HttpRequest, reference: str) -> HttpResponse:
    """Come back from the gateway: proves nothing, so the gateway is asked and the page waits."""
    if request.method == "POST":
        return HttpResponse(
            status=_SEE_OTHER,
            headers={"Location": reverse("payments:pay-return", args=[reference])},
        )
    return _pay_return(cast(SignedInRequest, request), reference)  # the decorator sees to it


@login_required
@never_cache
def _pay_return(request: SignedInRequest, reference: str) -> HttpResponse:
    plan = own_plan(request, reference)
    target = _elsewhere(request, plan)
    if target:
        return redirect(target)
    _ask(plan)
    context = pay_context(request, plan) | {"is_waiting": True, "news": news_of(plan)}
    return render(request, "payments/pay_detail.html", context)


@login_required
@never_cache
@require_GET
def status(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say how the payment stands; "I have paid" asks the gateway again, and only that."""
    plan = own_plan(request, reference)
    target = _elsewhere(request, plan)
    if target:
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    if "ask" in request.GET:
        _ask(plan, believes_failures=request.GET["ask"] == "again")
    news, context = news_of(plan), pay_context(request, plan) | {"is_waiting": True}
    if not request.htmx:
        return render(request, "payments/pay_detail.html", context | {"news": news})
    if context["failure_advice"] and not news.is_awaited:  # on to the other ways
        return HttpResponse(headers={"HX-Redirect": reverse("payments:pay", args=[reference])})
    return render(request, "payments/partials/pay_status.html", context | {"news": news})


def _elsewhere(request: SignedInRequest, plan: PaymentPlan) -> str:
    """Say where the page goes on: to the paid order, or back when the shown code is over."""
    if plan.is_paid:
        return reverse("orders:order-detail", args=[plan.reference])
    attempt = latest_attempt(plan)
    was_captured = attempt is not None and attempt.state == PaymentAttempt.State.CAPTURED
    is_over = attempt is None or attempt.state not in PaymentAttempt.UNSETTLED
    if was_captured or (is_over and "attempt" in request.GET):  # a part has come: on to the next
        return reverse("payments:pay", args=[plan.reference])
    return ""


def _ask(plan: PaymentPlan, *, believes_failures: bool = False) -> None:
    """Ask what became of everything that was begun: whoever comes back may have paid any of it."""
    attempt_ids = await_news(reference=plan.reference, believes_failures=believes_failures)
    for attempt_id in attempt_ids:
        hand_over(ask_about_attempt.name, attempt_id=attempt_id)
