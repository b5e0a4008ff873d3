import time

import pytest
import requests
from alipay.aop.api.exception.Exception import ResponseException

from tests.sandbox.merchant import new_number


def _open(sandbox, merchant, amount="8.00"):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, amount))
    return number


def test_a_slow_gateway_answers_late(sandbox, merchant):
    number = _open(sandbox, merchant)
    sandbox.fault("slow", seconds=0.7, reference=number, count=1)

    began = time.monotonic()
    answer = merchant.ask("query", out_trade_no=number)

    assert answer["code"] == "10000"
    assert time.monotonic() - began >= 0.7


@pytest.mark.parametrize(
    ("kind", "status_after"), [("http_500", "WAIT_BUYER_PAY"), ("http_500_done", "TRADE_CLOSED")]
)
def test_a_broken_gateway_answers_500(sandbox, merchant, kind, status_after):
    number = _open(sandbox, merchant)
    sandbox.fault(kind, method="alipay.trade.close", reference=number, count=1)

    with pytest.raises(requests.HTTPError):
        merchant.ask("close", out_trade_no=number)

    assert merchant.ask("query", out_trade_no=number)["trade_status"] == status_after


def test_a_mad_gateway_answers_garbage_after_doing_it(sandbox, merchant):
    number = _open(sandbox, merchant)
    sandbox.fault("garbage", method="alipay.trade.close", reference=number, count=1)

    with pytest.raises(ResponseException):
        merchant.ask("close", out_trade_no=number)

    assert merchant.ask("query", out_trade_no=number)["trade_status"] == "TRADE_CLOSED"


def test_a_fault_can_wait_for_an_amount(sandbox, merchant):
    sandbox.fault("decline", fen=91, cause="ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR")
    declined, paid = _open(sandbox, merchant, "5.91"), _open(sandbox, merchant, "5.90")

    refused = sandbox.pay(declined)
    taken = sandbox.pay(paid)

    assert refused["refused_because"] == "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR"
    assert refused["trade_status"] == "WAIT_BUYER_PAY"
    assert taken["trade_status"] == "TRADE_SUCCESS"


def test_a_fault_with_a_count_is_used_up(sandbox, merchant):
    number = _open(sandbox, merchant)
    sandbox.fault("decline", count=2, reference=number)

    causes = [sandbox.pay(number)["refused_because"] for _attempt in range(3)]

    assert causes == ["ACQ.BUYER_BALANCE_NOT_ENOUGH"] * 2 + [""]


def test_faults_are_listed_and_removed(sandbox):
    kept = sandbox.fault("slow", provider="sms", seconds=1)
    gone = sandbox.fault("notify_lost", count=3)

    sandbox.control("DELETE", "faults", params={"id": gone["id"]})

    assert sandbox.control("GET", "faults") == {"faults": [kept]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "earthquake"},
        {"kind": "slow", "provider": "paypal"},
        {"kind": "slow", "fen": 100},
        {"kind": "slow", "probability": 2},
        {"kind": "slow", "seconds": "long"},
        {"kind": "notify_lost", "count": "many"},
    ],
    ids=lambda wrong: "-".join(str(value) for value in wrong.values()),
)
def test_a_wrong_fault_is_refused_and_not_stored(sandbox, wrong):
    answer = sandbox.call("POST", "/control/faults", json=wrong)

    assert answer.status_code == 422
    assert answer.json()["error"]
    assert sandbox.control("GET", "faults") == {"faults": []}
