"""The code that some payments need first: sent, and entered on the pay page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payments.models import PaymentPlan
from payments.risk.errors import NoCodeDemanded
from payments.risk.services.codes import confirm_code, send_code
from payments.views.pay_context import own_plan, pay_context
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest


@login_required
@require_POST
def code_send(request: SignedInRequest, reference: str) -> HttpResponse:
    try:
        ip = request.META.get("REMOTE_ADDR", "") or None
        send_code(reference=reference, customer_id=request.user.pk, ip=ip)
    except PaymentPlan.DoesNotExist as unknown:
        raise Http404 from unknown
    except DomainError as refusal:
        return _refused(request, reference, refusal)
    else:
        messages.success(request, _("The code is on its way to your mobile number."))
    return redirect("payments:pay", reference)


@login_required
@require_POST
def code_confirm(request: SignedInRequest, reference: str) -> HttpResponse:
    code = request.POST.get("code", "")[:20]
    try:
        confirm_code(reference=reference, customer_id=request.user.pk, code=code)
    except PaymentPlan.DoesNotExist as unknown:
        raise Http404 from unknown
    except DomainError as refusal:
        return _refused(request, reference, refusal)
    else:
        messages.success(request, _("Thank you. Now choose how to pay."))
    return redirect("payments:pay", reference)


def _refused(request: SignedInRequest, reference: str, refusal: DomainError) -> HttpResponse:
    if isinstance(refusal, NoCodeDemanded):  # confirmed in another tab: nothing is wrong
        return redirect("payments:pay", reference)
    context = pay_context(request, own_plan(request, reference)) | {"code_error": str(refusal)}
    return render(request, "payments/pay_detail.html", context, status=422)
