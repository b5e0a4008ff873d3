"""UnionPay's messages: what is signed, the checks on a request, signed answers and notices."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils import timezone

from shop.sandbox.keys import is_signed_by, sign_sha256
from shop.sandbox.models import UnionPayMerchant
from shop.sandbox.unionpay.authority import authority
from shop.sandbox.unionpay.refusals import UnionPayRefusal, bad_field, describe

_STAMP = "%Y%m%d%H%M%S"
_ORDER_ID = re.compile(r"[0-9A-Za-z]{8,40}")
_AMOUNT = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_MOMENT = re.compile(r"\d{14}", re.ASCII)
_REQUIRED = ("version", "encoding", "signMethod", "certId", "txnType", "txnSubType", "bizType")


@dataclass(frozen=True)
class Call:
    """A request whose sender and signature have been found right."""

    merchant: UnionPayMerchant
    fields: Mapping[str, str]

    @property
    def txn_type(self) -> str:
        return self.fields["txnType"]

    def order_id(self) -> str:
        value = self.fields.get("orderId", "")
        if not _ORDER_ID.fullmatch(value):
            raise bad_field("orderId")
        return value

    def txn_time(self) -> str:
        value = self.fields.get("txnTime", "")
        if read_stamp(value) is None:
            raise bad_field("txnTime")
        return value

    def amount(self) -> int:
        value = self.fields.get("txnAmt", "")
        if not _AMOUNT.fullmatch(value):
            raise bad_field("txnAmt")
        return int(value)

    def address(self, name: str) -> str:
        value = self.fields.get(name, "")
        if len(value) > 256 or not value.startswith(("http://", "https://")):  # noqa: PLR2004
            raise bad_field(name)
        return value

    def must_be(self, **expected: str | set[str]) -> None:
        """Refuse a request in which one of these fields says something else."""
        for name, right in expected.items():
            allowed = right if isinstance(right, set) else {right}
            if self.fields.get(name) not in allowed:
                raise bad_field(name)


def hex_digest(fields: Mapping[str, str]) -> bytes:
    """Return what is signed: the hex SHA-256 of the sorted fields that say something."""
    text = "&".join(
        f"{name}={fields[name]}" for name in sorted(fields) if fields[name] and name != "signature"
    )
    return hashlib.sha256(text.encode()).hexdigest().encode()


def open_call(fields: Mapping[str, str]) -> Call:
    """Check the envelope of a request: presence, merchant, signature."""
    merchant = UnionPayMerchant.objects.filter(mer_id=fields.get("merId", "")).first()
    if merchant is None:
        raise UnionPayRefusal("31")
    for name in _REQUIRED:
        if not fields.get(name):
            raise UnionPayRefusal("13", detail=f"报文交易要素缺失[{name}]")
    call = Call(merchant=merchant, fields=fields)
    if fields["certId"] != merchant.cert_id or not _is_merchants(call):
        raise UnionPayRefusal("11")
    call.must_be(version="5.1.0", encoding="UTF-8", signMethod="01", accessType="0")
    return call


def _is_merchants(call: Call) -> bool:
    certificate = x509.load_pem_x509_certificate(call.merchant.cert.encode())
    public_pem = certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return is_signed_by(
        public_pem=public_pem.decode(),
        content=hex_digest(call.fields),
        signature=call.fields.get("signature", ""),
    )


def signed(fields: Mapping[str, str], *, is_forged: bool = False) -> dict[str, str]:
    """Sign what goes out; the certificate goes along."""
    house = authority()
    whole = {name: value for name, value in fields.items() if name != "signature"}
    whole |= {"signMethod": "01", "signPubKeyCert": house.signing_cert}
    content = hex_digest(whole | ({"forged": "1"} if is_forged else {}))
    return whole | {"signature": sign_sha256(private_pem=house.signing_key, content=content)}


def answer_text(fields: Mapping[str, str], told: Mapping[str, str], *, code: str) -> str:
    """Write an answer: what was asked, what is told; values are not url-encoded."""
    echoed = {
        name: fields[name]
        for name in ("version", "encoding", "accessType", "bizType", "merId", "orderId", "txnTime")
        if fields.get(name)
    }
    kinds = {name: fields[name] for name in ("txnType", "txnSubType") if fields.get(name)}
    said = {"respCode": code, "respMsg": describe(code)}
    return "&".join(f"{k}={v}" for k, v in signed(echoed | kinds | said | dict(told)).items())


def stamp(at: datetime) -> str:
    return timezone.localtime(at).strftime(_STAMP)


def read_stamp(text: str) -> datetime | None:
    """Read a moment in Beijing time."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return timezone.make_aware(datetime.strptime(text, _STAMP))  # noqa: DTZ007 - made aware
    except ValueError:
        return None


def clearing_day(at: datetime) -> date:
    """Return the day whose books a moment belongs to: it ends at 23:00."""
    return (timezone.localtime(at) + timedelta(hours=1)).date()
