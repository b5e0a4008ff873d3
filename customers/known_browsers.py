"""Browsers in which a person has logged in before: what others try does not shut these out."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing

from shop.common.encryption import keyed_hash

COOKIE = "kaidian_known"
_SECONDS = 60 * 60 * 24 * 365
_SALT = "customers.known_browser"


def cookie_for(user_id: int) -> dict[str, Any]:
    """Return the cookie, as `set_cookie` takes it, of a browser that has just been logged in to."""
    return {
        "key": COOKIE,
        "value": signing.dumps([_mark(user_id), secrets.token_hex(8)], salt=_SALT),
        "max_age": _SECONDS,
        "secure": settings.HTTPS,
        "httponly": True,
        "samesite": "Lax",
    }


def browser_of(user_id: int, cookie: str) -> str:
    """Return the name of a browser that this person has used; nothing for any other."""
    try:
        mark, name = signing.loads(cookie, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return ""
    return str(name) if mark == _mark(user_id) else ""


def _mark(user_id: int) -> str:
    return keyed_hash("known-browser", str(user_id))[:16]
