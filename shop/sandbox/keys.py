"""RSA keys and signatures as the gateways use them: PKCS#1 v1.5 over SHA-256."""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def new_private_key() -> str:
    """Make a 2048-bit key, as PKCS#1 PEM (the form the official Alipay SDK needs)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def public_key_of(private_pem: str) -> str:
    """Return the public half as PEM."""
    return (
        _private(private_pem)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def sign_sha256(*, private_pem: str, content: bytes) -> str:
    """Sign and return base64."""
    signature = _private(private_pem).sign(content, padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


def is_signed_by(*, public_pem: str, content: bytes, signature: str) -> bool:
    """Tell whether the base64 signature is right; SHA-1 and broken base64 are not."""
    try:
        raw = base64.b64decode(signature, validate=True)
        _public(public_pem).verify(raw, content, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def _private(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("an RSA key is expected")
    return key


@lru_cache(maxsize=16)
def _public(pem: str) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("an RSA key is expected")
    return key
