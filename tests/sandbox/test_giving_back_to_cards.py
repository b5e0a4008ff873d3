"""UnionPay's stand-in: refunds, undos, the books of the past."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.sandbox.merchant import in_parallel, new_number
from tests.sandbox.unionpay_merchant import CardMerchant, is_unionpays
from tests.support.sandbox import wait_until


@pytest.fixture
def merchant(sandbox, mailbox) -> CardMerchant:
    return CardMerchant(sandbox, mailbox)


def test_a_refund_is_accepted_then_done_and_told(sandbox, merchant):
    sandbox.card_fault("refund_pending", seconds=0.5)
    number, query_id = merchant.paid(10_000)

    asked = merchant.give_back(query_id, 3000)
    waiting = merchant.query(asked["orderId"], asked["txnTime"])
    done = merchant.wait_until_done(asked)

    assert (asked["respCode"], waiting["origRespCode"], done["origRespCode"]) == ("00", "05", "00")
    (notice,) = wait_until(lambda: merchant.told_about(asked["orderId"]), "the notice")
    assert is_unionpays(notice, merchant.kit)
    assert (notice["txnType"], notice["txnAmt"], notice["origQryId"]) == ("04", "3000", query_id)
    assert sandbox.card_books(number)["trades"][0]["refund_fee"] == "30.00"


def test_a_refund_that_fails_frees_its_amount_and_is_not_told(sandbox, merchant):
    number, query_id = merchant.paid(10_000)
    sandbox.card_fault("refund_closed", cause="60", count=1)

    failed = merchant.wait_until_done(merchant.give_back(query_id, 10_000))
    done = merchant.wait_until_done(merchant.give_back(query_id, 10_000))

    assert (failed["origRespCode"], done["origRespCode"]) == ("60", "00")
    assert merchant.told_about(failed["orderId"]) == []
    assert sandbox.card_books(number)["trades"][0]["refund_fee"] == "100.00"


def test_no_more_goes_back_than_was_paid_however_many_ask_at_once(sandbox, merchant):
    number, query_id = merchant.paid(10_000)

    codes = [
        answer["respCode"]
        for answer in in_parallel(5, lambda _place: merchant.give_back(query_id, 3000))
    ]

    assert sorted(codes) == ["00"] * 3 + ["36"] * 2
    assert len(sandbox.card_books(number)["refunds"]) == 3


def test_a_number_is_used_once(merchant):
    _number, query_id = merchant.paid(10_000)
    again = new_number()

    codes = [merchant.give_back(query_id, 100, number=again)["respCode"] for _time in range(2)]

    assert codes == ["00", "12"]


def test_an_undo_takes_the_whole_of_a_trade_on_which_nothing_went_back(merchant):
    _number, query_id = merchant.paid(10_000)
    _other, refunded = merchant.paid(10_000)
    merchant.give_back(refunded, 100)

    part = merchant.give_back(query_id, 9_999, "31")
    late = merchant.give_back(refunded, 10_000, "31")
    whole = merchant.give_back(query_id, 10_000, "31")
    again = merchant.give_back(query_id, 10_000, "31")

    assert [answer["respCode"] for answer in (part, late, whole, again)] == ["36", "36", "00", "36"]
    assert merchant.wait_until_done(whole)["origRespCode"] == "00"


def test_an_undo_comes_too_late_on_another_clearing_day(sandbox, merchant):
    number = new_number()
    past = (timezone.now() - timedelta(days=3)).isoformat()
    told = sandbox.import_card_books(
        [{"out_trade_no": number, "total_amount": "5.00", "created_at": past, "paid_at": past}]
    )

    query_id = told["trade_nos"][number]

    assert merchant.give_back(query_id, 500, "31")["respCode"] == "35"
    assert merchant.give_back(query_id, 500, "04")["respCode"] == "00"


def test_an_unknown_trade_gives_nothing_back(merchant):
    assert merchant.give_back("2" * 21, 100)["respCode"] == "35"


def test_the_past_is_written_once(sandbox):
    number = new_number()
    past = (timezone.now() - timedelta(days=3)).isoformat()
    trade = {"out_trade_no": number, "total_amount": "5.00", "created_at": past, "paid_at": past}
    refund = {
        "out_trade_no": number,
        "out_request_no": new_number(),
        "refund_amount": "2.00",
        "refunded_at": past,
    }

    first = sandbox.import_card_books([trade], [refund])
    second = sandbox.import_card_books([trade], [refund])
    changed = sandbox.call(
        "POST",
        "/control/unionpay/books",
        json={"trades": [trade | {"total_amount": "6.00"}], "refunds": []},
    )

    assert (first["trades_added"], first["refunds_added"]) == (1, 1)
    assert (second["trades_added"], second["refunds_added"]) == (0, 0)
    assert changed.status_code == 409
    assert sandbox.card_books(number)["trades"][0]["refund_fee"] == "2.00"
