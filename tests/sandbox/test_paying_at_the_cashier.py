from datetime import datetime

import pytest
from django.utils import timezone

from tests.sandbox.merchant import Mailbox, Merchant, new_number
from tests.support.sandbox import Sandbox


def _beijing(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


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
    assert len(sandbox.books(number)["trades"]) == 1
