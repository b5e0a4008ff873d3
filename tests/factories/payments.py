"""Plans, and a merchant whose keys the tests hold."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils import timezone

from customers.models import User
from payments.gateways.signatures import signed_text
from payments.models import PaymentAttempt, PaymentPlan
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.plans import open_plan
from payments.types import TradeReport, TradeState
from shop.common.actors import process
from shop.common.services.providers import save_provider_account
from tests.factories.customers import UserFactory

ACTOR = process("tests")
_RSA_2048 = {"public_exponent": 65537, "key_size": 2048}
_keys: dict[str, rsa.RSAPrivateKey] = {}


def make_plan(
    reference: str = "DD1", total: str = "99.90", customer: User | None = None
) -> PaymentPlan:
    """An open plan, payable for half an hour."""
    return open_plan(
        reference=reference,
        customer_id=(customer or UserFactory()).pk,
        subject="开店 订单",
        total=Decimal(total),
        deadline=timezone.now() + timedelta(minutes=30),
        actor=ACTOR,
    )


def make_attempt(plan: PaymentPlan, product: str = "page") -> PaymentAttempt:
    return create_attempt(reference=plan.reference, gateway_code="alipay", product=product)


def paid_report(attempt: PaymentAttempt, **changes: object) -> TradeReport:
    """What an honest gateway says of a paid attempt."""
    facts: dict[str, object] = {
        "out_trade_no": attempt.out_trade_no,
        "state": TradeState.PAID,
        "amount": attempt.amount,
        "trade_no": f"2026{attempt.pk:024d}",
        "payer": "138****0000",
        "paid_at": timezone.now(),
    }
    return TradeReport(**(facts | changes))  # type: ignore[arg-type]


def make_paid_plan(reference: str = "DD1", total: str = "99.90") -> PaymentPlan:
    plan = make_plan(reference, total)
    attempt = make_attempt(plan)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    plan.refresh_from_db()
    return plan


@dataclass(frozen=True)
class Merchant:
    """An account at Alipay whose two key pairs are the test's own."""

    app_id: str = "2021000000000001"
    seller_id: str = "2088000000000001"

    def notification(self, attempt: PaymentAttempt, **changes: str) -> bytes:
        """The form that Alipay posts for a paid trade, signed after the changes."""
        fields = {
            "notify_id": f"N{attempt.out_trade_no}",
            "notify_type": "trade_status_sync",
            "notify_time": "2026-11-22 10:00:00",
            "app_id": self.app_id,
            "seller_id": self.seller_id,
            "out_trade_no": attempt.out_trade_no,
            "trade_no": "2026112222001400000000000001",
            "trade_status": "TRADE_SUCCESS",
            "total_amount": f"{attempt.amount:.2f}",
            "gmt_payment": "2026-11-22 10:00:00",
            "buyer_logon_id": "138****0000",
            "body": "",
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
        } | changes
        return urlencode(fields | {"sign": sign(_key("alipay"), fields)}).encode()


def make_merchant() -> Merchant:
    """Set up the shop's Alipay account with keys that the tests hold."""
    merchant = Merchant()
    save_provider_account(
        provider="alipay",
        is_enabled=True,
        settings={
            "gateway": "http://127.0.0.1:9/gateway.do",
            "app_id": merchant.app_id,
            "seller_id": merchant.seller_id,
            "alipay_public_key": _public_pem("alipay"),
        },
        secrets={"app_private_key": _private_pem("app")},
        actor=ACTOR,
    )
    return merchant


def sign(key: rsa.RSAPrivateKey, fields: dict[str, str]) -> str:
    return base64.b64encode(
        key.sign(signed_text(fields), padding.PKCS1v15(), hashes.SHA256())
    ).decode()


def _key(name: str) -> rsa.RSAPrivateKey:
    if name not in _keys:
        _keys[name] = rsa.generate_private_key(**_RSA_2048)
    return _keys[name]


def _public_pem(name: str) -> str:
    return (
        _key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def _private_pem(name: str) -> str:
    return (
        _key(name)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
