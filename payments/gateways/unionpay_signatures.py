"""UnionPay 5.1.0, signMethod 01: RSA over the hex SHA-256 of the sorted fields, hashed once more.

The merchant signs with the key of a PFX; UnionPay sends the certificate of its own key along in
`signPubKeyCert`, so that certificate is judged first: chain, dates and name.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext_lazy as _

from payments.errors import GatewayKeysInvalid
from payments.gateways.unionpay_answers import CONTENT, Stretch

Certificate = x509.Certificate
OWNER, TEST_OWNER = "中国银联股份有限公司", "00040000:SIGN"
_OWNER_PART = 2  # of the common name, split at `@`
_SMALLEST_KEY = 2048
_DER_SEQUENCE = b"\x30"
_STRONG = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True, kw_only=True)
class MerchantKey:
    """What a merchant signs with; `cert_id` is the serial of its certificate in decimals."""

    cert_id: str
    key: rsa.RSAPrivateKey = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Whose signatures count: certificates under these roots, by way of these middle ones.

    Several stand side by side while UnionPay changes from one to the next.
    """

    roots: tuple[Certificate, ...]
    middles: tuple[Certificate, ...]
    owners: frozenset[str]


def signed_digest(fields: Mapping[str, str], *, file: Stretch | None = None) -> bytes:
    """Return the 64 hex letters that are signed; empty values and `signature` do not count.

    `file` is the value of `fileContent` where it is too long for memory.
    """
    names = {name for name, value in fields.items() if value and name != "signature"}
    kept = {CONTENT: file} if file is not None and file.start < file.end else {}
    digest = hashlib.sha256()
    for place, name in enumerate(sorted(names | kept.keys())):
        digest.update(f"{'&' if place else ''}{name}=".encode())
        pieces = kept[name].pieces() if name in kept else [fields[name].encode()]
        for piece in pieces:
            digest.update(piece)
    return digest.hexdigest().encode()


def sign(fields: Mapping[str, str], key: rsa.RSAPrivateKey) -> str:
    """Return the base64 signature over the fields."""
    signature = key.sign(signed_digest(fields), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


def signer_of(fields: Mapping[str, str], *, trust: Trust, at: datetime) -> rsa.RSAPublicKey | None:
    """Return the key in `signPubKeyCert` if its certificate is UnionPay's and valid now."""
    try:
        return _trusted_key(fields.get("signPubKeyCert", ""), trust, at)
    except (ValueError, UnsupportedAlgorithm):
        return None


def is_signed(
    fields: Mapping[str, str], *, by: rsa.RSAPublicKey, file: Stretch | None = None
) -> bool:
    """Say whether the key signed all of the fields, with SHA-256."""
    if fields.get("signMethod") != "01":
        return False
    try:
        raw = base64.b64decode(fields.get("signature", ""), validate=True)
        by.verify(raw, signed_digest(fields, file=file), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def merchant_key(*, pfx: str, password: str) -> MerchantKey:
    """Open a PFX given in base64. Raises GatewayKeysInvalid."""
    try:
        return _merchant_key("".join(pfx.split()), password)
    except (ValueError, binascii.Error) as reason:
        raise GatewayKeysInvalid(
            _("The PFX cannot be opened: it must be given in base64, with its right password.")
        ) from reason


def trust_in(*, roots: str, middles: str, is_test: bool) -> Trust:
    """Read an account's certificates, one PEM or more in each. Raises GatewayKeysInvalid."""
    owners = {OWNER, TEST_OWNER} if is_test else {OWNER}
    try:
        return Trust(
            roots=_certificates(roots), middles=_certificates(middles), owners=frozenset(owners)
        )
    except ValueError as reason:
        raise GatewayKeysInvalid(
            _("UnionPay's root or middle certificate cannot be read: PEM text is expected.")
        ) from reason


def is_pfx(text: str) -> bool:
    """Say whether it is base64 of what a PFX begins with; only its password tells more."""
    try:
        return base64.b64decode(text, validate=True)[:1] == _DER_SEQUENCE
    except binascii.Error:
        return False


@lru_cache(maxsize=16)
def _merchant_key(pfx: str, password: str) -> MerchantKey:
    raw = base64.b64decode(pfx, validate=True)
    key, certificate, _others = pkcs12.load_key_and_certificates(raw, password.encode())
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise ValueError("an RSA key and its certificate are expected")
    return MerchantKey(cert_id=str(certificate.serial_number), key=key)


@lru_cache(maxsize=16)
def _certificates(pems: str) -> tuple[Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(pems.encode()))


def _trusted_key(pem: str, trust: Trust, at: datetime) -> rsa.RSAPublicKey | None:
    certificate = x509.load_pem_x509_certificate(pem.encode())
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        return None
    is_ours = _owner(certificate) in trust.owners and _is_valid(certificate, at)
    return key if is_ours and _has_chain(certificate, trust, at) else None


def _owner(certificate: Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    parts = str(names[0].value).split("@") if len(names) == 1 else []
    return parts[_OWNER_PART] if len(parts) > _OWNER_PART else ""


def _has_chain(certificate: Certificate, trust: Trust, at: datetime) -> bool:
    return any(
        _issued(certificate, by=middle) and _issued(middle, by=root)
        for middle in trust.middles
        for root in trust.roots
        if _is_authority(middle, at) and _is_authority(root, at)
    )


def _issued(certificate: Certificate, *, by: Certificate) -> bool:
    if not isinstance(certificate.signature_hash_algorithm, _STRONG):
        return False
    try:
        certificate.verify_directly_issued_by(by)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True


def _is_valid(certificate: Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _is_authority(certificate: Certificate, at: datetime) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return constraints.value.ca and _is_valid(certificate, at)
