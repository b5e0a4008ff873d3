"""RSA2 (SHA256withRSA, PKCS#1 v1.5) as Alipay uses it, and reading keys.

The SDK's own verification also accepts SHA-1 signatures and raises on bad ones, so notifications
are verified here with `cryptography`.
"""

import base64
import binascii
import textwrap
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


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


@lru_cache(maxsize=16)
def load_public_key(text: str) -> rsa.RSAPublicKey:
    """Read an RSA key, PEM or bare base64. Raises ValueError or TypeError."""
    key = serialization.load_pem_public_key(_pem(text, "PUBLIC KEY"))
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("an RSA key is expected")
    return key


@lru_cache(maxsize=16)
def pkcs1_private_key(text: str) -> str:
    """Return a key as bare PKCS#1 base64, all that Alipay's SDK signs with; PKCS#8 is taken too."""
    der = load_private_key(text).private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return base64.b64encode(der).decode()


def load_private_key(text: str) -> rsa.RSAPrivateKey:
    """Read an RSA key, PKCS#1 or PKCS#8, PEM or bare base64. Raises ValueError or TypeError."""
    label = "RSA PRIVATE KEY" if "BEGIN RSA" in text else "PRIVATE KEY"
    try:
        key = serialization.load_pem_private_key(_pem(text, label), password=None)
    except ValueError:
        key = serialization.load_pem_private_key(_pem(text, "RSA PRIVATE KEY"), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("an RSA key is expected")
    return key


def _pem(text: str, label: str) -> bytes:
    if "-----BEGIN" in text:
        return text.encode()
    body = "\n".join(textwrap.wrap("".join(text.split()), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()
