"""Pages that are the same for every visitor who is not signed in, kept until something changes.

A page is kept under the counts of what it shows (`shop.common.freshness`), read before it is
made: it may be newer than its counts say, never older. So the request after a change makes it anew.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from shop.common.csrf import token_for
from shop.common.freshness import SHELF, SITE, changes_of, reading_at
from shop.common.site_memory import forget_site

View = TypeVar("View", bound=Callable[..., HttpResponse])
Topics = Callable[..., Iterable[str]]

# What a clock changes and no view named by `fresh_until` shows after this at the latest.
_FRESH_FOR = timedelta(seconds=60)
_MOST_IN_MEMORY = 200
_LONGEST_QUERY = 500
_OK = 200
_UNTIL = "page_is_fresh_until"
KEEPS = "keeps_pages"  # marks the views, for the test of what they show
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"')


@dataclass(frozen=True)
class _Page:
    """A page in pieces, between which each visitor's own token goes; a mark stands for a nonce."""

    pieces: list[bytes]
    has_nonce: bool
    until: datetime


class _Memory:
    """The pages that this process answered last; behind it lies the cache of all processes."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._lock = Lock()

    def read(self, key: str) -> _Page | None:
        page = self._pages.get(key)
        return _fresh(page)

    def write(self, key: str, page: _Page | None) -> _Page | None:
        if page is not None:
            with self._lock:
                self._pages.pop(key, None)
                self._pages[key] = page
                while len(self._pages) > _MOST_IN_MEMORY:
                    del self._pages[next(iter(self._pages))]
        return page

    def clear(self) -> None:
        self._pages = {}


_memory = _Memory()


def _shared(key: str) -> _Page | None:
    """Return the page from the cache of all processes; its clock may run behind ours."""
    return _fresh(cache.get(_shared_key(key)))


def _fresh(page: _Page | None) -> _Page | None:
    return page if page is not None and timezone.now() < page.until else None


def forget_pages() -> None:
    """Let this process ask the cache of all processes again; for tests."""
    _memory.clear()
    forget_site()


def cached_page(topics: Topics) -> Callable[[View], View]:
    """Keep a view's pages for visitors who are not signed in.

    `topics` is called with the arguments of the address and names what the page shows beside the
    site. What is personal on such a page must come in a request of its own.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_for_everybody(request):
                return view(request, *args, **kwargs)
            counts = changes_of((SITE, *topics(**kwargs)))
            key = _key(request, counts)
            page = _memory.read(key) or _memory.write(key, _shared(key))
            if page is not None:
                return _answer(request, page)
            with reading_at(counts) as reading:
                response = view(request, *args, **kwargs)
            fresh_until(response, reading.until)
            _keep(key, request, response)
            return response

        setattr(cached, KEEPS, True)
        return cast(View, cached)

    return decorate


def shelf(**_address: str) -> list[str]:
    """Name the topic of a page that shows lists of goods."""
    return [SHELF]


def fresh_until(response: HttpResponse, *moments: datetime | None) -> HttpResponse:
    """Have a page made anew at the first moment, such as that of the next price; None is none."""
    known: datetime | None = getattr(response, _UNTIL, None)
    named = [moment for moment in (known, *moments) if moment is not None]
    if named:
        setattr(response, _UNTIL, min(named))
    return response


def _is_for_everybody(request: HttpRequest) -> bool:
    if request.method != "GET" or len(request.META.get("QUERY_STRING", "")) > _LONGEST_QUERY:
        return False
    if settings.CART_COOKIE in request.COOKIES:
        return False
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return not request.COOKIES.get("messages")
    return not request.user.is_authenticated and not len(get_messages(request))


def _key(request: HttpRequest, counts: dict[str, int]) -> str:
    said = request.META
    parts = (
        said.get("HTTP_HOST", ""),  # the middleware before refused foreign ones
        request.path,
        said.get("QUERY_STRING", ""),
        get_language() or "",
        said.get("HTTP_HX_REQUEST", ""),
        said.get("HTTP_HX_BOOSTED", ""),
        said.get("HTTP_HX_TARGET", ""),
        *(f"{topic}={count}" for topic, count in counts.items()),
    )
    return "\n".join(parts)


def _shared_key(key: str) -> str:
    # The number changes with the shape of a page.
    return f"page:2:{hashlib.sha256(key.encode()).hexdigest()}"


def _keep(key: str, request: HttpRequest, response: HttpResponse) -> None:
    if (
        response.status_code != _OK
        or response.streaming
        or "no-store" in response.get("Cache-Control", "")
    ):
        return
    body, nonce = response.content, _nonce(request)
    if nonce:
        body = body.replace(nonce, _nonce_mark())
    token = _TOKEN.search(body)
    pieces = body.split(token[1]) if token else [body]
    until = _until(response)
    seconds = (until - timezone.now()).total_seconds()
    if seconds >= 1:
        page = _Page(pieces, has_nonce=bool(nonce), until=until)
        cache.set(_shared_key(key), _memory.write(key, page), seconds)


def _until(response: HttpResponse) -> datetime:
    latest = timezone.now() + _FRESH_FOR
    named: datetime | None = getattr(response, _UNTIL, None)
    return min(named, latest) if named else latest


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    pieces = page.pieces
    body = token_for(request).join(pieces) if len(pieces) > 1 else pieces[0]
    if page.has_nonce:
        body = body.replace(_nonce_mark(), str(request.csp_nonce).encode())  # type: ignore[attr-defined]  # set by the CSP middleware
    return HttpResponse(body, headers={"Vary": "Cookie, Accept-Language"})


def _nonce(request: HttpRequest) -> bytes:
    """Return the nonce that the page used; nothing when it used none."""
    return str(getattr(request, "_csp_nonce", "") or "").encode()


@functools.cache
def _nonce_mark() -> bytes:
    # Not to be guessed: a text with the mark in it would be given the reader's nonce.
    return salted_hmac("shop.common.page_cache", "nonce", algorithm="sha256").hexdigest().encode()
