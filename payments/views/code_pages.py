"""The code that some payments need first: sent, and entered on the pay page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payments.models import PaymentPlan
from payments.risk.errors import NoCodeDemanded
from payments.risk.services.codes import confirm_code, send_code
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
        _say(request, refusal)
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
        _say(request, refusal)
    else:
        messages.success(request, _("Thank you. Now choose how to pay."))
    return redirect("payments:pay", reference)


def _say(request: SignedInRequest, refusal: DomainError) -> None:
    # Confirmed in another tab: the page shows how to pay, and nothing is wrong.
    if not isinstance(refusal, NoCodeDemanded):
        messages.error(request, str(refusal))
