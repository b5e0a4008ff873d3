"""A UnionPay whose keys the tests hold: certificates, signatures and notifications of its own.

The signature is written out here once more, so that tests do not judge the shop's by itself.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone

from payments.models import PaymentAttempt
from shop.common.services.providers import save_provider_account
from tests.factories.payments import ACTOR

SIGNER = "041@8310000000083040@中国银联股份有限公司@00016494"
TEST_SIGNER = "041@Z12@00040000:SIGN@00000001"
FIRST_DAY, LAST_DAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(
    name: str,
    key_name: str,
    *,
    by: x509.Certificate | None = None,
    by_key: str = "",
    is_authority: bool = False,
    days: tuple[datetime, datetime] = (FIRST_DAY, LAST_DAY),
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=by.subject if by else subject,
        public_key=key(key_name).public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=days[0],
        not_valid_after=days[1],
    ).add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    return builder.sign(key(by_key or key_name), hashes.SHA256())


@cache
def root(name: str = "root") -> x509.Certificate:
    return certificate(f"TEST {name}", name, is_authority=True)


@cache
def middle(root_name: str = "root") -> x509.Certificate:
    name = f"{root_name} middle"
    return certificate(name, name, by=root(root_name), by_key=root_name, is_authority=True)


@cache
def signing(name: str = SIGNER, root_name: str = "root") -> x509.Certificate:
    return certificate(name, "signing", by=middle(root_name), by_key=f"{root_name} middle")


def pem(*certificates: x509.Certificate) -> str:
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in certificates)


def hex_of(fields: Mapping[str, str]) -> bytes:
    kept = {name: value for name, value in fields.items() if value and name != "signature"}
    text = "&".join(f"{name}={value}" for name, value in sorted(kept.items()))
    return hashlib.sha256(text.encode()).hexdigest().encode()


def signed(
    fields: Mapping[str, str],
    *,
    cert: x509.Certificate | None = None,
    key_name: str = "signing",
    algorithm: hashes.HashAlgorithm | None = None,
) -> dict[str, str]:
    """Sign as UnionPay does; `cert` goes along."""
    whole = dict(fields) | {"signMethod": "01", "signPubKeyCert": pem(cert or signing())}
    raw = key(key_name).sign(hex_of(whole), padding.PKCS1v15(), algorithm or hashes.SHA256())
    return whole | {"signature": base64.b64encode(raw).decode()}


@cache
def pfx() -> str:
    cert = certificate("merchant", "merchant", by=middle(), by_key="root middle")
    raw = pkcs12.serialize_key_and_certificates(
        b"m", key("merchant"), cert, None, serialization.BestAvailableEncryption(b"000000")
    )
    return base64.b64encode(raw).decode()


@dataclass(frozen=True)
class UnionPayMerchant:
    """An account at a UnionPay that is the test's own."""

    mer_id: str = "777290058110048"
    settings: dict[str, str] = field(default_factory=dict)

    def notification(self, attempt: PaymentAttempt, **changes: str) -> dict[str, str]:
        """Return what UnionPay says of a paid trade, not yet signed."""
        began = timezone.localtime(attempt.created_at)
        return {
            "version": "5.1.0",
            "encoding": "UTF-8",
            "txnType": "01",
            "txnSubType": "01",
            "bizType": "000201",
            "accessType": "0",
            "merId": self.mer_id,
            "orderId": attempt.out_trade_no,
            "txnTime": f"{began:%Y%m%d%H%M%S}",
            "txnAmt": str(int(attempt.amount * 100)),
            "currencyCode": "156",
            "queryId": "202611221000001234567",
            "traceNo": "123456",
            "traceTime": f"{began:%m%d%H%M%S}",
            "settleAmt": str(int(attempt.amount * 100)),
            "settleCurrencyCode": "156",
            "respCode": "00",
            "respMsg": "成功[0000000]",
            "accNo": "6216261****0018",
            "reqReserved": "",
        } | changes


def body_of(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


def make_unionpay(**changes: str) -> UnionPayMerchant:
    """Set up the shop's account at a UnionPay that the tests speak for."""
    merchant = UnionPayMerchant()
    settings = {
        "mer_id": merchant.mer_id,
        "front_url": "http://127.0.0.1:9/front",
        "back_url": "http://127.0.0.1:9/back",
        "query_url": "http://127.0.0.1:9/query",
        "file_url": "http://127.0.0.1:9/file",
        "root_cert": pem(root()),
        "middle_cert": pem(middle()),
    }
    save_provider_account(
        provider="unionpay",
        is_enabled=True,
        settings=settings | changes,
        secrets={"pfx": pfx(), "pfx_password": "000000"},
        actor=ACTOR,
    )
    return merchant
