import pytest

from tests.sandbox.merchant import in_parallel, new_number


@pytest.fixture
def paid(sandbox, merchant, mailbox):
    """Return the number of a paid trade of 100.00."""
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "100.00", notify_url=mailbox.url))
    sandbox.pay(number)
    mailbox.wait_for(number)
    return number


def _refund(merchant, paid, amount, request):
    return merchant.ask("refund", out_trade_no=paid, refund_amount=amount, out_request_no=request)


def test_a_partial_refund_moves_money_and_keeps_the_trade_open(merchant, paid, mailbox):
    first = _refund(merchant, paid, "30.00", "r1")
    second = _refund(merchant, paid, "20.50", "r2")
    query = merchant.ask("query", out_trade_no=paid)
    notices = mailbox.wait_for(paid, count=3)[1:]

    assert (first["fund_change"], first["refund_fee"]) == ("Y", "30.00")
    assert (second["fund_change"], second["refund_fee"]) == ("Y", "50.50")
    assert query["trade_status"] == "TRADE_SUCCESS"
    told = {(row["out_biz_no"], row["refund_fee"], row["trade_status"]) for row in notices}
    assert told == {("r1", "30.00", "TRADE_SUCCESS"), ("r2", "50.50", "TRADE_SUCCESS")}


def test_a_full_refund_closes_the_trade(merchant, paid, mailbox):
    answer = merchant.ask("refund", out_trade_no=paid, refund_amount="100.00")
    notice = mailbox.wait_for(paid, count=2)[1]

    assert answer["fund_change"] == "Y"
    assert merchant.ask("query", out_trade_no=paid)["trade_status"] == "TRADE_CLOSED"
    assert notice["trade_status"] == "TRADE_CLOSED"
    assert notice["out_biz_no"] == paid
    assert notice["gmt_payment"]
    assert notice["gmt_refund"].count(".") == 1


def test_a_repeated_refund_moves_money_once(sandbox, merchant, paid):
    _refund(merchant, paid, "30.00", "r1")

    again = _refund(merchant, paid, "30.00", "r1")

    assert (again["code"], again["fund_change"], again["refund_fee"]) == ("10000", "N", "30.00")
    assert len(sandbox.books(paid)["refunds"]) == 1


def test_a_repeat_of_the_refund_that_closed_the_trade_is_answered_too(merchant, paid):
    _refund(merchant, paid, "100.00", "r1")

    again = _refund(merchant, paid, "100.00", "r1")

    assert (again["code"], again["fund_change"]) == ("10000", "N")


@pytest.mark.parametrize(
    ("wrong", "sub_code"),
    [
        (("30.01", "r1"), "ACQ.DISCORDANT_REPEAT_REQUEST"),
        (("70.01", "r2"), "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"),
        (("0.00", "r2"), "ACQ.INVALID_PARAMETER"),
        (("5.00", ""), "ACQ.INVALID_PARAMETER"),
    ],
    ids=["other-amount", "over-total", "nothing", "part-without-number"],
)
def test_a_wrong_refund_moves_nothing(sandbox, merchant, paid, wrong, sub_code):
    _refund(merchant, paid, "30.00", "r1")
    amount, request_number = wrong
    number = {"out_request_no": request_number} if request_number else {}

    refused = merchant.ask("refund", out_trade_no=paid, refund_amount=amount, **number)

    books = sandbox.books(paid)
    assert refused["sub_code"] == sub_code
    assert books["trades"][0]["refund_fee"] == "30.00"
    assert len(books["refunds"]) == 1


def test_an_unpaid_trade_cannot_be_refunded(sandbox, merchant):
    number = new_number()
    sandbox.visit(merchant.pay_url(number, "10.00"))

    waiting = _refund(merchant, number, "10.00", "r1")
    merchant.ask("close", out_trade_no=number)
    closed = _refund(merchant, number, "10.00", "r1")

    assert waiting["sub_code"] == "ACQ.TRADE_NOT_ALLOW_REFUND"
    assert closed["sub_code"] == "ACQ.TRADE_HAS_CLOSE"
    assert sandbox.books(number)["refunds"] == []


def test_the_refund_query_tells_done_from_unknown(merchant, paid):
    _refund(merchant, paid, "30.00", "r1")

    done = merchant.ask("refund_query", out_trade_no=paid, out_request_no="r1")
    unknown = merchant.ask("refund_query", out_trade_no=paid, out_request_no="r9")

    assert (done["refund_status"], done["refund_amount"]) == ("REFUND_SUCCESS", "30.00")
    assert unknown["code"] == "10000"
    assert "refund_status" not in unknown


@pytest.mark.race
def test_twenty_parallel_refunds_never_exceed_what_was_paid(sandbox, merchant, paid):
    answers = in_parallel(20, lambda place: _refund(merchant, paid, "10.00", f"parallel{place}"))

    done = [row for row in answers if row["code"] == "10000"]
    refused = {row["sub_code"] for row in answers if row["code"] != "10000"}
    books = sandbox.books(paid)
    assert len(done) == 10
    assert refused == {"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"}
    assert books["trades"][0]["refund_fee"] == "100.00"
    assert len(books["refunds"]) == 10


@pytest.mark.race
def test_the_same_refund_twenty_times_in_parallel_moves_money_once(sandbox, merchant, paid):
    answers = in_parallel(20, lambda _place: _refund(merchant, paid, "10.00", "same"))

    assert sorted(row["fund_change"] for row in answers) == ["N"] * 19 + ["Y"]
    assert sandbox.books(paid)["trades"][0]["refund_fee"] == "10.00"


@pytest.mark.parametrize(
    ("kind", "is_done"), [("refund_unknown_done", True), ("refund_unknown_undone", False)]
)
def test_an_unknown_outcome_is_learned_by_query_and_repeat(sandbox, merchant, paid, kind, is_done):
    sandbox.fault(kind, reference=paid, count=1)

    first = _refund(merchant, paid, "30.00", "r1")
    known = merchant.ask("refund_query", out_trade_no=paid, out_request_no="r1")
    repeat = _refund(merchant, paid, "30.00", "r1")

    assert first["sub_code"] == "ACQ.SYSTEM_ERROR"
    assert (known.get("refund_status") == "REFUND_SUCCESS") is is_done
    assert repeat["fund_change"] == ("N" if is_done else "Y")
    assert sandbox.books(paid)["trades"][0]["refund_fee"] == "30.00"


def test_a_declined_refund_names_its_cause_and_moves_nothing(sandbox, merchant, paid):
    cause = "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    sandbox.fault("decline", method="alipay.trade.refund", reference=paid, count=1, cause=cause)

    refused = _refund(merchant, paid, "30.00", "r1")
    retried = _refund(merchant, paid, "30.00", "r1")

    assert refused["sub_code"] == cause
    assert retried["fund_change"] == "Y"
