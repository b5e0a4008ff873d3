"""What happens at a provider's door before and after its real answer: the door faults."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from shop.sandbox.faults import DOOR_FAULTS, Occasion, strikes
from shop.sandbox.models import Fault

R = TypeVar("R", bound=HttpResponseBase)

GARBAGE = "<html><body>\x07 502 网关错误 {{{ not what you expected"


def through_the_door(*, occasion: Occasion, answer: Callable[[], R]) -> R | HttpResponse:
    """Answer, unless a fault makes the provider slow, broken or mad."""
    faults = {fault.kind: fault for fault in strikes(occasion=occasion, kinds=DOOR_FAULTS)}
    if Fault.Kind.SLOW in faults:
        time.sleep(min(float(faults[Fault.Kind.SLOW].seconds), 120))
    if Fault.Kind.HTTP_500 in faults:
        return HttpResponse("Internal Server Error", status=500)
    response = answer()
    if Fault.Kind.HTTP_500_DONE in faults:
        return HttpResponse("Internal Server Error", status=500)
    if Fault.Kind.GARBAGE in faults:
        return HttpResponse(GARBAGE, content_type="text/html; charset=utf-8")
    return response
