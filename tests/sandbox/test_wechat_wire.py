"""WeChat Pay's stand-in on the wire: who is let in, what a repeat gets, how it insists."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from wechatpayv3.utils import (
    aes_decrypt,
    build_authorization,
    load_public_key,
    rsa_encrypt,
    rsa_verify,
)

from tests.support.sandbox import Sandbox, sandbox, sandbox_process, wait_until  # noqa: F401

Json = dict[str, Any]
NATIVE = "/v3/pay/transactions/native"


@dataclass
class Shop:
    """A merchant outside the shop: signs with the SDK's own code, believes with it too."""

    sandbox: Sandbox
    facts: Json

    def call(
        self, verb: str, path: str, content: Json | None = None, **headers: str
    ) -> requests.Response:
        body = json.dumps(content) if content is not None else ""
        key = serialization.load_pem_private_key(self.facts["private_key"].encode(), None)
        signed = {
            "Authorization": build_authorization(
                path,
                verb,
                self.facts["merchant_id"],
                self.facts["certificate_serial"],
                key,
                data=body,
            ),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "tests",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.sandbox.call(verb, path, data=body.encode(), headers=signed)

    def terms(self, number: str, **changes: Any) -> Json:
        return {
            "appid": self.facts["app_id"],
            "mchid": self.facts["merchant_id"],
            "description": "茶",
            "out_trade_no": number,
            "notify_url": "http://127.0.0.1:9/notify",
            "amount": {"total": 1234, "currency": "CNY"},
        } | changes

    def begin(self, number: str, **changes: Any) -> requests.Response:
        return self.call("POST", NATIVE, self.terms(number, **changes))

    def believes(self, headers: Any, body: bytes) -> bool:
        right: bool = rsa_verify(
            headers["Wechatpay-Timestamp"],
            headers["Wechatpay-Nonce"],
            body.decode(),
            headers["Wechatpay-Signature"],
            load_public_key(self.facts["public_key"].strip()),
        )
        return right


@pytest.fixture
def shop(sandbox: Sandbox) -> Shop:  # noqa: F811
    return Shop(sandbox, sandbox.wechat_merchant())


class Letterbox:
    """A notify address that keeps headers and bytes, and answers the status a test wants."""

    def __init__(self) -> None:
        self.received: list[tuple[Any, bytes]] = []
        self.answers: list[int] = []
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = box.answers.pop(0) if box.answers else 200
                box.received.append((self.headers, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/notify"


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    box = Letterbox()
    threading.Thread(target=box.server.serve_forever, daemon=True).start()
    yield box
    box.server.shutdown()
    box.server.server_close()


def new_number() -> str:
    return uuid4().hex


def refusal(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_answers_are_signed_refusals_too(shop):
    right, wrong = shop.begin(new_number()), shop.begin("x")

    assert right.json()["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    assert refusal(wrong) == (400, "PARAM_ERROR")
    assert shop.believes(right.headers, right.content)
    assert shop.believes(wrong.headers, wrong.content)
    assert right.headers["Wechatpay-Serial"] == shop.facts["public_key_id"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"Authorization": "Bearer x"}, (401, "SIGN_ERROR"), id="no signature"),
        pytest.param({"Accept": "text/html"}, (400, "PARAM_ERROR"), id="accept"),
        pytest.param({"Content_Type": "text/plain"}, (400, "PARAM_ERROR"), id="content type"),
        pytest.param({"Wechatpay_Serial": "5157F0"}, (400, "PARAM_ERROR"), id="serial of WeChat"),
    ],
)
def test_a_wrong_envelope_is_refused(shop, changes, expected):
    answer = shop.call("POST", NATIVE, shop.terms(new_number()), **changes)

    assert refusal(answer) == expected


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("merchant_id", "1800000000", "MCH_NOT_EXISTS"),
        ("certificate_serial", "00FF", "SIGN_ERROR"),
    ],
)
def test_another_merchant_or_serial_is_refused(shop, field, value, code):
    stranger = Shop(shop.sandbox, shop.facts | {field: value})

    assert refusal(stranger.begin(new_number()))[1] == code


def test_the_key_of_another_merchant_is_refused(shop):
    other = shop.sandbox.wechat_merchant("other")
    thief = Shop(shop.sandbox, shop.facts | {"private_key": other["private_key"]})

    assert refusal(thief.begin(new_number())) == (401, "SIGN_ERROR")


def test_an_unknown_call_is_not_found(shop):
    assert refusal(shop.call("GET", "/v3/certificates")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"appid": "wx0"}, "APPID_MCHID_NOT_MATCH"),
        ({"amount": {"total": 0, "currency": "CNY"}}, "PARAM_ERROR"),
        ({"amount": {"total": "12", "currency": "CNY"}}, "PARAM_ERROR"),
        ({"amount": {"total": 12, "currency": "USD"}}, "PARAM_ERROR"),
        ({"description": "茶" * 43}, "PARAM_ERROR"),
        ({"notify_url": "https://shop.example/?a=1"}, "PARAM_ERROR"),
        ({"time_expire": "2020-01-01T00:00:00+08:00"}, "PARAM_ERROR"),
        ({"time_expire": "2099-01-01 00:00:00"}, "PARAM_ERROR"),
    ],
)
def test_wrong_terms_are_refused(shop, changes, code):
    assert refusal(shop.begin(new_number(), **changes)) == (400, code)


def test_a_repeat_gets_the_same_code_and_other_terms_are_refused(shop):
    number = new_number()
    first = shop.begin(number)

    again, changed = shop.begin(number), shop.begin(number, description="壶")

    assert again.json() == first.json()
    assert refusal(changed) == (400, "INVALID_REQUEST")


def test_a_trade_ends_at_its_deadline(shop):
    number = new_number()
    deadline = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 2))
    shop.begin(number, time_expire=deadline)
    path = f"/v3/pay/transactions/out-trade-no/{number}?mchid={shop.facts['merchant_id']}"

    wait_until(lambda: shop.call("GET", path).json()["trade_state"] == "CLOSED", "the deadline")

    assert shop.sandbox.wechat_pay(number)["refused_because"] == "ORDER_CLOSED"
    assert refusal(shop.begin(number)) == (400, "ORDER_CLOSED")


def test_a_paid_trade_is_found_by_both_numbers_and_cannot_be_closed(shop):
    number, mchid = new_number(), shop.facts["merchant_id"]
    shop.begin(number)
    paid = shop.sandbox.wechat_pay(number)

    by_id = shop.call("GET", f"/v3/pay/transactions/id/{paid['transaction_id']}?mchid={mchid}")
    closing = shop.call(
        "POST", f"/v3/pay/transactions/out-trade-no/{number}/close", {"mchid": mchid}
    )

    assert (by_id.json()["trade_state"], by_id.json()["amount"]["total"]) == ("SUCCESS", 1234)
    assert refusal(closing) == (400, "ORDER_PAID")


def test_closing_is_an_empty_signed_answer_and_may_be_repeated(shop):
    number = new_number()
    shop.begin(number)
    path = f"/v3/pay/transactions/out-trade-no/{number}/close"

    for _time in range(2):
        answer = shop.call("POST", path, {"mchid": shop.facts["merchant_id"]})
        assert (answer.status_code, answer.content) == (204, b"")
        assert shop.believes(answer.headers, b"")


def refund(shop: Shop, number: str, back: str, fen: int, **changes: Any) -> requests.Response:
    amount = {"refund": fen, "total": 1234, "currency": "CNY"} | changes
    content = {"out_trade_no": number, "out_refund_no": back, "amount": amount}
    return shop.call("POST", "/v3/refund/domestic/refunds", content)


def test_no_more_goes_back_than_was_paid(shop):
    number = new_number()
    shop.begin(number)
    shop.sandbox.wechat_pay(number)

    first, again = (
        refund(shop, number, f"{number}1", 1000),
        refund(shop, number, f"{number}1", 1000),
    )
    changed = refund(shop, number, f"{number}1", 999)
    too_much = refund(shop, number, f"{number}2", 235)
    other_total = refund(shop, number, f"{number}3", 10, total=1235)

    assert (first.status_code, again.json()["refund_id"]) == (200, first.json()["refund_id"])
    assert refusal(changed) == (400, "INVALID_REQUEST")
    assert refusal(too_much) == (400, "INVALID_REQUEST")
    assert refusal(other_total) == (400, "INVALID_REQUEST")


def test_a_closed_refund_leaves_the_money_for_another(shop):
    number = new_number()
    shop.begin(number)
    shop.sandbox.wechat_pay(number)
    shop.sandbox.fault("refund_closed", provider="wechat", reference=number, count=1)
    refund(shop, number, f"{number}1", 1234)
    path = f"/v3/refund/domestic/refunds/{number}1"
    wait_until(lambda: shop.call("GET", path).json()["status"] == "CLOSED", "the refusal")

    assert refund(shop, number, f"{number}2", 1234).status_code == 200


def stuck(shop: Shop, number: str) -> str:
    """Leave a refund stuck, and return WeChat's number of it."""
    shop.begin(number)
    shop.sandbox.wechat_pay(number)
    shop.sandbox.fault("refund_abnormal", provider="wechat", reference=number, count=1)
    refund(shop, number, f"{number}1", 1234)
    path = f"/v3/refund/domestic/refunds/{number}1"
    wait_until(lambda: shop.call("GET", path).json()["status"] == "ABNORMAL", "the refusal")
    return str(shop.call("GET", path).json()["refund_id"])


def apply(shop: Shop, refund_id: str, number: str, **changes: Any) -> requests.Response:
    """Apply for another way; what is `sealed` here is sealed by the SDK's own code."""
    key = load_public_key(shop.facts["public_key"].strip())
    content = {
        "out_refund_no": f"{number}1",
        "type": "USER_BANK_CARD",
        "bank_type": "ICBC_DEBIT",
        "bank_account": rsa_encrypt("6222020012345678", key),
        "real_name": rsa_encrypt("王小明", key),
    } | changes
    serial = content.pop("serial", shop.facts["public_key_id"])
    path = f"/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund"
    return shop.call("POST", path, content, **({"Wechatpay_Serial": serial} if serial else {}))


def test_a_stuck_refund_goes_another_way_once(shop):
    number = new_number()
    refund_id = stuck(shop, number)

    first, again = apply(shop, refund_id, number), apply(shop, refund_id, number)
    other = apply(shop, refund_id, number, type="MERCHANT_BANK_CARD")

    path = f"/v3/refund/domestic/refunds/{number}1"
    wait_until(lambda: shop.call("GET", path).json()["status"] == "SUCCESS", "the card")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["user_received_account"] == "工商银行借记卡5678"
    assert refusal(other) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"type": "SOMEWHERE"}, (400, "PARAM_ERROR"), id="target"),
        pytest.param({"bank_type": "XX_DEBIT"}, (400, "PARAM_ERROR"), id="bank"),
        pytest.param({"bank_account": "6222020012345678"}, (400, "PARAM_ERROR"), id="in plain"),
        pytest.param({"real_name": ""}, (400, "PARAM_ERROR"), id="holder"),
        pytest.param({"serial": ""}, (400, "PARAM_ERROR"), id="serial"),
        pytest.param({"out_refund_no": "R9"}, (404, "RESOURCE_NOT_EXISTS"), id="number"),
    ],
)
def test_an_application_with_a_fault_moves_nothing(shop, changes, expected):
    number = new_number()
    refund_id = stuck(shop, number)

    assert refusal(apply(shop, refund_id, number, **changes)) == expected

    path = f"/v3/refund/domestic/refunds/{number}1"
    assert shop.call("GET", path).json()["status"] == "ABNORMAL"


def test_a_notification_is_sealed_signed_and_insists(shop, letterbox):
    number = new_number()
    letterbox.answers = [500, 204]
    shop.begin(number, notify_url=letterbox.url)

    shop.sandbox.wechat_pay(number)

    wait_until(lambda: len(letterbox.received) == 2, "the repeat")
    (first, second) = letterbox.received
    envelopes = [json.loads(body) for _headers, body in letterbox.received]
    assert envelopes[0]["id"] == envelopes[1]["id"]
    assert all(shop.believes(headers, body) for headers, body in (first, second))
    resource = envelopes[0]["resource"]
    opened = aes_decrypt(
        resource["nonce"],
        resource["ciphertext"],
        resource["associated_data"],
        shop.facts["api_v3_key"],
    )
    content = json.loads(opened)
    assert (content["out_trade_no"], content["amount"]["total"]) == (number, 1234)

    def is_accepted() -> bool:
        (delivery,) = shop.sandbox.deliveries(number)
        return bool(delivery["state"] == "accepted")

    wait_until(is_accepted, "the answer to be noted")


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ("notify_wrong_sign", "signature"),
        ("notify_wrong_amount", "amount"),
        ("notify_wrong_app", "mchid"),
    ],
)
def test_a_sending_is_forged_on_demand(shop, letterbox, fault, broken):
    number = new_number()
    shop.begin(number, notify_url=letterbox.url)
    shop.sandbox.fault(fault, provider="wechat", reference=number, count=1)

    shop.sandbox.wechat_pay(number)

    wait_until(lambda: letterbox.received, "the notification")
    headers, body = letterbox.received[0]
    resource = json.loads(body)["resource"]
    content = json.loads(
        aes_decrypt(
            resource["nonce"], resource["ciphertext"], "transaction", shop.facts["api_v3_key"]
        )
    )
    found = {
        "signature": shop.believes(headers, body),
        "amount": content["amount"]["total"] == 1234,
        "mchid": content["mchid"] == shop.facts["merchant_id"],
    }
    assert [name for name, right in found.items() if not right] == [broken]


def jsapi(shop: Shop, number: str) -> Json:
    """Begin a trade for WeChat's browser, and sign what its bridge wants."""
    terms = shop.terms(number, payer={"openid": "oUpF8uMuAJO"})
    prepay = shop.call("POST", "/v3/pay/transactions/jsapi", terms).json()["prepay_id"]
    fields = {
        "appId": shop.facts["app_id"],
        "timeStamp": "1767294245",
        "nonceStr": "NONCE",
        "package": f"prepay_id={prepay}",
    }
    key = serialization.load_pem_private_key(shop.facts["private_key"].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    content = "\n".join(fields.values()) + "\n"
    signature = key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    return fields | {"signType": "RSA", "paySign": base64.b64encode(signature).decode()}


def test_the_bridge_opens_the_cashier_for_signed_fields(shop):
    fields = jsapi(shop, new_number())

    right = shop.sandbox.call("GET", "/wechat/bridge/", params=fields)
    wrong = shop.sandbox.call("GET", "/wechat/bridge/", params=fields | {"nonceStr": "OTHER"})

    assert "¥12.34" in right.text
    assert wrong.status_code == 400


def test_the_phone_fails_a_payment_with_its_cause_and_stays_payable(shop):
    number = new_number()
    code = shop.begin(number).json()["code_url"]
    cashier = shop.sandbox.call("GET", "/wechat/phone/", params={"code": code}).url
    path = cashier.removeprefix(shop.sandbox.url)

    failed = shop.sandbox.press(cashier, f"{path}fail/", cause="RULE_LIMIT")
    paid = shop.sandbox.press(cashier, f"{path}pay/")

    assert "RULE_LIMIT" in failed
    assert "支付成功" in paid
    assert number in shop.sandbox.call("GET", "/wechat/books/").text


def test_an_unknown_code_is_said_to_be_unknown(shop):
    page = shop.sandbox.call("GET", "/wechat/phone/", params={"code": "weixin://wxpay/x?pr=1"})

    assert "没有这个二维码" in page.text


def test_a_known_number_with_another_amount_is_not_imported(shop):
    number = new_number()
    trade = {
        "out_trade_no": number,
        "total_amount": "12.34",
        "subject": "茶",
        "created_at": "2026-11-11T10:00:00+08:00",
        "paid_at": "2026-11-11T10:01:00+08:00",
    }
    first = shop.sandbox.wechat_import([trade])
    again = shop.sandbox.wechat_import([trade])

    changed = shop.sandbox.call(
        "POST", "/control/wechat/books", json={"trades": [trade | {"total_amount": "12.35"}]}
    )

    assert (first["trades_added"], again["trades_added"], changed.status_code) == (1, 0, 409)
    assert shop.sandbox.wechat_books(number)["trades"][0]["total_amount"] == "12.34"
