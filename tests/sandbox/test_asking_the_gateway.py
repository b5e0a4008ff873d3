import base64
import hashlib
import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from alipay.aop.api.util.SignatureUtils import get_sign_content
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.sandbox.merchant import Merchant, new_number
from tests.support.sandbox import Sandbox

Fields = dict[str, str]


def _query(**changes: str) -> Fields:
    fields = {
        "app_id": "",
        "biz_content": json.dumps({"out_trade_no": new_number()}),
        "charset": "utf-8",
        "format": "JSON",
        "method": "alipay.trade.query",
        "sign_type": "RSA2",
        "timestamp": "2026-11-22 12:00:00",
        "version": "1.0",
    }
    return fields | changes


def _now(sandbox: Sandbox, merchant: Merchant) -> str:
    fields = dict(parse_qsl(urlsplit(merchant.pay_url(new_number(), "1.00")).query))
    return fields["timestamp"]


def _sign(fields: Fields, private_pem: str, digest: hashes.HashAlgorithm | None = None) -> Fields:
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    content = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    signature = key.sign(content.encode(), padding.PKCS1v15(), digest or hashes.SHA256())
    return fields | {"sign": base64.b64encode(signature).decode()}


def _post(sandbox: Sandbox, fields: Fields) -> dict[str, dict[str, str]]:
    answer = sandbox.call("POST", "/alipay/gateway.do", data=fields)
    assert answer.status_code == 200
    data: dict[str, dict[str, str]] = answer.json()
    return data


@pytest.fixture
def ask(sandbox, merchant):
    """Send a query that is right but for the changes; return the node of the answer."""

    def send(*, private_pem: str = "", digest=None, after: Fields | None = None, **changes: str):
        base = {"app_id": merchant.facts["app_id"], "timestamp": _now(sandbox, merchant)}
        pem = private_pem or merchant.facts["app_private_key"]
        fields = _sign(_query(**{**base, **changes}), pem, digest)
        data = _post(sandbox, fields | (after or {}))
        return data.get("alipay_trade_query_response") or data["error_response"]

    return send


def test_a_rightly_signed_request_is_answered(ask):
    assert ask()["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_the_text_to_sign_is_that_of_the_check_vector():
    fields = {
        "version": "1.0",
        "timestamp": "2026-01-02 03:04:05",
        "sign_type": "RSA2",
        "method": "alipay.trade.query",
        "format": "json",
        "charset": "utf-8",
        "biz_content": '{"out_trade_no":"A1"}',
        "app_id": "2021000000000000",
    }

    content = "&".join(f"{name}={fields[name]}" for name in sorted(fields))

    expected = "c6e540840b525308a131f43b0883d9f80173854316eed4ca9c8de16b1bdbb398"
    assert hashlib.sha256(content.encode()).hexdigest() == expected
    assert content == get_sign_content(fields)


@pytest.mark.parametrize(
    "changed",
    [
        {"biz_content": '{"out_trade_no":"other"}'},
        {"timestamp": "2026-11-22 12:00:01"},
        {"extra": "1"},
        {"sign": "bm90IGEgc2lnbmF0dXJl"},
        {"sign": "§not base64§"},
    ],
    ids=["content", "timestamp", "added", "other-signature", "no-base64"],
)
def test_a_request_altered_after_signing_is_refused(ask, changed):
    node = ask(after=changed)

    assert (node["code"], node["sub_code"]) == ("40002", "isv.invalid-signature")


def test_a_request_signed_by_another_merchant_is_refused(sandbox, ask):
    stranger = sandbox.alipay_app("stranger")

    node = ask(private_pem=stranger["app_private_key"])

    assert node["sub_code"] == "isv.invalid-signature"


def test_a_sha1_signature_is_refused(ask):
    assert ask(digest=hashes.SHA1())["sub_code"] == "isv.invalid-signature"


@pytest.mark.parametrize(
    ("changes", "sub_code"),
    [
        ({"app_id": "2021000000000000"}, "isv.invalid-app-id"),
        ({"app_id": ""}, "isv.missing-app-id"),
        ({"method": ""}, "isv.missing-method"),
        ({"sign_type": "RSA"}, "isv.invalid-signature-type"),
        ({"charset": "gbk"}, "isv.invalid-charset"),
        ({"format": "XML"}, "isv.invalid-format"),
        ({"version": "2.0"}, "isv.invalid-version"),
        ({"timestamp": "2020-01-01 00:00:00"}, "isv.invalid-timestamp"),
        ({"timestamp": "now"}, "isv.invalid-timestamp"),
        ({"timestamp": ""}, "isv.missing-timestamp"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_envelope_is_refused_with_its_own_code(ask, changes, sub_code):
    assert ask(**changes)["sub_code"] == sub_code


def test_an_unknown_method_is_refused(sandbox, merchant):
    fields = _query(
        app_id=merchant.facts["app_id"],
        method="alipay.trade.magic",
        timestamp=_now(sandbox, merchant),
    )

    data = _post(sandbox, _sign(fields, merchant.facts["app_private_key"]))

    assert data["alipay_trade_magic_response"]["sub_code"] == "isv.invalid-method"


def test_empty_parameters_do_not_count_in_the_signature(sandbox, merchant):
    fields = _query(app_id=merchant.facts["app_id"], timestamp=_now(sandbox, merchant))
    signed = _sign(fields, merchant.facts["app_private_key"]) | {"notify_url": ""}

    data = _post(sandbox, signed)

    assert data["alipay_trade_query_response"]["sub_code"] == "ACQ.TRADE_NOT_EXIST"


@pytest.mark.parametrize("number", [{}, {"out_trade_no": "x" * 65}, {"trade_no": ""}])
def test_a_query_without_a_usable_number_is_refused(merchant, number):
    assert merchant.ask("query", **number)["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_a_trade_is_found_by_alipays_own_number(sandbox, merchant):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "3.00"))
    trade_no = sandbox.pay(number)["trade_no"]

    found = merchant.ask("query", trade_no=trade_no, out_trade_no="something-else")

    assert found["out_trade_no"] == number
    assert found["send_pay_date"]


def test_another_merchants_trade_is_not_found(sandbox, merchant):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "3.00"))
    stranger = Merchant(sandbox.alipay_app("stranger"))

    assert stranger.ask("query", out_trade_no=number)["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    assert stranger.ask("close", out_trade_no=number)["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_an_unpaid_trade_can_be_closed_once(sandbox, merchant, mailbox):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "3.00", notify_url=mailbox.url))

    closed = merchant.ask("close", out_trade_no=number)
    again = merchant.ask("close", out_trade_no=number)

    assert closed["code"] == "10000"
    assert again["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    assert merchant.ask("query", out_trade_no=number)["trade_status"] == "TRADE_CLOSED"
    assert [row["trade_status"] for row in mailbox.wait_for(number)] == ["TRADE_CLOSED"]


def test_a_paid_trade_cannot_be_closed(sandbox, merchant):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "3.00"))
    sandbox.pay(number)

    refused = merchant.ask("close", out_trade_no=number)

    assert refused["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    assert merchant.ask("query", out_trade_no=number)["trade_status"] == "TRADE_SUCCESS"
