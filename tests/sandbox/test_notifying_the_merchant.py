from threading import Event

import pytest

from tests.sandbox.merchant import Mailbox, Merchant, is_alipays, new_number
from tests.support.sandbox import Sandbox, wait_until


def _pay(sandbox: Sandbox, merchant: Merchant, mailbox: Mailbox, amount: str = "8.00") -> str:
    number = new_number()
    sandbox.visit(merchant.pay_url(number, amount, notify_url=mailbox.url))
    sandbox.pay(number)
    return number


def test_a_notification_is_signed_over_every_field_even_the_empty_ones(sandbox, merchant, mailbox):
    notice = mailbox.wait_for(_pay(sandbox, merchant, mailbox))[0]
    key = merchant.facts["alipay_public_key"]

    assert notice["passback_params"] == ""
    assert is_alipays(notice, key)
    assert not is_alipays({k: v for k, v in notice.items() if v}, key)
    assert not is_alipays(notice | {"total_amount": "8.01"}, key)
    assert notice["fund_bill_list"] == '[{"amount":"8.00","fundChannel":"ALIPAYACCOUNT"}]'


def test_a_notification_is_repeated_with_the_same_id_until_the_exact_answer(
    sandbox, merchant, mailbox
):
    mailbox.answers = [b"fail", b"success\n", b'"success"', b"success"]
    number = _pay(sandbox, merchant, mailbox)

    notices = mailbox.wait_for(number, count=4)

    wait_until(
        lambda: sandbox.deliveries(number)[0]["state"] == "accepted", "the answer to be noted"
    )
    assert len({row["notify_id"] for row in notices}) == 1
    assert len(mailbox.about(number)) == 4


def test_a_kill_in_the_middle_of_a_notification_does_not_lose_it(own_sandbox, mailbox):
    own_sandbox.start()
    merchant = Merchant(own_sandbox.alipay_app())
    hold = Event()
    mailbox.hold = hold
    number = _pay(own_sandbox, merchant, mailbox)
    mailbox.wait_for(number)

    own_sandbox.kill()
    hold.set()
    own_sandbox.start()
    notices = mailbox.wait_for(number, count=2)

    wait_until(
        lambda: own_sandbox.deliveries(number)[0]["state"] == "accepted", "the second answer"
    )
    assert notices[0]["notify_id"] == notices[1]["notify_id"]
    assert own_sandbox.books(number)["trades"][0]["trade_status"] == "TRADE_SUCCESS"
    assert merchant.ask("query", out_trade_no=number)["trade_status"] == "TRADE_SUCCESS"


def test_a_merchant_who_was_away_is_told_when_he_is_back(sandbox, merchant, mailbox):
    number = new_number()
    closed = Mailbox()
    closed.close()
    sandbox.visit(merchant.pay_url(number, "8.00", notify_url=closed.url))

    sandbox.pay(number)
    attempt = wait_until(lambda: sandbox.deliveries(number)[0]["attempts"], "the first attempt")

    assert attempt[0]["outcome"].startswith("0 ")
    assert sandbox.deliveries(number)[0]["state"] == "waiting"


def test_a_lost_notification_never_comes_but_the_query_finds_the_money(sandbox, merchant, mailbox):
    sandbox.fault("notify_lost", count=1)

    number = _pay(sandbox, merchant, mailbox)
    told_later = _pay(sandbox, merchant, mailbox)
    mailbox.wait_for(told_later)

    assert mailbox.about(number) == []
    assert [row["state"] for row in sandbox.deliveries(number)] == ["lost"]
    assert merchant.ask("query", out_trade_no=number)["trade_status"] == "TRADE_SUCCESS"


def test_a_duplicated_notification_comes_so_many_times_with_one_id(sandbox, merchant, mailbox):
    sandbox.fault("notify_duplicate", count=1, times=50)

    number = _pay(sandbox, merchant, mailbox)

    notices = mailbox.wait_for(number, count=50)
    assert len(notices) == 50
    assert len({row["notify_id"] for row in notices}) == 1


def test_a_delayed_notification_comes_later(sandbox, merchant, mailbox):
    sandbox.fault("notify_delay", count=1, seconds=1.5)

    number = _pay(sandbox, merchant, mailbox)

    row = sandbox.deliveries(number)[0]
    assert row["attempts"] == []
    mailbox.wait_for(number)


def test_a_notification_can_come_before_the_answer(sandbox, merchant, mailbox):
    sandbox.fault("notify_first", count=1)

    number = _pay(sandbox, merchant, mailbox)

    assert [row["trade_status"] for row in mailbox.about(number)] == ["TRADE_SUCCESS"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("notify_wrong_sign", "sign"),
        ("notify_wrong_amount", "total_amount"),
        ("notify_wrong_app", "app_id"),
    ],
)
def test_a_forged_notification_is_followed_by_the_right_one(
    sandbox, merchant, mailbox, kind, field
):
    sandbox.fault(kind, count=1)
    mailbox.answers = [b"fail"]

    number = _pay(sandbox, merchant, mailbox)
    forged, right = mailbox.wait_for(number, count=2)

    key = merchant.facts["alipay_public_key"]
    assert is_alipays(forged, key) is (kind != "notify_wrong_sign")
    assert forged[field] != right[field]
    assert is_alipays(right, key)
    assert right["total_amount"] == "8.00"
    assert right["app_id"] == merchant.facts["app_id"]


def test_a_notification_can_be_sent_again_by_hand(sandbox, merchant, mailbox):
    number = _pay(sandbox, merchant, mailbox)
    mailbox.wait_for(number)
    wait_until(lambda: sandbox.deliveries(number)[0]["state"] == "accepted", "the answer")

    sandbox.control("POST", "deliveries", json={"reference": number})

    assert len(mailbox.wait_for(number, count=2)) == 2


def test_what_was_not_accepted_yet_can_be_dropped(sandbox, merchant, mailbox):
    mailbox.answers = [b"no"] * 20
    number = _pay(sandbox, merchant, mailbox)
    mailbox.wait_for(number)

    sandbox.fall_silent()

    (delivery,) = sandbox.deliveries(number)
    assert (delivery["state"], delivery["attempt_count"] < 8) == ("given_up", True)
