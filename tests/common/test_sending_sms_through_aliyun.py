import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from django.db import transaction

from shop.common.channels.aliyun import AliyunSms
from shop.common.channels.results import Outcome, Result
from shop.common.transport import NetworkInsideTransaction
from shop.common.types import ProviderConfig

ACCOUNT = ProviderConfig(
    provider="sms.aliyun",
    is_enabled=True,
    settings={"endpoint": "sms.test", "protocol": "http", "sign_name": "开店"},
    secrets={"access_key_id": "AKID", "access_key_secret": "secret"},
)


@pytest.fixture
def web():
    with responses.RequestsMock() as mock:
        yield mock


def send():
    return AliyunSms(ACCOUNT).send(
        phone="13800138000", template="SMS_1", params={"code": "493817"}, out_id="7"
    )


def test_a_message_is_sent_with_the_template_and_the_signature(web):
    web.post("http://sms.test/", json={"Code": "OK", "BizId": "B1", "RequestId": "R1"})

    result = send()

    asked = parse_qs(urlsplit(web.calls[0].request.url).query)
    assert result == Result(outcome=Outcome.SENT, provider_id="B1")
    assert asked["PhoneNumbers"] == ["13800138000"]
    assert asked["SignName"] == ["开店"]
    assert asked["OutId"] == ["7"]
    assert json.loads(asked["TemplateParam"][0]) == {"code": "493817"}
    assert web.calls[0].request.headers["Authorization"].startswith("ACS3-HMAC-SHA256")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (200, "isv.MOBILE_NUMBER_ILLEGAL", Outcome.REFUSED),
        (200, "isv.BUSINESS_LIMIT_CONTROL", Outcome.NOT_SENT),
        (400, "InvalidAccessKeyId.NotFound", Outcome.REFUSED),
        (500, "InternalError", Outcome.UNKNOWN),
        (503, "ServiceUnavailable", Outcome.UNKNOWN),
    ],
)
def test_every_refusal_has_its_outcome(web, status, code, outcome):
    web.post("http://sms.test/", json={"Code": code, "Message": "no"}, status=status)

    assert send() == Result(outcome=outcome, error_code=code)


def test_a_time_out_after_sending_is_unknown(web):
    web.post("http://sms.test/", body=requests.exceptions.ReadTimeout("slow"))

    assert send() == Result(outcome=Outcome.UNKNOWN, error_code="ReadTimeout")


def test_a_time_out_before_sending_is_not_sent(web):
    web.post("http://sms.test/", body=requests.exceptions.ConnectTimeout("away"))

    assert send() == Result(outcome=Outcome.NOT_SENT, error_code="ConnectTimeout")


def test_an_answer_that_is_no_json_is_unknown(web):
    web.post("http://sms.test/", body="<html>")

    assert send().outcome == Outcome.UNKNOWN


def test_a_call_is_made_once(web):
    web.post("http://sms.test/", body=requests.exceptions.ReadTimeout("slow"))

    send()

    assert len(web.calls) == 1


@pytest.mark.django_db
def test_an_sms_is_refused_inside_a_transaction():
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        send()
