"""Notifications of WeChat Pay: what does not fit is stored, refused in its words, and alerted."""

import hashlib
import json
import time
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from django.urls import reverse
from wechatpayv3.utils import aes_decrypt, rsa_verify

from payments.gateways.wechat_signatures import open_resource
from payments.models import (
    Notification,
    PaymentAttempt,
    PaymentPlan,
    Refund,
    RefundPart,
)
from payments.services.attempts import create_attempt
from payments.services.refunds import request_refund
from shop.common.models import OutboxEvent
from tests.factories.payments import ACTOR, _key, make_plan
from tests.factories.wechat import WechatMerchant, make_wechat, public_pem

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-06")]
JSON = "application/json; charset=utf-8"


@pytest.fixture
def merchant():
    return make_wechat()


@pytest.fixture
def attempt(merchant) -> PaymentAttempt:
    plan = make_plan()
    return create_attempt(reference=plan.reference, gateway_code="wechat", product="native")


def post(client, body: bytes, headers: dict[str, str], content_type: str = JSON):
    address = reverse("payments:notify", args=["wechat"])
    return client.post(address, body, content_type=content_type, headers=headers)


def send(client, merchant, body: bytes, **how):
    return post(client, body, merchant.headers(body, **how))


def true_one(client, merchant, attempt):
    return send(client, merchant, merchant.envelope(merchant.trade(attempt)))


def verdict() -> str:
    return Notification.objects.get().verdict


@pytest.mark.req("PAY-05")
def test_a_true_notification_pays_the_plan(client, merchant, attempt):
    answer = true_one(client, merchant, attempt)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == {"code": "SUCCESS", "message": "成功"}
    attempt.refresh_from_db()
    assert (attempt.state, attempt.gateway_trade_no, attempt.payer) == (
        PaymentAttempt.State.CAPTURED,
        "4200002026112200000000000001",
        "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
    )
    assert attempt.captured_at.isoformat() == "2026-11-22T02:00:00+00:00"
    assert PaymentPlan.objects.get().is_paid
    assert verdict() == Notification.Verdict.APPLIED


@pytest.mark.fault("same-notification")
def test_a_repeat_is_signed_anew_answered_and_changes_nothing(client, merchant, attempt):
    true_one(client, merchant, attempt)

    answer = send(
        client,
        merchant,
        merchant.envelope(merchant.trade(attempt)),
        at=time.time() - 60,
    )

    assert answer.status_code == 200
    assert Notification.objects.get().received_count == 2
    assert PaymentPlan.objects.get().captured == attempt.amount
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1


def sealed(**changes):
    """Sign and seal rightly what does not fit our own record."""

    def make(merchant: WechatMerchant, attempt: PaymentAttempt):
        body = merchant.envelope(merchant.trade(attempt, **changes))
        return body, merchant.headers(body)

    return make


def signed(**how):
    """Sign otherwise than WeChat would now."""

    def make(merchant: WechatMerchant, attempt: PaymentAttempt):
        body = merchant.envelope(merchant.trade(attempt))
        return body, merchant.headers(body, **{name: value() for name, value in how.items()})

    return make


def headed(**changes):
    """Change headers beside the signature."""

    def make(merchant: WechatMerchant, attempt: PaymentAttempt):
        body = merchant.envelope(merchant.trade(attempt))
        names = {name.replace("_", "-"): value for name, value in changes.items()}
        return body, merchant.headers(body) | names

    return make


def sealed_for_another(merchant: WechatMerchant, attempt: PaymentAttempt):
    body = merchant.envelope(merchant.trade(attempt), api_key="f" * 32)
    return body, merchant.headers(body)


def garbage(merchant: WechatMerchant, attempt: PaymentAttempt):
    body = b'["not", "an", "envelope"]'
    return body, merchant.headers(body)


def of_another_cipher(merchant: WechatMerchant, attempt: PaymentAttempt):
    body = merchant.envelope(merchant.trade(attempt)).replace(b"AEAD_AES_256_GCM", b"NONE")
    return body, merchant.headers(body)


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(signed(sha=hashes.SHA1), "bad_signature", id="SHA-1"),
        pytest.param(headed(Wechatpay_Nonce="OTHER"), "bad_signature", id="other nonce"),
        pytest.param(headed(Wechatpay_Timestamp="2000000000"), "bad_signature", id="other time"),
        pytest.param(headed(Wechatpay_Timestamp="soon"), "bad_signature", id="no time"),
        pytest.param(headed(Wechatpay_Signature=""), "bad_signature", id="no signature"),
        pytest.param(headed(Wechatpay_Signature="%%%"), "bad_signature", id="no base64"),
        pytest.param(headed(Wechatpay_Signature_Type=""), "bad_signature", id="no type"),
        pytest.param(
            headed(Wechatpay_Signature_Type="WECHATPAY2-SM2-WITH-SM3"),
            "bad_signature",
            id="other type",
        ),
        pytest.param(
            headed(Wechatpay_Signature="WECHATPAY/SIGNTEST/AAAA"), "bad_signature", id="probe"
        ),
        pytest.param(headed(Wechatpay_Serial=""), "unknown_key", id="no serial"),
        pytest.param(signed(at=lambda: time.time() + 400), "stale", id="from the future"),
        pytest.param(sealed_for_another, "wrong_merchant", id="sealed for another merchant"),
        pytest.param(sealed(amount={"total": "9990"}), "wrong_amount", id="amount is text"),
        pytest.param(sealed(amount=None), "wrong_amount", id="no amount"),
        pytest.param(sealed(out_trade_no="P404"), "unknown_number", id="unknown number"),
        pytest.param(of_another_cipher, "malformed", id="other cipher"),
        pytest.param(garbage, "malformed", id="not an envelope"),
    ],
)
def test_what_does_not_fit_is_stored_refused_and_alerted(client, merchant, attempt, make, expected):
    body, headers = make(merchant, attempt)

    answer = post(client, body, headers)

    assert answer.status_code == 400
    assert answer.json()["code"] == "FAIL"
    assert verdict() == expected
    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING
    assert PaymentPlan.objects.get().captured == 0
    assert OutboxEvent.objects.filter(name__endswith="NotificationRefused").count() == 1


def test_the_former_key_of_wechat_is_believed_for_a_while(client, attempt):
    merchant = make_wechat(
        public_key_id="PUB_KEY_ID_NEW",
        public_key=public_pem("new"),
        former_public_key_id=WechatMerchant.public_key_id,
        former_public_key=public_pem("wechat"),
        api_v3_key="n" * 32,
        former_api_v3_key=WechatMerchant.api_v3_key,
    )

    answer = true_one(client, merchant, attempt)

    assert answer.status_code == 200
    assert PaymentPlan.objects.get().is_paid


def refund_part(client, merchant, attempt) -> RefundPart:
    true_one(client, merchant, attempt)
    refund = request_refund(
        reference=PaymentPlan.objects.get().reference,
        amount=Decimal("40.00"),
        cause_key="case:1",
        actor=ACTOR,
    )
    return refund.parts.get()


def refund_notice(merchant, part: RefundPart, status: str, fen: int = 4000) -> bytes:
    content = {
        "mchid": merchant.merchant_id,
        "out_trade_no": part.attempt.out_trade_no,
        "out_refund_no": part.out_request_no,
        "refund_status": status,
        "success_time": "2026-11-22T11:00:00+08:00",
        "amount": {"total": 9990, "refund": fen},
    }
    body: bytes = merchant.envelope(content, event=f"REFUND.{status}")
    return body.replace(b"EV-2018", b"EV-2020")


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        ("SUCCESS", (RefundPart.State.DONE, "")),
        ("CLOSED", (RefundPart.State.FAILED, "CLOSED")),
        ("ABNORMAL", (RefundPart.State.FAILED, "ABNORMAL")),
    ],
)
def test_a_notification_ends_a_refund(client, merchant, attempt, status, ends):
    part = refund_part(client, merchant, attempt)

    answer = send(client, merchant, refund_notice(merchant, part, status))

    assert answer.status_code == 200
    part.refresh_from_db()
    assert (part.state, part.last_error) == ends


@pytest.mark.fault("false-notification")
def test_a_refund_of_another_amount_is_refused(client, merchant, attempt):
    part = refund_part(client, merchant, attempt)

    answer = send(client, merchant, refund_notice(merchant, part, "SUCCESS", fen=3999))

    assert answer.json()["code"] == "FAIL"
    assert Refund.objects.get().state == Refund.State.PENDING


def test_an_unpaid_state_and_an_unknown_event_change_nothing(client, merchant, attempt):
    content = merchant.trade(attempt, trade_state="CLOSED")
    first = send(client, merchant, merchant.envelope(content))
    strange = merchant.envelope(content, event="COUPON.USE").replace(b"EV-2018", b"EV-2021")

    second = send(client, merchant, strange)

    assert (first.status_code, second.status_code) == (200, 200)
    assert {row.verdict for row in Notification.objects.all()} == {Notification.Verdict.IGNORED}
    assert PaymentPlan.objects.get().captured == 0


def test_check_vectors_of_the_wire():
    signed_text = 'POST\n/v3/pay/transactions/native\n1767294245\nNONCE\n{"a":1}\n'
    digest = hashlib.sha256(signed_text.encode()).hexdigest()
    resource = {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": "abcdefghijkl",
        "associated_data": "transaction",
        "ciphertext": "Eu69zaqBCIwQaJNlb7tiHQ9k+Fz80zx5YzOYHKwl/geBbi9ljwuu9FA=",
    }
    key = "0123456789abcdef0123456789abcdef"

    assert digest == "895f2d5b11fa7063cee31678a5cf130266c4840d0d1e2f6ee366ad962fc78bea"
    assert open_resource(resource, api_keys=[key]) == {"trade_state": "SUCCESS"}
    by_the_sdk = aes_decrypt(
        resource["nonce"], resource["ciphertext"], resource["associated_data"], key
    )
    assert json.loads(by_the_sdk) == {"trade_state": "SUCCESS"}


def test_the_sdk_believes_the_same_signature(merchant):
    body = merchant.envelope({"a": "支付"})
    headers = merchant.headers(body)

    assert rsa_verify(
        headers["Wechatpay-Timestamp"],
        headers["Wechatpay-Nonce"],
        body.decode(),
        headers["Wechatpay-Signature"],
        _key("wechat").public_key(),
    )
