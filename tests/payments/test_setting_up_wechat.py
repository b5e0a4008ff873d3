"""The account with WeChat Pay: what is refused as it is entered, and what the adapter sends."""

import base64
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from payments.errors import GatewayKeysInvalid, GatewayNotOffered, PaymentRefused
from payments.gateways import wechat_client
from payments.gateways.reroutes import ReroutesRefunds
from payments.gateways.wechat import H5, JSAPI, NATIVE, WeChat
from payments.services.gateways import gateway
from payments.types import (
    Departure,
    DepartureKind,
    Device,
    OtherWay,
    PayRequest,
    RefundRequest,
    RefundState,
    RerouteTarget,
    TradeRef,
    TradeState,
)
from shop.common.transport import HttpAnswer, ProviderAnswerInvalid, ProviderUnavailable
from tests.factories.wechat import make_wechat, other_key, own_key, pkcs1_pem, wechats_key

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01")]

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TRADE = TradeRef(out_trade_no="P20261122", amount=Decimal("99.90"), started_at=AT)
REFUND = RefundRequest(
    out_trade_no="P20261122",
    out_request_no="R1",
    amount=Decimal("40.00"),
    total=Decimal("99.90"),
    captured_at=AT,
    requested_at=AT,
)


def request(product: str, **changes: str) -> PayRequest:
    facts: dict[str, Any] = {
        "out_trade_no": "P20261122",
        "amount": Decimal("99.90"),
        "subject": "开店 订单",
        "started_at": AT,
        "expires_at": datetime(2026, 11, 22, 2, 30, 0, 5, tzinfo=UTC),
        "return_url": "https://shop.example/pay/DD1/return/?a=1",
        "notify_url": "https://shop.example/pay/notify/wechat/?x=1",
        "product": product,
        "payer_ip": "203.0.113.7",
        "payer_id": "oUpF8uMuAJO",
    }
    return PayRequest(**(facts | changes))


class Wire:
    """Keeps what the adapter sends, and answers what the test wants, signed by WeChat."""

    def __init__(self, merchant) -> None:
        self.merchant = merchant
        self.sent: list[tuple[str, str, bytes]] = []
        self.authorization = self.serial = ""
        self.status = 200
        self.node: dict[str, Any] = {}
        self.how: dict[str, Any] = {}

    def get(self, url, *, headers):
        return self._answer("GET", url, b"", headers)

    def post(self, url, *, data, headers):
        return self._answer("POST", url, data, headers)

    def _answer(self, verb, url, body, headers):
        self.sent.append((verb, url, body))
        self.authorization = headers["Authorization"]
        self.serial = headers["Wechatpay-Serial"]
        content = json.dumps(self.node).encode()
        signed = self.merchant.headers(content, **self.how)
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return HttpAnswer(status=self.status, body=content, headers=signed | kind)

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.sent[-1][2])
        return content


@pytest.fixture
def wire(monkeypatch) -> Wire:
    line = Wire(make_wechat())
    monkeypatch.setattr(wechat_client, "http_get", line.get)
    monkeypatch.setattr(wechat_client, "http_post", line.post)
    return line


def create(wire: Wire, product: str, node: dict[str, str], **changes: str) -> Departure:
    wire.node = node
    return gateway(code="wechat").create(request(product, **changes))


def test_what_is_sent_is_what_was_signed(wire):
    create(wire, NATIVE, {"code_url": "weixin://wxpay/bizpayurl?pr=a"})

    verb, url, body = wire.sent[0]
    kind, _space, rest = wire.authorization.partition(" ")
    fields = dict(part.split("=", 1) for part in rest.split(","))
    fields = {name: value.strip('"') for name, value in fields.items()}
    path = urlsplit(url).path
    content = f"{verb}\n{path}\n{fields['timestamp']}\n{fields['nonce_str']}\n".encode()
    assert (kind, path) == ("WECHATPAY2-SHA256-RSA2048", "/v3/pay/transactions/native")
    assert (fields["mchid"], fields["serial_no"]) == ("1900000109", "444F4864EA9B34415A2B3C")
    own_key().public_key().verify(
        base64.b64decode(fields["signature"]),
        content + body + b"\n",
        padding.PKCS1v15(),
        hashes.SHA256(),
    )


def test_a_native_trade_is_a_code_to_scan(wire):
    departure = create(wire, NATIVE, {"code_url": "weixin://wxpay/bizpayurl?pr=a"})

    assert departure == Departure(kind=DepartureKind.QR, url="weixin://wxpay/bizpayurl?pr=a")
    assert wire.content == {
        "notify_url": "https://shop.example/pay/notify/wechat/",
        "description": "开店 订单",
        "out_trade_no": "P20261122",
        "amount": {"total": 9990, "currency": "CNY"},
        "time_expire": "2026-11-22T10:30:00+08:00",
        "appid": "wxd678efh567hg6787",
        "mchid": "1900000109",
    }


def test_a_long_description_is_cut_between_characters(wire):
    create(wire, NATIVE, {"code_url": "weixin://x"}, subject="订单" * 60)

    assert len(wire.content["description"].encode()) == 126
    assert wire.content["description"] == "订单" * 21


def test_h5_goes_to_wechat_and_comes_back(wire):
    departure = create(wire, H5, {"h5_url": "https://wx.tenpay.com/x?prepay_id=wx1&package=1"})

    assert departure.kind == DepartureKind.REDIRECT
    back = parse_qs(urlsplit(departure.url).query)["redirect_url"]
    assert back == ["https://shop.example/pay/DD1/return/?a=1"]
    assert wire.content["scene_info"] == {
        "payer_client_ip": "203.0.113.7",
        "h5_info": {"type": "Wap"},
    }


def test_jsapi_hands_signed_fields_to_the_browser_bridge(wire):
    departure = create(wire, JSAPI, {"prepay_id": "wx201410272009395522657a690389285100"})

    fields = departure.fields
    lines = [fields[name] for name in ("appId", "timeStamp", "nonceStr", "package")]
    assert departure.kind == DepartureKind.BRIDGE
    assert fields["package"] == "prepay_id=wx201410272009395522657a690389285100"
    assert fields["signType"] == "RSA"
    own_key().public_key().verify(
        base64.b64decode(fields["paySign"]),
        ("\n".join(lines) + "\n").encode(),
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    assert wire.content["payer"] == {"openid": "oUpF8uMuAJO"}


@pytest.mark.parametrize(
    ("product", "missing"), [(H5, "payer_ip"), (JSAPI, "payer_id")], ids=["h5", "jsapi"]
)
def test_nothing_is_sent_for_an_unknown_payer(wire, product, missing):
    with pytest.raises(GatewayNotOffered):
        create(wire, product, {}, **{missing: ""})

    assert wire.sent == []


def test_ways_by_device():
    ways = {device: [way.product for way in WeChat.ways(device)] for device in Device}

    assert ways == {
        Device.COMPUTER: [NATIVE],
        Device.PHONE: [H5],
        Device.WECHAT: [JSAPI, NATIVE],
    }
    assert [way.needs_payer for way in WeChat.ways(Device.WECHAT)] == [True, False]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("SUCCESS", TradeState.PAID),
        ("REFUND", TradeState.PAID),
        ("NOTPAY", TradeState.WAITING),
        ("USERPAYING", TradeState.WAITING),
        ("CLOSED", TradeState.CLOSED),
        ("REVOKED", TradeState.CLOSED),
        ("WHATEVER", TradeState.UNKNOWN),
    ],
)
def test_states_of_a_trade(wire, state, expected):
    wire.node = {
        "mchid": "1900000109",
        "appid": "wxd678efh567hg6787",
        "out_trade_no": "P20261122",
        "trade_state": state,
        "amount": {"total": 9990, "currency": "CNY"},
    }

    report = gateway(code="wechat").query(TRADE)

    assert (report.state, report.amount, report.currency) == (expected, Decimal("99.90"), "CNY")


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, "ORDER_NOT_EXIST", TradeState.NOT_FOUND),
        (404, "ORDERNOTEXIST", TradeState.NOT_FOUND),
        (404, "NOT_FOUND", TradeState.UNKNOWN),
        (401, "SIGN_ERROR", TradeState.UNKNOWN),
    ],
)
def test_a_refused_query(wire, status, code, expected):
    wire.status, wire.node = status, {"code": code, "message": ""}

    report = gateway(code="wechat").query(TRADE)

    assert (report.state, report.failure_code) == (expected, code)


@pytest.mark.fault("false-notification")
def test_a_refusal_with_a_false_signature_is_not_believed(wire):
    wire.status, wire.node, wire.how = 404, {"code": "ORDER_NOT_EXIST"}, {"key": other_key()}

    with pytest.raises(ProviderAnswerInvalid):
        gateway(code="wechat").query(TRADE)


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "FREQUENCY_LIMITED"), (400, "SYSTEM_ERROR"), (403, "BANK_ERROR")],
)
def test_a_busy_gateway_leaves_the_outcome_unknown(wire, status, code):
    wire.status, wire.node = status, {"code": code}

    with pytest.raises(ProviderUnavailable):
        gateway(code="wechat").refund(REFUND)


@pytest.mark.parametrize(
    ("change", "how"),
    [
        pytest.param({"mchid": "1900000110"}, {}, id="other merchant"),
        pytest.param({"appid": "wx0"}, {}, id="other app"),
        pytest.param({"out_trade_no": "P2"}, {}, id="another trade"),
        pytest.param({}, {"key": other_key}, id="other signature"),
        pytest.param({}, {"at": lambda: 1_500_000_000}, id="an answer of old"),
    ],
)
@pytest.mark.fault("false-notification")
def test_a_false_answer_is_not_believed(wire, change, how):
    wire.node = {
        "mchid": "1900000109",
        "appid": "wxd678efh567hg6787",
        "out_trade_no": "P20261122",
        "trade_state": "SUCCESS",
    } | change
    wire.how = {name: value() for name, value in how.items()}

    with pytest.raises(ProviderAnswerInvalid):
        gateway(code="wechat").query(TRADE)


def test_an_answer_under_an_unknown_serial_makes_no_second_call(wire):
    # Left alone, the SDK would fetch certificates for whatever serial an answer names.
    make_wechat(public_key_id="PUB_KEY_ID_OURS")

    with pytest.raises(ProviderAnswerInvalid):
        gateway(code="wechat").query(TRADE)

    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("status", "state", "code", "is_spent"),
    [
        ("SUCCESS", RefundState.DONE, "", False),
        ("PROCESSING", RefundState.PENDING, "", False),
        ("CLOSED", RefundState.REFUSED, "CLOSED", True),
        ("ABNORMAL", RefundState.REFUSED, "ABNORMAL", False),
        ("NEW", RefundState.UNKNOWN, "NEW", False),
    ],
)
def test_states_of_a_refund(wire, status, state, code, is_spent):
    wire.node = {"out_refund_no": "R1", "status": status, "amount": {"refund": 4000}}

    report = gateway(code="wechat").query_refund(REFUND)

    assert (report.state, report.code, report.number_is_spent) == (state, code, is_spent)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "NOT_ENOUGH", RefundState.UNKNOWN),
        (403, "USER_ACCOUNT_ABNORMAL", RefundState.REFUSED),
        (400, "INVALID_REQUEST", RefundState.REFUSED),
        (404, "RESOURCE_NOT_EXISTS", RefundState.REFUSED),
    ],
)
def test_a_refused_refund(wire, status, code, expected):
    wire.status, wire.node = status, {"code": code}

    report = gateway(code="wechat").refund(REFUND)

    assert (report.state, report.code) == (expected, code)
    assert wire.content["amount"] == {"refund": 4000, "total": 9990, "currency": "CNY"}


CARD = OtherWay(
    target=RerouteTarget.CARD, bank="CMB_DEBIT", account="6214830012345678", holder="王小明"
)


def reroute(way: OtherWay):
    house = gateway(code="wechat")
    assert isinstance(house, ReroutesRefunds)
    return house.reroute_refund(REFUND, gateway_number="50300001", way=way)


def opened(sealed: str) -> str:
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
    return wechats_key().decrypt(base64.b64decode(sealed), oaep).decode()


@pytest.mark.parametrize("status", ["PROCESSING", "ABNORMAL"])
def test_a_card_is_sealed_for_wechat_alone(wire, status):
    wire.node = {"out_refund_no": "R1", "status": status, "amount": {"refund": 4000}}

    report = reroute(CARD)

    verb, url, body = wire.sent[0]
    path = "/v3/refund/domestic/refunds/50300001/apply-abnormal-refund"
    assert (verb, urlsplit(url).path, report.state) == ("POST", path, RefundState.PENDING)
    assert wire.serial == wire.merchant.public_key_id
    content = wire.content
    assert opened(content.pop("bank_account")) == "6214830012345678"
    assert opened(content.pop("real_name")) == "王小明"
    assert content == {"out_refund_no": "R1", "type": "USER_BANK_CARD", "bank_type": "CMB_DEBIT"}
    assert b"6214830012345678" not in body


def test_our_own_account_needs_no_card(wire):
    wire.node = {
        "out_refund_no": "R1",
        "status": "SUCCESS",
        "amount": {"refund": 4000},
        "user_received_account": "商户结算银行账户",
    }

    report = reroute(OtherWay(target=RerouteTarget.OURS))

    assert wire.content == {"out_refund_no": "R1", "type": "MERCHANT_BANK_CARD"}
    assert (report.state, report.code) == (RefundState.RETURNED, "")


@pytest.mark.parametrize("number", ["", "503/../1", "503?a=1"])
def test_a_number_that_would_change_the_address_is_not_called(wire, number):
    house = gateway(code="wechat")
    assert isinstance(house, ReroutesRefunds)

    with pytest.raises(ProviderAnswerInvalid):
        house.reroute_refund(REFUND, gateway_number=number, way=CARD)

    assert not wire.sent


@pytest.mark.parametrize("code", ["PARAM_ERROR", "INVALID_REQUEST", "RESOURCE_NOT_EXISTS"])
def test_another_way_that_is_refused_says_why(wire, code):
    wire.status, wire.node = 400, {"code": code}

    report = reroute(CARD)

    assert (report.state, report.code) == (RefundState.REFUSED, code)


def test_the_card_shows_in_no_text_about_it():
    assert "6214830012345678" not in repr(CARD)
    assert "王小明" not in repr(CARD)


def test_another_refund_in_the_answer_is_not_believed(wire):
    wire.node = {"out_refund_no": "R2", "status": "SUCCESS", "amount": {"refund": 4000}}

    with pytest.raises(ProviderAnswerInvalid):
        gateway(code="wechat").query_refund(REFUND)


def test_a_refused_start_says_why(wire):
    wire.status = 400

    with pytest.raises(PaymentRefused) as refusal:
        create(wire, NATIVE, {"code": "ORDER_CLOSED", "message": "订单已关闭"})

    assert refusal.value.reason == "ORDER_CLOSED"


def test_a_start_that_comes_after_the_money_is_not_a_failure(wire):
    wire.status = 400

    with pytest.raises(ProviderUnavailable):
        create(wire, NATIVE, {"code": "ORDER_PAID", "message": "该订单已支付"})


def test_a_trade_that_was_neither_closed_nor_paid_stays_uncertain(wire, monkeypatch):
    answers = iter(
        [
            (400, {"code": "INVALID_REQUEST"}),
            (
                200,
                {
                    "mchid": "1900000109",
                    "appid": "wxd678efh567hg6787",
                    "out_trade_no": "P20261122",
                    "trade_state": "NOTPAY",
                },
            ),
        ]
    )

    def next_answer(verb, url, body, headers):
        wire.status, wire.node = next(answers)
        return Wire._answer(wire, verb, url, body, headers)

    monkeypatch.setattr(wire, "_answer", next_answer)

    report = gateway(code="wechat").close(TRADE)

    assert (report.state, report.failure_code) == (TradeState.UNKNOWN, "INVALID_REQUEST")


def test_an_older_wrapping_of_the_private_key_is_taken(wire):
    make_wechat(private_key=pkcs1_pem())

    create(wire, NATIVE, {"code_url": "weixin://x"})

    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("private_key", "nonsense", "private key cannot be read"),
        ("public_key", "nonsense", "public key cannot be read"),
        ("former_public_key_id", "PUB_KEY_ID_OLD", "public key cannot be read"),
        ("api_v3_key", "short", "32 letters"),
        ("former_api_v3_key", "short", "32 letters"),
        ("merchant_id", "", "empty"),
    ],
)
def test_a_wrong_key_is_named(name, value, words):
    make_wechat(**{name: value})

    with pytest.raises(GatewayKeysInvalid, match=words):
        gateway(code="wechat")
