"""RSA2 (SHA256withRSA, PKCS#1 v1.5) as Alipay uses it.

The SDK's own verification also accepts SHA-1 signatures and raises on bad ones, so notifications
are verified here with `cryptography`.
"""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from payments.gateways.keys import load_public_key


def signed_text(parameters: Mapping[str, str]) -> bytes:
    """Join sorted `k=v` pairs with `&`, without `sign` and `sign_type`; empty values count."""
    names = sorted(name for name in parameters if name not in {"sign", "sign_type"})
    return "&".join(f"{name}={parameters[name]}" for name in names).encode()


def is_signed(*, public_key: str, content: bytes, signature: str) -> bool:
    """Say whether a base64 RSA2 signature over the content is the key's."""
    try:
        raw = base64.b64decode(signature, validate=True)
        load_public_key(public_key).verify(raw, content, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
