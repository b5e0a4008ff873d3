"""Middleware of analytics: count the pages that shoppers see."""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError

from analytics import visits
from analytics.buffer import push
from analytics.pages import NOT_COUNTED, PUBLIC

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

_OK = 200
_PATH_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class _Visit:
    visitor: str
    session: str
    is_new: bool


def count_page_views(get_response: GetResponse) -> GetResponse:
    """Note every full page that a shopper was shown. A page never fails or waits for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # For whoever wants to know the browser again without knowing about analytics.
        request.visitor_key = visits.known_key(request.COOKIES.get(visits.VISITOR_COOKIE))  # type: ignore[attr-defined]  # ours
        response = get_response(request)
        if _is_page(request, response) or _was_added(request):
            try:
                _count(request, response)
            except (DatabaseError, RedisError, OSError) as reason:
                logger.warning("a page view was dropped (%s)", type(reason).__name__)
        return response

    return middleware


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    if request.method != "GET" or response.status_code != _OK or match is None:
        return False
    if "admin" in match.app_names or match.view_name in NOT_COUNTED:
        return False
    return response.headers.get("Content-Type", "").startswith("text/html") and _is_whole(request)


def _was_added(request: HttpRequest) -> bool:
    """Tell whether the shopper has just put something into the cart: the cart's view says so."""
    return getattr(request, "added_sku_id", None) is not None and not visits.is_robot(
        request.headers.get("User-Agent", "")
    )


def _is_whole(request: HttpRequest) -> bool:
    headers = request.headers
    is_fragment = headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"
    is_ahead_of_time = "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    return not (is_fragment or is_ahead_of_time or visits.is_robot(headers.get("User-Agent", "")))


def _count(request: HttpRequest, response: HttpResponse) -> None:
    user_id, is_staff = _person(request)
    if is_staff:
        return
    visit = _visit(request.COOKIES)
    push(_entry(request, visit, user_id))
    _set_cookie(response, visits.SESSION_COOKIE, visit.session, visits.SESSION_SECONDS)
    if visits.known_key(request.COOKIES.get(visits.VISITOR_COOKIE)) is None:
        _set_cookie(response, visits.VISITOR_COOKIE, visit.visitor, visits.VISITOR_SECONDS)


def _person(request: HttpRequest) -> tuple[int | None, bool]:
    # Without a session cookie nobody is signed in: do not make the page read a session for that.
    user = getattr(request, "user", None)
    if user is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None, False
    return (user.pk, user.is_staff) if user.is_authenticated else (None, False)


def _visit(cookies: Mapping[str, str]) -> _Visit:
    visitor = visits.known_key(cookies.get(visits.VISITOR_COOKIE))
    session = visits.known_key(cookies.get(visits.SESSION_COOKIE))
    return _Visit(
        visitor=visitor or visits.new_key(),
        session=session or visits.new_key(),
        is_new=session is None,
    )


def _entry(request: HttpRequest, visit: _Visit, user_id: int | None) -> dict[str, object]:
    match, headers = request.resolver_match, request.headers
    assert match is not None  # noqa: S101 - _is_page saw it
    is_public = match.namespace in PUBLIC
    return {
        "event_id": str(uuid.uuid4()),
        "at": timezone.now().isoformat(),
        "visitor": visit.visitor,
        "session": visit.session,
        "user_id": user_id,
        "path": (request.path if is_public else f"/{match.route}")[:_PATH_LENGTH],
        "page": match.view_name,
        "source": visits.source_of(
            utm=request.GET.get("utm_source", ""),
            referrer=headers.get("Referer", ""),
            host=request.get_host(),
            is_new=visit.is_new,
        ),
        "campaign": visits.tidy(request.GET.get("utm_campaign", ""), visits.CAMPAIGN_LENGTH),
        "product_number": str(match.kwargs.get("number", "")) if is_public else "",
        "sku_id": getattr(request, "added_sku_id", None),
        "missed": getattr(request, "missed_search", ""),
        "device": visits.device_of(headers.get("User-Agent", "")),
    }


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
