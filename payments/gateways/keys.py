"""RSA keys as merchants paste them, in the one form that each SDK reads.

A browser ends lines with CR LF, a phone puts blanks in front, one gateway's page shows base64 and
another's file is PEM; the SDKs know one form each, and fail later and strangely over any other.
"""

import base64
import textwrap
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils.translation import gettext_lazy as _

from payments.errors import GatewayKeysInvalid

_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)


def public_key_pem(text: str) -> str:
    """Return a gateway's public key as PEM, however it was pasted. Raises GatewayKeysInvalid."""
    try:
        return _public_key_pem(text)
    except _UNREADABLE as garbage:
        if "PRIVATE KEY" in text:
            raise GatewayKeysInvalid(
                _("This is a private key. Paste the public key of the service here.")
            ) from garbage
        if "CERTIFICATE" in text:
            raise GatewayKeysInvalid(
                _("This is a certificate. Paste the public key of the service here.")
            ) from garbage
        raise GatewayKeysInvalid(
            _("This public key cannot be read. Paste the whole of it, as the service shows it.")
        ) from garbage


def private_key_pem(text: str) -> str:
    """Return our private key as PKCS#8 PEM, what WeChat's SDK takes. Raises GatewayKeysInvalid."""
    try:
        return _private_key_pem(text)
    except _UNREADABLE as garbage:
        if "PUBLIC KEY" in text:
            raise GatewayKeysInvalid(
                _("This is a public key. Paste your own private key here.")
            ) from garbage
        raise GatewayKeysInvalid(
            _("This private key cannot be read. Paste the whole of it, without a password.")
        ) from garbage


@lru_cache(maxsize=16)
def pkcs1_private_key(text: str) -> str:
    """Return our private key as bare PKCS#1 base64, all that Alipay's SDK signs with.

    Raises GatewayKeysInvalid.
    """
    der = load_private_key(private_key_pem(text)).private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return base64.b64encode(der).decode()


@lru_cache(maxsize=16)
def load_public_key(text: str) -> rsa.RSAPublicKey:
    """Read an RSA key, PEM or bare base64. Raises ValueError or TypeError."""
    key = serialization.load_pem_public_key(_pem(text, "PUBLIC KEY"))
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("an RSA key is expected")
    return key


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


@lru_cache(maxsize=16)
def _public_key_pem(text: str) -> str:
    return (
        load_public_key(text)
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
        .strip()
    )


@lru_cache(maxsize=16)
def _private_key_pem(text: str) -> str:
    return (
        load_private_key(text)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
        .strip()
    )


def _pem(text: str, label: str) -> bytes:
    if "-----BEGIN" in text:
        return text.encode()
    body = "\n".join(textwrap.wrap("".join(text.split()), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()
