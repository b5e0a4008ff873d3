"""Check vectors of Alipay and WeChat Pay, and signatures that openssl and the SDKs made.

Those of UnionPay stand in test_signing_for_unionpay.py, that of WeChat's sealing in
test_believing_wechat.py. What is in made_by_openssl was signed by
`openssl dgst -sha256 -sign` over what the protocols say, with a key that is not kept.
"""

import base64
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from alipay.aop.api.util.SignatureUtils import sign_with_rsa2, verify_with_rsa
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from wechatpayv3.utils import load_public_key as load_by_sdk
from wechatpayv3.utils import rsa_verify

from payments.gateways.keys import pkcs1_private_key
from payments.gateways.protocol import Gateway
from payments.gateways.registry import GATEWAYS
from payments.gateways.signatures import signed_text
from payments.gateways.statements import WritesStatements
from payments.gateways.wechat_client import client_of, read_account
from payments.gateways.wechat_signatures import signature_fault
from payments.services.gateways import gateway
from payments.types import NotificationFault, TradeState
from shop.common.models import ProviderAccount
from shop.common.selectors import forget_provider_accounts, provider_account
from tests.factories.payments import _key, _private_pem, make_merchant
from tests.factories.unionpay import make_unionpay
from tests.factories.wechat import make_wechat, own_key
from tests.payments.test_setting_up_wechat import request as pay_request

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01", "PAY-03", "PAY-06")]

MADE = Path(__file__).parent / "made_by_openssl"
SIGNED_AT = 1767294245
ALIPAY_TEXT = (
    'app_id=2021000000000000&biz_content={"out_trade_no":"A1"}&charset=utf-8&format=json'
    "&method=alipay.trade.query&sign_type=RSA2&timestamp=2026-01-02 03:04:05&version=1.0"
)
ALIPAY_VECTOR = "c6e540840b525308a131f43b0883d9f80173854316eed4ca9c8de16b1bdbb398"
WECHAT_LINES = ("POST", "/v3/pay/transactions/native", str(SIGNED_AT), "NONCE", '{"a":1}')
WECHAT_VECTOR = "895f2d5b11fa7063cee31678a5cf130266c4840d0d1e2f6ee366ad962fc78bea"


def made(name: str) -> str:
    return (MADE / name).read_text().strip()


def digest_in(signature: str, key) -> str:
    """Open a signature with the public key: the digest that was signed."""
    raw = base64.b64decode(signature)
    opened = key.public_key().recover_data_from_signature(raw, padding.PKCS1v15(), hashes.SHA256())
    return str(opened.hex())


@pytest.mark.parametrize("code", ["alipay", "wechat", "unionpay"])
def test_every_provider_follows_the_one_protocol(code):
    make_merchant(), make_wechat(), make_unionpay()
    asked = {name for name in vars(Gateway) if not name.startswith("_")}

    house = gateway(code=code)

    assert asked >= {"create", "query", "close", "refund", "query_refund", "parse_notification"}
    assert all(callable(getattr(house, name)) for name in asked)
    assert isinstance(house, WritesStatements)
    assert all(hasattr(GATEWAYS[code], name) for name in Gateway.__annotations__)


# Alipay ----------------------------------------------------------------------------------------


def test_alipays_request_string_is_signed_as_its_check_vector_says():
    signature = sign_with_rsa2(pkcs1_private_key(_private_pem("app")), ALIPAY_TEXT, "utf-8")

    assert digest_in(signature, _key("app")) == ALIPAY_VECTOR


def test_a_pay_link_is_signed_over_all_that_it_says():
    make_merchant()

    url = gateway(code="alipay").create(pay_request("page")).url

    fields = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    signature = fields.pop("sign")
    content = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content.encode())
    assert digest_in(signature, _key("app")) == digest.finalize().hex()


def believes_openssl(body: bytes):
    make_merchant()
    account = ProviderAccount.objects.get(provider="alipay")
    account.settings |= {"alipay_public_key": made("gateway_public.pem")}
    account.save()
    forget_provider_accounts()
    return gateway(code="alipay").parse_notification(body, {})


def test_a_notification_of_alipay_that_openssl_signed_is_believed():
    body = made("alipay_notification.txt")
    fields = dict(parse_qsl(body, keep_blank_values=True))

    parsed = believes_openssl(body.encode())

    assert parsed.fault == NotificationFault.NONE
    assert parsed.report is not None
    assert (parsed.report.state, parsed.report.amount) == (TradeState.PAID, Decimal("1.00"))
    assert parsed.report.out_trade_no == "P20260102030405001"
    assert verify_with_rsa(made("gateway_public.pem"), signed_text(fields), fields["sign"])


def test_the_same_altered_in_one_field_is_not():
    body = made("alipay_notification.txt").replace("total_amount=1.00", "total_amount=1.01")

    assert believes_openssl(body.encode()).fault == NotificationFault.BAD_SIGNATURE


# WeChat Pay --------------------------------------------------------------------------------------


def test_wechats_request_string_is_signed_as_its_check_vector_says():
    make_wechat()

    signature = client_of(read_account(provider_account("wechat"))).sign(*WECHAT_LINES)

    assert digest_in(signature, own_key()) == WECHAT_VECTOR


@pytest.mark.parametrize(
    ("late", "altered", "fault"),
    [
        (300, (b"", b""), NotificationFault.NONE),
        (-300, (b"", b""), NotificationFault.NONE),
        (301, (b"", b""), NotificationFault.STALE),
        (-301, (b"", b""), NotificationFault.STALE),
        (0, (b"SUCCESS", b"SUCCESs"), NotificationFault.BAD_SIGNATURE),
    ],
)
def test_a_notification_of_wechat_that_openssl_signed_is_believed_for_five_minutes(
    time_machine, late, altered, fault
):
    body = made("wechat_notification.json").encode()
    headers = {
        "Wechatpay-Timestamp": str(SIGNED_AT),
        "Wechatpay-Nonce": "NONCE",
        "Wechatpay-Signature": made("wechat_signature.txt"),
        "Wechatpay-Serial": "PUB_KEY_ID_1",
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }
    keys = {"PUB_KEY_ID_1": made("gateway_public.pem")}
    time_machine.move_to(datetime.fromtimestamp(SIGNED_AT + late, tz=UTC), tick=False)

    judged = signature_fault(headers=headers, body=body.replace(*altered), public_keys=keys)

    assert judged == fault
    assert rsa_verify(
        str(SIGNED_AT),
        "NONCE",
        body.decode(),
        made("wechat_signature.txt"),
        load_by_sdk(made("gateway_public.pem")),
    )
