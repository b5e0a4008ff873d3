"""Fields that are ciphertext in the database, and blind indexes to find them by.

AES-256-GCM with a random nonce; the first of `settings.FIELD_KEYS` encrypts, all decrypt, so a key
is rotated by putting a new one in front. A key is 32 bytes in url-safe base64.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

_NONCE_BYTES = 12
_KEY_BYTES = 32
_PREFIX = "v1:"


@lru_cache(maxsize=8)
def _keys(configured: tuple[str, ...]) -> tuple[bytes, ...]:
    keys = tuple(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in configured)
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise ImproperlyConfigured("FIELD_KEYS needs keys of 32 bytes in url-safe base64.")
    return keys


def encrypt(text: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_keys(tuple(settings.FIELD_KEYS))[0]).encrypt(nonce, text.encode(), None)
    return _PREFIX + base64.b64encode(nonce + sealed).decode()


def decrypt(token: str) -> str:
    """Open what `encrypt` sealed with any of the configured keys; raises ValueError otherwise."""
    raw = base64.b64decode(token.removeprefix(_PREFIX))
    for key in _keys(tuple(settings.FIELD_KEYS)):
        try:
            return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except InvalidTag:
            continue
    raise ValueError("sealed with a key that is not configured")


def keyed_hash(purpose: str, text: str) -> str:
    """Hash a secret or a personal datum so that it can be compared, never read (64 hex digits)."""
    secret = _keys(tuple(settings.FIELD_KEYS))[-1]  # the oldest key, so that rotation keeps indexes
    return hmac.new(secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def blind_index(text: str) -> str:
    """Return an index to find a sealed value by exact match, without storing it (32 hex digits)."""
    return keyed_hash("blind-index", "".join(text.split()).casefold())[:32]


class EncryptedTextField(models.TextField[Any, Any]):
    """Text that the application reads in clear and the database holds sealed."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared if prepared in (None, "") else encrypt(prepared)

    def from_db_value(self, value: str | None, *_details: object) -> str | None:
        return value if value is None or value == "" else decrypt(value)
