"""The token of a form against forged requests: Django's, with one call for its dice."""

import os

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

_CHARACTERS = CSRF_ALLOWED_CHARS.encode()
_COUNT = len(_CHARACTERS)
_THROWN = 2 * CSRF_SECRET_LENGTH
# A byte chooses a character; those beyond the last whole round would prefer the first ones.
_UNFAIR = bytes(range(256 - 256 % _COUNT, 256))
_CHOSEN = bytes(byte % _COUNT for byte in range(256))
_WRITTEN = _CHARACTERS.ljust(256, b"\0")
_READ = bytes(max(_CHARACTERS.find(byte), 0) for byte in range(256))


def token_for(request: HttpRequest) -> bytes:
    """Return a new token for the visitor's secret.

    A secret that the visitor has is not sent again: its cookie lasts a year.
    """
    secret: str | None = request.META.get("CSRF_COOKIE")
    return get_token(request).encode() if secret is None else _masked(secret)


def _masked(secret: str) -> bytes:
    """Write a mask that nobody used before, and the secret under it."""
    mask = _mask()
    read = secret.encode().translate(_READ)
    under = bytes([(one + other) % _COUNT for one, other in zip(read, mask, strict=True)])
    return (mask + under).translate(_WRITTEN)


def _mask() -> bytes:
    mask = b""
    while len(mask) < CSRF_SECRET_LENGTH:
        mask += os.urandom(_THROWN).translate(_CHOSEN, _UNFAIR)
    return mask[:CSRF_SECRET_LENGTH]
