"""RSA-SHA256 and AES-256-GCM as WeChat Pay v3 uses them.

The SDK checks no time, raises on an unknown type of signature, and fetches certificates for an
unknown serial, so what arrives is verified here. Nothing in here calls out.
"""

import base64
import binascii
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from payments.gateways.signatures import is_signed
from payments.types import NotificationFault

SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
SIGNATURE_HEADERS = (
    "Wechatpay-Timestamp",
    "Wechatpay-Nonce",
    "Wechatpay-Signature",
    "Wechatpay-Serial",
    "Wechatpay-Signature-Type",
)
_WINDOW_SECONDS = 300
# WeChat sends such signatures on purpose, to see whether they are refused.
_PROBE = "WECHATPAY/SIGNTEST/"
_KEY_BYTES = 32


class NotForUs(Exception):
    """The content is sealed with a key that we do not hold."""


def signature_fault(
    *, headers: Mapping[str, str], body: bytes, public_keys: Mapping[str, str]
) -> NotificationFault:
    """Judge the signature over the raw body; `public_keys` by their ids, all that are accepted."""
    stamp, nonce, signature, serial, kind = (headers.get(name, "") for name in SIGNATURE_HEADERS)
    if kind != SIGNATURE_TYPE or signature.startswith(_PROBE):
        return NotificationFault.BAD_SIGNATURE
    if serial not in public_keys:
        return NotificationFault.UNKNOWN_KEY
    content = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
    if not is_signed(public_key=public_keys[serial], content=content, signature=signature):
        return NotificationFault.BAD_SIGNATURE
    return NotificationFault.NONE if _is_fresh(stamp) else NotificationFault.STALE


def _is_fresh(stamp: str) -> bool:
    is_number = stamp.isascii() and stamp.isdigit() and len(stamp) <= len("9999999999")
    return is_number and abs(time.time() - int(stamp)) <= _WINDOW_SECONDS


def open_resource(resource: Mapping[str, Any], *, api_keys: Sequence[str]) -> dict[str, Any]:
    """Decrypt a notification's content. Raises NotForUs, or ValueError where it is malformed."""
    nonce, sealed = resource.get("nonce"), resource.get("ciphertext")
    bound = resource.get("associated_data") or ""
    if resource.get("algorithm") != "AEAD_AES_256_GCM":
        raise ValueError("another algorithm")
    if not (isinstance(nonce, str) and isinstance(sealed, str) and isinstance(bound, str)):
        raise ValueError("not texts")
    try:
        raw = base64.b64decode(sealed, validate=True)
    except binascii.Error as garbage:
        raise ValueError("not base64") from garbage
    content = json.loads(_decrypt(raw, nonce.encode(), bound.encode(), api_keys))
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content


def _decrypt(raw: bytes, nonce: bytes, bound: bytes, api_keys: Sequence[str]) -> bytes:
    for key in api_keys:
        try:
            return AESGCM(key.encode()).decrypt(nonce, raw, bound)
        except InvalidTag:
            continue
    raise NotForUs


def is_api_key(text: str) -> bool:
    """Say whether it can be an APIv3 key: 32 characters of ASCII."""
    return text.isascii() and len(text) == _KEY_BYTES
