"""WeChat Pay as the tests play it, with keys of their own and without the sandbox's code."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from payments.models import PaymentAttempt
from shop.common.services.providers import save_provider_account
from tests.factories.payments import ACTOR, _key, _private_pem, _public_pem

KIND = "WECHATPAY2-SHA256-RSA2048"


@dataclass(frozen=True)
class WechatMerchant:
    """An account whose key pairs are the test's own."""

    merchant_id: str = "1900000109"
    app_id: str = "wxd678efh567hg6787"
    public_key_id: str = "PUB_KEY_ID_0000000000000024101100397200000006"
    api_v3_key: str = "0123456789abcdef0123456789abcdef"

    def trade(self, attempt: PaymentAttempt, **changes: Any) -> dict[str, Any]:
        """What a notification of a paid trade seals."""
        return {
            "mchid": self.merchant_id,
            "appid": self.app_id,
            "out_trade_no": attempt.out_trade_no,
            "transaction_id": "4200002026112200000000000001",
            "trade_type": "NATIVE",
            "trade_state": "SUCCESS",
            "success_time": "2026-11-22T10:00:00+08:00",
            "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            "amount": {"total": int(attempt.amount * 100), "currency": "CNY"},
        } | changes

    def envelope(
        self, content: dict[str, Any], *, event: str = "TRANSACTION.SUCCESS", api_key: str = ""
    ) -> bytes:
        """Seal the content as WeChat Pay does."""
        key = (api_key or self.api_v3_key).encode()
        sealed = AESGCM(key).encrypt(b"abcdefghijkl", json.dumps(content).encode(), b"transaction")
        envelope = {
            "id": "EV-2018022511223320873",
            "create_time": "2026-11-22T10:00:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(sealed).decode(),
                "associated_data": "transaction",
                "nonce": "abcdefghijkl",
            },
        }
        return json.dumps(envelope, ensure_ascii=False).encode()

    def headers(
        self,
        body: bytes,
        *,
        at: float | None = None,
        key: rsa.RSAPrivateKey | None = None,
        sha: hashes.HashAlgorithm | None = None,
    ) -> dict[str, str]:
        """Sign a body, as WeChat or as somebody else."""
        stamp = str(int(time.time() if at is None else at))
        content = f"{stamp}\nNONCE\n".encode() + body + b"\n"
        signature = (key or _key("wechat")).sign(
            content, padding.PKCS1v15(), sha or hashes.SHA256()
        )
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": "NONCE",
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": self.public_key_id,
            "Wechatpay-Signature-Type": KIND,
        }


def make_wechat(**changes: str) -> WechatMerchant:
    """Set up the shop's account with WeChat Pay with keys that the tests hold."""
    merchant = WechatMerchant()
    facts = {
        "gateway": "http://127.0.0.1:9",
        "merchant_id": merchant.merchant_id,
        "app_id": merchant.app_id,
        "certificate_serial": "444F4864EA9B34415A2B3C",
        "public_key_id": merchant.public_key_id,
        "public_key": _public_pem("wechat"),
        "private_key": _private_pem("app"),
        "api_v3_key": merchant.api_v3_key,
    } | changes
    secrets = {"private_key", "api_v3_key", "former_api_v3_key", "app_secret"}
    save_provider_account(
        provider="wechat",
        is_enabled=True,
        settings={name: value for name, value in facts.items() if name not in secrets},
        secrets={name: value for name, value in facts.items() if name in secrets},
        actor=ACTOR,
    )
    return merchant


def other_key() -> rsa.RSAPrivateKey:
    return _key("somebody else")


def own_key() -> rsa.RSAPrivateKey:
    return _key("app")


def wechats_key() -> rsa.RSAPrivateKey:
    """WeChat's own, which opens what is sealed for it."""
    return _key("wechat")


def pkcs1_pem() -> str:
    """The merchant's private key in the older wrapping."""
    return (
        _key("app")
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_pem(name: str) -> str:
    return _public_pem(name)
