"""UnionPay's stand-in: the cashier, questions, notifications."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.sandbox.merchant import in_parallel, new_number
from tests.sandbox.unionpay_merchant import CardMerchant, is_unionpays, stamp
from tests.support.sandbox import wait_until

HIDDEN = re.compile(r'name="(\w+)"\s+value="([^"]*)"')


@pytest.fixture
def merchant(sandbox, mailbox) -> CardMerchant:
    return CardMerchant(sandbox, mailbox)


@pytest.mark.req("PAY-01")
def test_a_trade_is_known_from_the_first_try_to_pay(sandbox, merchant):
    number = new_number()
    form = merchant.form(number, 1230)

    page = merchant.bring(form)
    opened = merchant.query(number, form["txnTime"])
    sandbox.pay_by_card(number, action="fail", cause="65")
    refused = merchant.query(number, form["txnTime"])
    sandbox.pay_by_card(number)
    paid = merchant.query(number, form["txnTime"])

    assert "确认付款 ¥12.30" in page
    assert opened["respCode"] == "34"
    assert (refused["respCode"], refused["origRespCode"]) == ("00", "65")
    assert (paid["respCode"], paid["origRespCode"], paid["txnAmt"]) == ("00", "00", "1230")
    assert len(paid["queryId"]) == 21


def test_success_is_told_signed_and_failure_is_not(sandbox, merchant):
    number = new_number()
    merchant.bring(merchant.form(number, 8888))
    sandbox.pay_by_card(number, action="fail", cause="64")
    paid = sandbox.pay_by_card(number)

    (notice,) = wait_until(lambda: merchant.told_about(number), "the notice")

    assert is_unionpays(notice, merchant.kit)
    assert (notice["respCode"], notice["txnAmt"], notice["currencyCode"]) == ("00", "8888", "156")
    assert (notice["queryId"], notice["merId"]) == (paid["trade_no"], merchant.kit["mer_id"])
    assert len(sandbox.deliveries(number)) == 1


def test_the_buttons_of_the_cashier(sandbox, merchant):
    number = new_number()
    answer = sandbox.bring_form(
        merchant.kit["front_url"], merchant.signed(merchant.form(number, 500))
    )
    page = answer.url.removeprefix(sandbox.url)

    refused = sandbox.press(page, f"{page}fail/", cause="33")
    paid = sandbox.press(page, f"{page}pay/", card="6221558812340000")

    assert "交易金额超限" in refused
    assert "付款成功" in paid
    back = dict(HIDDEN.findall(paid))
    assert (back["orderId"], back["respCode"], back["payCardType"]) == (number, "00", "02")
    assert merchant.mailbox.url in paid


def test_many_clicks_pay_once(sandbox, merchant):
    number = new_number()
    merchant.bring(merchant.form(number, 100))

    answers = in_parallel(8, lambda _place: sandbox.pay_by_card(number))

    assert sorted(answer["refused_because"] for answer in answers) == [""] + ["12"] * 7
    assert len(sandbox.deliveries(number)) == 1


def test_after_its_time_nobody_pays(sandbox, merchant):
    number = new_number()
    soon = stamp(timezone.now() + timedelta(seconds=2))
    merchant.bring(merchant.form(number, 100, payTimeout=soon))

    wait_until(
        lambda: sandbox.pay_by_card(number, action="fail")["refused_because"] == "42",
        "the end of its time",
    )

    assert sandbox.pay_by_card(number)["refused_because"] == "42"
    assert sandbox.deliveries(number) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"txnAmt": "101"}, "12"),
        ({"txnTime": "20260102030405"}, "12"),
        ({"currencyCode": "840"}, "10"),
        ({"txnAmt": "1.00"}, "10"),
        ({"orderId": "with-dash"}, "10"),
        ({"payTimeout": "20260102030405"}, "42"),
        ({"merId": "777290000000000"}, "31"),
        ({"bizType": ""}, "13"),
    ],
    ids=str,
)
def test_a_form_that_is_wrong_opens_no_cashier(merchant, change, code):
    number = new_number()
    form = merchant.form(number, 100)
    merchant.bring(form)

    assert f"应答码：{code}" in merchant.bring(form | change)


def test_a_form_altered_after_signing_opens_no_cashier(sandbox, merchant):
    fields = merchant.signed(merchant.form(new_number(), 100)) | {"txnAmt": "1"}

    assert "应答码：11" in sandbox.bring_form(merchant.kit["front_url"], fields).text


def test_a_bank_may_take_its_time(sandbox, merchant):
    number = new_number()
    form = merchant.form(number, 100)
    merchant.bring(form)
    sandbox.card_fault("slow", method="pay_result", seconds=0.5, reference=number)

    assert sandbox.pay_by_card(number)["trade_status"] == "pending"
    assert merchant.query(number, form["txnTime"])["origRespCode"] == "05"

    wait_until(lambda: merchant.told_about(number), "the notice")
    assert merchant.query(number, form["txnTime"])["origRespCode"] == "00"


@pytest.mark.parametrize("fault", ["http_500", "garbage"])
def test_faults_of_the_door(sandbox, merchant, fault):
    number = new_number()
    form = merchant.form(number, 100)
    merchant.bring(form)
    sandbox.pay_by_card(number)
    sandbox.card_fault(fault, method="query", fen=None, count=1, reference=number)
    question = merchant.signed(
        {
            "txnType": "00",
            "txnSubType": "00",
            "bizType": "000000",
            "orderId": number,
            "txnTime": form["txnTime"],
        }
    )

    answer = sandbox.call("POST", "/unionpay/gateway/api/queryTrans.do", data=question)

    assert "origRespCode" not in answer.text
    assert merchant.query(number, form["txnTime"])["origRespCode"] == "00"


def test_the_books_page_shows_trades_and_what_went_back(sandbox, merchant):
    number, query_id = merchant.paid(4321)
    merchant.give_back(query_id, 4321, "31")

    page = sandbox.call("GET", "/unionpay/books/").text

    assert number in page
    assert "43.21" in page
    assert "消费撤销" in page
