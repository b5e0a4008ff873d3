"""UnionPay's own certificate authority: root, middle and signing certificate, made once and kept.

They are valid for long, because tests travel in time.
"""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.db import transaction

from shop.sandbox.models import UnionPayAuthority

SIGNER = "041@8310000000083040@中国银联股份有限公司@00016494"
_FIRST_DAY, _LAST_DAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)

Certificate = x509.Certificate
Key = rsa.RSAPrivateKey


@transaction.atomic
def authority() -> UnionPayAuthority:
    """Return the authority; the first caller makes it, the rest get the same."""
    known = UnionPayAuthority.objects.filter(name="default").first()
    if known is not None:
        return known
    root_key, middle_key, signing_key = new_key(), new_key(), new_key()
    root = issue(name="SANDBOX ROOT CA", key=root_key, by=None, signed_with=root_key)
    middle = issue(name="SANDBOX OCA", key=middle_key, by=root, signed_with=root_key)
    signing = issue(
        name=SIGNER, key=signing_key, by=middle, signed_with=middle_key, is_authority=False
    )
    fresh = UnionPayAuthority(
        name="default",
        root_cert=pem_of(root),
        middle_cert=pem_of(middle),
        middle_key=key_pem(middle_key),
        signing_cert=pem_of(signing),
        signing_key=key_pem(signing_key),
    )
    UnionPayAuthority.objects.bulk_create([fresh], ignore_conflicts=True)
    return UnionPayAuthority.objects.get(name="default")


def new_key() -> Key:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def issue(
    *, name: str, key: Key, by: Certificate | None, signed_with: Key, is_authority: bool = True
) -> Certificate:
    """Make a certificate of a key; without an issuer it is its own."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kaidian Sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number() >> 96)  # short, as UnionPay's are
        .not_valid_before(_FIRST_DAY)
        .not_valid_after(_LAST_DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(signed_with, hashes.SHA256())
    )


def pem_of(certificate: Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def key_pem(key: Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
