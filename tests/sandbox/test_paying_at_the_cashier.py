import re
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.utils import timezone

from tests.sandbox.merchant import Mailbox, Merchant, in_parallel, is_alipays, new_number
from tests.support.sandbox import Sandbox, wait_until

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINK_BACK = re.compile(r'class="main" href="([^"]+)"')


def _beijing(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def _press(sandbox: Sandbox, url: str, button: str, **fields: str) -> str:
    """Open the pay link in a fresh browser, press a button of the cashier, return the page."""
    with requests.Session() as browser:
        page = browser.get(url, timeout=10)
        token = TOKEN.search(page.text)
        assert token is not None, page.text
        data = {"csrfmiddlewaretoken": token[1], **fields}
        return browser.post(f"{page.url}{button}/", data=data, timeout=10).text


@pytest.mark.parametrize("kind", ["page", "wap"])
def test_a_trade_begins_when_the_payer_opens_the_cashier(sandbox, merchant, kind):
    number = new_number()
    url = merchant.pay_url(number, "12.30", kind=kind)

    before = merchant.ask("query", out_trade_no=number)
    page = sandbox.visit(url)
    after = merchant.ask("query", out_trade_no=number)

    assert before["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    assert page.status_code == 200
    assert "沙箱" in page.text
    assert "¥12.30" in page.text
    assert after["code"] == "10000"
    assert after["trade_status"] == "WAIT_BUYER_PAY"
    assert after["total_amount"] == "12.30"


def test_the_pay_form_of_the_sdk_opens_the_cashier_too(sandbox, merchant):
    number = new_number()
    parts = urlsplit(merchant.pay_url(number, "12.30"))
    fields = dict(parse_qsl(parts.query))

    page = sandbox.call("POST", "/alipay/gateway.do", data=fields)

    assert page.status_code == 200
    assert "确认付款 ¥12.30" in page.text


@pytest.mark.req("PAY-01")
def test_a_payment_is_taken_once_and_told_to_the_merchant(
    sandbox: Sandbox, merchant: Merchant, mailbox: Mailbox
):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "88.88", notify_url=mailbox.url))

    paid = sandbox.pay(number)
    again = sandbox.pay(number)
    notice = mailbox.wait_for(number)[0]

    assert paid["trade_status"] == "TRADE_SUCCESS"
    assert paid["refused_because"] == ""
    assert again["refused_because"] == "ACQ.TRADE_HAS_SUCCESS"
    assert notice["trade_status"] == "TRADE_SUCCESS"
    assert notice["total_amount"] == "88.88"
    assert notice["seller_id"] == merchant.facts["seller_id"]
    assert notice["trade_no"] == merchant.ask("query", out_trade_no=number)["trade_no"]
    assert len(sandbox.deliveries(number)) == 1


def test_the_way_back_is_signed_and_says_nothing_about_payment(sandbox, merchant):
    number = new_number()
    url = merchant.pay_url(number, "5.00", return_url="http://127.0.0.1:9/back?from=a")

    page = _press(sandbox, url, "pay")
    link = LINK_BACK.search(page)
    assert link is not None
    fields = dict(parse_qsl(urlsplit(link[1].replace("&amp;", "&")).query))

    assert "付款成功" in page
    assert fields.pop("from") == "a"
    assert fields["out_trade_no"] == number
    assert fields["total_amount"] == "5.00"
    assert "trade_status" not in fields
    assert is_alipays(fields, merchant.facts["alipay_public_key"])


def test_a_failed_payment_says_why_and_can_be_tried_again(sandbox, merchant):
    number = new_number()
    url = merchant.pay_url(number, "5.00")

    failed = _press(sandbox, url, "fail", cause="ACQ.PAYMENT_REQUEST_HAS_RISK")
    status = merchant.ask("query", out_trade_no=number)["trade_status"]
    paid = _press(sandbox, url, "pay")

    assert "付款未成功：支付有风险" in failed
    assert status == "WAIT_BUYER_PAY"
    assert sandbox.deliveries(number) == []
    assert "付款成功" in paid


def test_the_payer_can_close_the_trade(sandbox, merchant, mailbox):
    number = new_number()
    url = merchant.pay_url(number, "5.00", notify_url=mailbox.url)

    page = _press(sandbox, url, "close")
    paid_after = sandbox.pay(number)

    assert "交易已关闭" in page
    assert paid_after["refused_because"] == "ACQ.TRADE_HAS_CLOSE"
    assert mailbox.wait_for(number)[0]["trade_status"] == "TRADE_CLOSED"


def test_the_same_number_with_another_amount_is_refused(sandbox, merchant):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "10.00"))

    page = sandbox.visit(merchant.pay_url(number, "9.99"))

    assert page.status_code == 400
    assert "ACQ.CONTEXT_INCONSISTENT" in page.text
    assert merchant.ask("query", out_trade_no=number)["total_amount"] == "10.00"


def test_a_late_payment_is_refused_and_the_trade_closes(sandbox, merchant, mailbox):
    number = new_number()
    deadline = timezone.now() + timedelta(seconds=2)
    url = merchant.pay_url(number, "5.00", time_expire=_beijing(deadline), notify_url=mailbox.url)
    sandbox.visit(url)

    wait_until(lambda: timezone.now() > deadline, "the deadline")
    late = sandbox.pay(number)
    link_again = sandbox.visit(url)

    assert late["trade_status"] == "TRADE_CLOSED"
    assert late["refused_because"] == "ACQ.TRADE_HAS_CLOSE"
    assert "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR" in link_again.text
    assert [row["trade_status"] for row in mailbox.wait_for(number)] == ["TRADE_CLOSED"]


def test_an_unpaid_trade_closes_by_itself_at_its_deadline(sandbox, merchant, mailbox):
    number = new_number()
    deadline = _beijing(timezone.now() + timedelta(seconds=2))
    sandbox.visit(merchant.pay_url(number, "5.00", time_expire=deadline, notify_url=mailbox.url))

    notice = mailbox.wait_for(number)[0]

    assert notice["trade_status"] == "TRADE_CLOSED"
    assert notice["gmt_close"] >= deadline


@pytest.mark.parametrize(
    "wrong",
    [
        {"total_amount": "0.00"},
        {"total_amount": "1.234"},
        {"total_amount": "-1.00"},
        {"total_amount": "100000000.01"},
        {"total_amount": "1e3"},
        {"product_code": "FACE_TO_FACE_PAYMENT"},
        {"subject": ""},
        {"time_expire": "tomorrow"},
        {"timeout_express": "16d"},
    ],
    ids=lambda wrong: "-".join(wrong.values()) or "empty",
)
def test_a_pay_link_with_wrong_terms_is_refused(sandbox, merchant, wrong):
    number = new_number()
    terms = {"total_amount": "1.00", **wrong}

    page = sandbox.visit(merchant.pay_url(number, terms.pop("total_amount"), **terms))

    assert page.status_code == 400
    assert "ACQ.INVALID_PARAMETER" in page.text
    assert merchant.ask("query", out_trade_no=number)["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_fifty_payers_in_parallel_pay_once(sandbox, merchant, mailbox):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "5.00", notify_url=mailbox.url))

    outcomes = in_parallel(50, lambda _place: sandbox.pay(number))

    taken = [row for row in outcomes if row["refused_because"] == ""]
    assert len(taken) == 1
    assert len(sandbox.deliveries(number)) == 1
