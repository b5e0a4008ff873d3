"""Pages that fail in every way, in front of the shop's own addresses."""

from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from redis.exceptions import ConnectionError as ValkeyAway

from shop import urls as shops_own
from shop.common.errors import DomainError

FAILURES: dict[str, Exception] = {
    "database": OperationalError("server closed the connection"),
    "connection": InterfaceError("connection already closed"),
    "valkey": ValkeyAway("refused"),
    "rule": DomainError("Two kettles are too many."),
    "bug": ZeroDivisionError(),
}


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise FAILURES[kind]


def fine(request: HttpRequest) -> HttpResponse:
    request.session["kettle"] = "hot"
    return HttpResponse(str(get_user_model().objects.count()))


handler500 = shops_own.handler500

urlpatterns = [
    path("fail/<str:kind>/", fail),
    path("admin/fail/<str:kind>/", fail),
    path("fine/", fine),
    *shops_own.urlpatterns,
]
