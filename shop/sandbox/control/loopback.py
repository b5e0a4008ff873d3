"""The control door is open to this machine only, and speaks JSON."""

import ipaddress
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from shop.sandbox.errors import BadControl

Json = dict[str, Any]


def is_loopback(address: str) -> bool:
    """Tell whether a client sits on this machine."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_loopback


def control(*methods: str) -> Callable[[Callable[..., Json]], Callable[..., HttpResponse]]:
    """Make a control view of a function that returns a JSON object."""

    def decorate(view: Callable[..., Json]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **parts: str) -> HttpResponse:
            if not is_loopback(request.META.get("REMOTE_ADDR", "")):
                return _refuse("The control door serves this machine only.", 403)
            if request.method not in methods:
                return _refuse("Use " + ", ".join(methods) + ".", 405)
            # A page of another site can post a form, but no JSON: this keeps browsers out.
            if request.method == "POST" and request.content_type != "application/json":
                return _refuse("Send application/json.", 415)
            try:
                return _json(view(request, **parts))
            except BadControl as refusal:
                return _refuse(str(refusal), refusal.status)

        return guarded

    return decorate


def body_of(request: HttpRequest) -> Json:
    """Read the JSON object of a control request."""
    try:
        data = json.loads(request.body or b"{}")
    except ValueError as reason:
        raise BadControl("The body is not JSON.", status=400) from reason
    if not isinstance(data, dict):
        raise BadControl("The body is not a JSON object.", status=400)
    return data


def _json(data: Json, status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def _refuse(message: str, status: int) -> HttpResponse:
    return _json({"error": message}, status)
