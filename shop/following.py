"""Opens a page of the shop inside this process, as a visitor would, without the network."""

import io
from functools import lru_cache
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

_FOUND, _MISSING = 200, 404


@lru_cache(maxsize=1)
def _handler() -> WSGIHandler:
    return WSGIHandler()


def status_of(path: str) -> int:
    """Return the status that a visitor without an account gets; files are looked up, not read."""
    bare = unquote_to_bytes(urlsplit(path).path).decode("utf-8", "replace")
    if bare.startswith(settings.MEDIA_URL):
        return _of_file(bare.removeprefix(settings.MEDIA_URL))
    if bare.startswith(settings.STATIC_URL):
        return _FOUND if finders.find(bare.removeprefix(settings.STATIC_URL)) else _MISSING
    response = _handler().get_response(WSGIRequest(_environ(path)))
    return response.status_code


def _of_file(name: str) -> int:
    try:
        return _FOUND if default_storage.exists(name) else _MISSING
    except (ValueError, OSError):
        return _MISSING


def _environ(path: str) -> dict[str, object]:
    site, address = urlsplit(settings.SITE_URL), urlsplit(path)
    scheme = "https" if settings.HTTPS else site.scheme
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(address.path).decode("latin-1"),
        "QUERY_STRING": address.query,
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if scheme == "https" else 80)),
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "HTTP_SEC_PURPOSE": "prefetch",  # not counted as a visit
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
    }
