"""Where gateways report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.errors import GatewayNotOffered
from payments.gateways.protocol import Gateway
from payments.gateways.registry import GATEWAYS
from payments.models import NotificationRefusal
from payments.services.notifications import MAX_BYTES, receive_notification
from payments.services.refusals import count_refusal
from shop.common.selectors import ProviderNotSetUp
from shop.common.typed_numbers import whole_number


@csrf_exempt
@require_POST
def notify(request: HttpRequest, gateway_code: str) -> HttpResponse:
    """Answer the gateway's exact words, after commit."""
    house = GATEWAYS.get(gateway_code)
    if house is None:
        raise Http404
    cause = _cause_to_refuse(request, house)
    if cause is not None:
        count_refusal(gateway_code=gateway_code, cause=cause)
        return HttpResponse(house.failure_answer, content_type=house.answer_type, status=400)
    try:
        reply = receive_notification(
            gateway_code=gateway_code,
            body=request.read(MAX_BYTES + 1),
            headers={name: request.headers.get(name, "")[:1000] for name in house.kept_headers},
            ip=request.META.get("REMOTE_ADDR"),
        )
    except (ProviderNotSetUp, GatewayNotOffered) as missing:
        raise Http404 from missing
    return HttpResponse(
        reply.body, content_type=reply.content_type, status=200 if reply.is_believed else 400
    )


def _cause_to_refuse(
    request: HttpRequest, house: type[Gateway]
) -> NotificationRefusal.Cause | None:
    """Look at the size and the type that are announced, before a byte of the body is read."""
    if (whole_number(request.headers.get("Content-Length")) or 0) > MAX_BYTES:
        return NotificationRefusal.Cause.TOO_LARGE
    if request.content_type != house.notification_type:
        return NotificationRefusal.Cause.WRONG_TYPE
    return None
