"""Where gateways report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.errors import GatewayNotOffered
from payments.gateways.registry import GATEWAYS
from payments.services.notifications import MAX_BYTES, receive_notification
from shop.common.selectors import ProviderNotSetUp


@csrf_exempt
@require_POST
def notify(request: HttpRequest, gateway_code: str) -> HttpResponse:
    """Answer the gateway's exact words, after commit."""
    if gateway_code not in GATEWAYS:
        raise Http404
    try:
        reply = receive_notification(
            gateway_code=gateway_code,
            body=request.read(MAX_BYTES + 1),
            headers={
                name: request.headers.get(name, "")[:1000]
                for name in GATEWAYS[gateway_code].kept_headers
            },
            ip=request.META.get("REMOTE_ADDR"),
        )
    except (ProviderNotSetUp, GatewayNotOffered) as missing:
        raise Http404 from missing
    return HttpResponse(
        reply.body, content_type=reply.content_type, status=200 if reply.is_believed else 400
    )
