"""A merchant of UnionPay outside the shop: signs and verifies with code of its own."""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils import timezone

from tests.sandbox.merchant import Mailbox, new_number
from tests.support.sandbox import Sandbox, wait_until

Fields = dict[str, str]


def stamp(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y%m%d%H%M%S")


def hex_of(fields: Fields) -> bytes:
    kept = sorted((k, v) for k, v in fields.items() if v and k != "signature")
    return hashlib.sha256("&".join(f"{k}={v}" for k, v in kept).encode()).hexdigest().encode()


def is_unionpays(fields: Fields, kit: dict[str, Any]) -> bool:
    """Judge a signature by the certificate that came along, which must be the kit's."""
    if fields["signPubKeyCert"] != kit["signing_cert"]:
        return False
    key = x509.load_pem_x509_certificate(fields["signPubKeyCert"].encode()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        raw = base64.b64decode(fields["signature"])
        key.verify(raw, hex_of(fields), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


class CardMerchant:
    """Speaks to UnionPay with the certificate of its kit."""

    def __init__(self, sandbox: Sandbox, mailbox: Mailbox) -> None:
        self.sandbox, self.mailbox = sandbox, mailbox
        self.kit = sandbox.unionpay_merchant()
        key, self.cert, _others = pkcs12.load_key_and_certificates(
            base64.b64decode(self.kit["pfx"]), self.kit["pfx_password"].encode()
        )
        assert isinstance(key, rsa.RSAPrivateKey)
        self.key = key

    def signed(self, fields: Fields) -> Fields:
        common = {
            "version": "5.1.0",
            "encoding": "UTF-8",
            "signMethod": "01",
            "certId": str(self.cert.serial_number),
            "accessType": "0",
            "merId": self.kit["mer_id"],
        }
        whole = common | fields
        raw = self.key.sign(hex_of(whole), padding.PKCS1v15(), hashes.SHA256())
        return whole | {"signature": base64.b64encode(raw).decode()}

    def form(self, number: str, fen: int, **changes: str) -> Fields:
        """Return a pay form, not yet signed."""
        now = timezone.now()
        return {
            "txnType": "01",
            "txnSubType": "01",
            "bizType": "000201",
            "channelType": "07",
            "orderId": number,
            "txnTime": stamp(now),
            "txnAmt": str(fen),
            "currencyCode": "156",
            "payTimeout": stamp(now + timedelta(minutes=15)),
            "frontUrl": self.mailbox.url,
            "backUrl": self.mailbox.url,
        } | changes

    def bring(self, fields: Fields) -> str:
        """Post the form like a browser and return the page after it."""
        return self.sandbox.bring_form(self.kit["front_url"], self.signed(fields)).text

    def ask(self, name: str, fields: Fields) -> Fields:
        """Call a server address; the answer's signature is checked."""
        address = self.kit[f"{name}_url"].removeprefix(self.sandbox.url)
        text = self.sandbox.call("POST", address, data=self.signed(fields)).text
        answer = {k: v for k, _is, v in (pair.partition("=") for pair in text.split("&"))}
        assert is_unionpays(answer, self.kit), text
        return answer

    def query(self, number: str, txn_time: str) -> Fields:
        kind = {"txnType": "00", "txnSubType": "00", "bizType": "000000"}
        return self.ask("query", kind | {"orderId": number, "txnTime": txn_time})

    def give_back(self, query_id: str, fen: int, kind: str = "04", number: str = "") -> Fields:
        return self.ask(
            "back",
            {
                "txnType": kind,
                "txnSubType": "00",
                "bizType": "000201",
                "channelType": "07",
                "orderId": number or new_number(),
                "txnTime": stamp(timezone.now()),
                "txnAmt": str(fen),
                "origQryId": query_id,
                "backUrl": self.mailbox.url,
            },
        )

    def paid(self, fen: int) -> tuple[str, str]:
        """Bring and pay a trade; return its number and UnionPay's."""
        number = new_number()
        self.bring(self.form(number, fen))
        return number, self.sandbox.pay_by_card(number)["trade_no"]

    def told_about(self, number: str) -> list[Fields]:
        return [fields for fields in self.mailbox.received if fields["orderId"] == number]

    def wait_until_done(self, asked: Fields) -> Fields:
        """Ask until what was accepted is no longer in process."""

        def settled() -> Fields | None:
            answer = self.query(asked["orderId"], asked["txnTime"])
            return answer if answer["origRespCode"] != "05" else None

        answer: Fields = wait_until(settled, "the refund")
        return answer
