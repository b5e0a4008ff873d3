import pytest

from tests.sandbox.merchant import Merchant, new_number

PAST = {
    "total_amount": "100.00",
    "subject": "旧订单",
    "created_at": "2026-10-01T10:00:00+08:00",
    "paid_at": "2026-10-01T10:01:00+08:00",
}


def _trade(**changes: str) -> dict[str, str]:
    return PAST | {"out_trade_no": new_number()} | changes


def _refund(trade: dict[str, str], **changes: str) -> dict[str, str]:
    return {
        "out_trade_no": trade["out_trade_no"],
        "out_request_no": "r1",
        "refund_amount": "40.00",
        "refunded_at": "2026-10-03T09:00:00+08:00",
    } | changes


def test_the_past_is_imported_and_can_be_asked_and_refunded(sandbox, merchant):
    trade = _trade()

    written = sandbox.import_books([trade], [_refund(trade)])
    known = merchant.ask("query", out_trade_no=trade["out_trade_no"])
    more = merchant.ask(
        "refund",
        out_trade_no=trade["out_trade_no"],
        refund_amount="60.00",
        out_request_no="r2",
    )

    assert (written["trades_added"], written["refunds_added"]) == (1, 1)
    assert written["trade_nos"] == {trade["out_trade_no"]: known["trade_no"]}
    assert known["trade_status"] == "TRADE_SUCCESS"
    assert known["send_pay_date"] == "2026-10-01 10:01:00"
    assert known["trade_no"].startswith("20261001")
    assert more["refund_fee"] == "100.00"


def test_importing_twice_adds_nothing(sandbox):
    trade = _trade()
    rows = [trade], [_refund(trade)]
    sandbox.import_books(*rows)
    before = sandbox.books(trade["out_trade_no"])

    again = sandbox.import_books(*rows)

    assert (again["trades_added"], again["refunds_added"]) == (0, 0)
    assert sandbox.books(trade["out_trade_no"]) == before
    assert before["trades"][0]["refund_fee"] == "40.00"


def test_the_importer_may_choose_the_trade_number(sandbox):
    trade = _trade(trade_no=f"20261001220010{new_number()[:14]}")

    sandbox.import_books([trade])

    assert sandbox.books(trade["out_trade_no"])["trades"][0]["trade_no"] == trade["trade_no"]


def test_an_unpaid_trade_of_the_past_is_a_closed_one(sandbox, merchant):
    trade = _trade(closed_at="2026-10-01T10:30:00+08:00")
    del trade["paid_at"]

    sandbox.import_books([trade])

    assert merchant.ask("query", out_trade_no=trade["out_trade_no"])["trade_status"] == (
        "TRADE_CLOSED"
    )


@pytest.mark.parametrize(
    ("trade_changes", "refund_changes", "status"),
    [
        ({}, {"refund_amount": "100.01"}, 422),
        ({}, {"out_trade_no": "nobody"}, 422),
        ({}, {"refund_amount": "a lot"}, 422),
        ({}, {"refunded_at": "yesterday"}, 422),
        ({"total_amount": "-1.00"}, {}, 422),
        ({"created_at": "2026-10-01 10:00:00"}, {}, 422),
        ({"subject": ""}, {}, 422),
    ],
    ids=[
        "refund-too-high",
        "refund-of-nothing",
        "refund-amount",
        "refund-moment",
        "amount",
        "moment-without-zone",
        "no-subject",
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_written(
    sandbox, trade_changes, refund_changes, status
):
    good, bad = _trade(), _trade(**trade_changes)
    refund = _refund(bad, **refund_changes)

    answer = sandbox.call(
        "POST", "/control/alipay/books", json={"trades": [good, bad], "refunds": [refund]}
    )

    assert answer.status_code == status
    assert sandbox.books(good["out_trade_no"])["trades"] == []


def test_a_known_number_with_another_amount_is_refused(sandbox):
    trade = _trade()
    sandbox.import_books([trade])

    answer = sandbox.call(
        "POST", "/control/alipay/books", json={"trades": [trade | {"total_amount": "1.00"}]}
    )

    assert answer.status_code == 409
    assert sandbox.books(trade["out_trade_no"])["trades"][0]["total_amount"] == "100.00"


def test_books_are_those_of_one_app_and_one_period(sandbox, merchant):
    trade = _trade(created_at="2020-05-05T10:00:00+08:00")
    sandbox.import_books([trade])
    period = {"since": "2020-05-05T00:00:00+08:00", "until": "2020-05-06T00:00:00+08:00"}

    mine = sandbox.books(**period)
    others = sandbox.books(app="stranger", **period)

    assert [row["out_trade_no"] for row in mine["trades"]] == [trade["out_trade_no"]]
    assert others == {"trades": [], "refunds": []}


def test_the_page_of_the_books_shows_trades_and_notifications(sandbox, merchant: Merchant):
    trade = _trade()
    sandbox.import_books([trade])

    page = sandbox.call("GET", "/alipay/books/").text

    assert "支付宝账本" in page
    assert "通知" in page
