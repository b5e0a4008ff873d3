import json
from functools import partial
from uuid import uuid4

import pytest
from alibabacloud_dysmsapi20170525 import models
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import Config
from darabonba.core import DaraCore
from darabonba.exceptions import UnretryableException

from tests.sandbox.merchant import in_parallel

SIGN = "开店"
TEMPLATES = [
    {"code": "SMS_CODE", "kind": "code", "text": "您的验证码是${code}，5分钟内有效。"},
    {"code": "SMS_SHIP", "kind": "notice", "text": "您的订单${order}已由${carrier}发出。"},
]


def _phone() -> str:
    return f"139{uuid4().int % 10**8:08d}"


@pytest.fixture
def account(sandbox):
    sandbox.register_sms([SIGN], TEMPLATES)
    return sandbox.sms_account()


def _client(account, **other: str) -> Client:
    facts = account | other
    return Client(
        Config(
            access_key_id=facts["access_key_id"],
            access_key_secret=facts["access_key_secret"],
            endpoint=facts["endpoint"],
            protocol=facts["protocol"],
        )
    )


@pytest.fixture
def send(account):
    """Send through the official SDK and return the answer's body."""

    def call(phone: str, *, client: Client | None = None, **changes: str):
        fields = {
            "phone_numbers": phone,
            "sign_name": SIGN,
            "template_code": "SMS_CODE",
            "template_param": json.dumps({"code": "123456"}),
            **changes,
        }
        return (client or _client(account)).send_sms(models.SendSmsRequest(**fields)).body

    return call


@pytest.mark.req("CUS-14")
def test_a_code_reaches_the_phone(sandbox, send):
    phone = _phone()

    answer = send(phone, out_id="log in/1 ~*")
    page = sandbox.call("GET", f"/phone/{phone}/").text
    message = sandbox.messages(phone)[0]

    assert (answer.code, answer.message) == ("OK", "OK")
    assert message["biz_id"] == answer.biz_id
    assert message["params"] == {"code": "123456"}
    assert message["out_id"] == "log in/1 ~*"
    assert "【开店】您的验证码是123456，5分钟内有效。" in page
    assert phone in sandbox.call("GET", "/phone/").text


def test_a_wrong_secret_or_key_is_refused(sandbox, account, send):
    phone = _phone()

    with pytest.raises(ClientException) as wrong_secret:
        send(phone, client=_client(account, access_key_secret="guess"))
    with pytest.raises(ClientException) as wrong_key:
        send(phone, client=_client(account, access_key_id="somebody"))

    assert wrong_secret.value.code == "SignatureDoesNotMatch"
    assert wrong_key.value.code == "InvalidAccessKeyId.NotFound"
    assert sandbox.messages(phone) == []


@pytest.fixture
def captured(monkeypatch, send):
    """Let the SDK sign a request, keep it from the wire, and return it."""
    kept = []

    def keep(request, *_rest, **_more):
        kept.append(request)
        raise InterruptedError

    monkeypatch.setattr(DaraCore, "do_action", keep)
    phone = _phone()
    with pytest.raises(UnretryableException):
        send(phone)
    return phone, kept[0]


def _replay(sandbox, request, *, query=None, headers=None, body=b""):
    return sandbox.call(
        "POST",
        "/",
        params=request.query | (query or {}),
        headers=request.headers | (headers or {}),
        data=body,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"query": {"PhoneNumbers": "13900000000"}}, "SignatureDoesNotMatch"),
        ({"headers": {"x-acs-date": "2026-01-01T00:00:00Z"}}, "SignatureDoesNotMatch"),
        ({"headers": {"x-acs-signature-nonce": "other"}}, "SignatureDoesNotMatch"),
        ({"headers": {"x-acs-more": "unsigned"}}, "IncompleteSignature"),
        ({"body": b"more=1"}, "SignatureDoesNotMatch"),
        ({"headers": {"Authorization": "Basic abc"}}, "MissingAuthorization"),
    ],
    ids=["phone", "date", "nonce", "header-added", "body", "other-scheme"],
)
def test_a_request_altered_after_signing_is_refused(sandbox, captured, change, code):
    phone, request = captured

    answer = _replay(sandbox, request, **change)

    assert answer.status_code == 400
    assert answer.json()["Code"] == code
    assert sandbox.messages(phone) == []


def test_a_request_counts_once(sandbox, captured):
    phone, request = captured

    first = _replay(sandbox, request)
    again = _replay(sandbox, request)

    assert first.json()["Code"] == "OK"
    assert again.json()["Code"] == "SignatureNonceUsed"
    assert len(sandbox.messages(phone)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sign_name": "别家"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"template_code": "SMS_NONE"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"template_param": "{"}, "isv.INVALID_JSON_PARAM"),
        ({"template_param": '{"code": 123456}'}, "isv.INVALID_JSON_PARAM"),
        ({"template_param": "{}"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"template_param": '{"code": "a long one"}'}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
        ({"template_param": '{"code": "http://x.cn/"}'}, "isv.PARAM_NOT_SUPPORT_URL"),
        ({"template_param": json.dumps({"code": "1" * 36})}, "isv.PARAM_LENGTH_LIMIT"),
        ({"phone_numbers": "12345"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"phone_numbers": ",".join(["13900000001"] * 1001)}, "isv.MOBILE_COUNT_OVER_LIMIT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_message_that_the_service_cannot_send_is_refused(sandbox, send, changes, code):
    phone = _phone()

    answer = send(changes.pop("phone_numbers", phone), **changes)

    assert answer.code == code
    assert answer.biz_id is None
    assert sandbox.messages(phone) == []


def test_codes_to_one_phone_are_limited_and_notices_are_not(sandbox, send):
    sandbox.rules(sms_frequency=True)
    phone = _phone()

    codes = [send(phone).code for _attempt in range(2)]
    notice = send(
        phone, template_code="SMS_SHIP", template_param='{"order": "K1", "carrier": "顺丰"}'
    )
    other_phone = send(_phone())

    assert codes == ["OK", "isv.BUSINESS_LIMIT_CONTROL"]
    assert (notice.code, other_phone.code) == ("OK", "OK")
    assert [row["kind"] for row in sandbox.messages(phone)] == ["notice", "code"]


@pytest.mark.race
def test_many_codes_at_once_pass_the_limit_once(sandbox, send):
    sandbox.rules(sms_frequency=True)
    phones = [_phone() for _round in range(8)]

    def send_to(phone: str, _place: int) -> dict[str, str]:
        return {"code": send(phone).code}

    answers = [in_parallel(16, partial(send_to, phone)) for phone in phones]

    for phone, codes in zip(phones, answers, strict=True):
        assert sum(row["code"] == "OK" for row in codes) == 1
        assert len(sandbox.messages(phone)) == 1


def test_the_limits_can_be_switched_off(sandbox, send):
    sandbox.rules(sms_frequency=False)
    phone = _phone()

    codes = [send(phone).code for _attempt in range(12)]

    assert codes == ["OK"] * 12


def test_a_fault_names_its_cause(sandbox, send):
    phone = _phone()
    sandbox.fault("decline", provider="sms", count=1, cause="isv.AMOUNT_NOT_ENOUGH")

    refused = send(phone)
    sent = send(phone)

    assert refused.code == "isv.AMOUNT_NOT_ENOUGH"
    assert sent.code == "OK"
    assert len(sandbox.messages(phone)) == 1


def test_a_value_that_the_template_does_not_mention_is_not_looked_at(sandbox, send):
    phone = _phone()

    answer = send(phone, template_param=json.dumps({"code": "123456", "minutes": "5"}))

    assert answer.code == "OK"
    assert sandbox.messages(phone)[0]["text"] == "【开店】您的验证码是123456，5分钟内有效。"
