"""Middleware of the shop: what a person sees when a rule, the database or Valkey says no."""

import logging
import sys
from collections.abc import Callable
from ipaddress import ip_address

from csp.constants import NONE, SELF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.defaults import server_error as plain_server_error
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from customers.errors import TooManyPasswordTries
from shop import object_storage
from shop.common.errors import DomainError
from shop.common.policies import asking_once
from shop.common.typed_numbers import whole_number

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

AWAY = (OperationalError, InterfaceError, RedisError, BrokerError)

# How often a browser has been sent away in a row; it asks again by itself, ever more slowly.
_TRIES_COOKIE = "away_tries"
_TRIES_SECONDS = 60
_LAST_TRY = 20
_FIRST_WAIT, _LONGER_BY, _LONGEST_WAIT = 2, 2, 20

_ADMIN = "/admin/"
# The admin theme's Alpine evaluates expressions, and some of its pages carry inline scripts.
_ADMIN_POLICY = [
    f"default-src {SELF}",
    f"script-src {SELF} 'unsafe-eval' 'unsafe-inline'",
    f"style-src {SELF} 'unsafe-inline'",
    f"object-src {NONE}",
    f"base-uri {SELF}",
    f"form-action {SELF}",
    f"frame-ancestors {NONE}",
]


def visitor_address(get_response: GetResponse) -> GetResponse:
    """Put into REMOTE_ADDR what the outermost trusted proxy saw: limits count by it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        seen = _seen_by_proxies(request.META.get("HTTP_X_FORWARDED_FOR", ""))
        if seen:
            request.META["REMOTE_ADDR"] = seen
        return get_response(request)

    return middleware


def _seen_by_proxies(forwarded: str) -> str:
    """Count from the right: what stands further left was written by the visitor."""
    hops = forwarded.split(",")
    count = settings.TRUSTED_PROXY_COUNT
    if not 0 < count <= len(hops):
        return ""
    try:
        return str(ip_address(hops[-count].strip()))
    except ValueError:
        return ""


def policies_of_now(get_response: GetResponse) -> GetResponse:
    """Have every request read what operators have decided when it comes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with asking_once():
            return get_response(request)

    return middleware


class suspicious:  # noqa: N801 - named like the function that it acts as in MIDDLEWARE
    """Refuse foreign hosts and climbing paths; Django would log them as errors of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost as refusal:
            return _refused(refusal)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # Django itself must answer a body that is too large: it has not been read to its end.
        if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
            return None
        return _refused(exception) if isinstance(exception, SuspiciousOperation) else None


def _refused(refusal: Exception) -> HttpResponse:
    logger.warning("a request was refused (%s)", type(refusal).__name__)
    return HttpResponseBadRequest("Bad Request", content_type="text/plain; charset=utf-8")


class unavailable:  # noqa: N801 - named like the function that it acts as in MIDDLEWARE
    """Answer 503 and ask to come again when the database or Valkey is away for a moment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 500 and _TRIES_COOKIE in request.COOKIES:  # noqa: PLR2004
            response.delete_cookie(_TRIES_COOKIE)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return away(request) if isinstance(exception, AWAY) else None


class domain_errors:  # noqa: N801 - named like the function that it acts as in MIDDLEWARE
    """Tell the person in a sentence what rule refused the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, TooManyPasswordTries):
            return _wait(request, exception)
        if request.path.startswith(_ADMIN):
            return _back_in_admin(request, exception)
        if getattr(request, "htmx", False):
            return HttpResponse(
                str(exception), status=422, content_type="text/plain; charset=utf-8"
            )
        return render(request, "422.html", {"refusal": exception}, status=422)


def admin_csp(get_response: GetResponse) -> GetResponse:
    """Give the admin a content security policy of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(_ADMIN):
            response.headers.setdefault("Content-Security-Policy", _admin_policy())
        return response

    return middleware


def _admin_policy() -> str:
    media = " ".join([SELF, *object_storage.origins(settings.OBJECT_STORAGE)])
    return "; ".join([*_ADMIN_POLICY, f"img-src {media} data: blob:", f"media-src {media}"])


def server_error(request: HttpRequest) -> HttpResponse:
    """Act as handler500: errors of other middleware, such as an unsaved session, end here."""
    return away(request) if isinstance(sys.exc_info()[1], AWAY) else plain_server_error(request)


def away(request: HttpRequest) -> HttpResponse:
    """Render the 503 page without database, session or cache."""
    tries = _tries(request)
    wait = min(_FIRST_WAIT + _LONGER_BY * tries, _LONGEST_WAIT)
    if request.headers.get("HX-Request"):
        response = HttpResponse(_("The shop is busy. Please try again in a moment."), status=503)
    else:
        context = {
            "wait": wait if request.method == "GET" and tries < _LAST_TRY else None,
            "is_read": request.method in {"GET", "HEAD"},
        }
        response = HttpResponse(render_to_string("503.html", context), status=503)
        response.set_cookie(
            _TRIES_COOKIE, str(tries + 1), max_age=_TRIES_SECONDS, httponly=True, samesite="Lax"
        )
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def _tries(request: HttpRequest) -> int:
    return min(whole_number(request.COOKIES.get(_TRIES_COOKIE)) or 0, _LAST_TRY)


def _wait(request: HttpRequest, refusal: TooManyPasswordTries) -> HttpResponse:
    response = render(request, "429.html", {"seconds": refusal.seconds}, status=429)
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _back_in_admin(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    messages.error(request, str(refusal))
    index = reverse("admin:index")
    return HttpResponseRedirect(request.path if request.method == "POST" else index)
