"""What the adapter makes of UnionPay's answers; the answers are written and signed by the test."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
import responses
from django.utils import timezone

from payments.gateways.unionpay import UnionPay
from payments.services.gateways import gateway
from payments.types import RefundRequest, RefundState, TradeRef, TradeState
from shop.common.transport import ProviderAnswerInvalid
from tests.factories.unionpay import body_of, make_unionpay, signed, signing

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01", "PAY-06")]
STARTED = datetime(2026, 11, 22, 2, 3, 4, 567, tzinfo=UTC)  # 10:03:04 in Beijing
TRADE = TradeRef(
    out_trade_no="P20261122100304AAAA",
    amount=Decimal("99.90"),
    started_at=STARTED,
    expires_at=STARTED + timedelta(minutes=30),
)
TOLD = {
    "merId": "777290058110048",
    "orderId": TRADE.out_trade_no,
    "txnTime": "20261122100304",
    "txnType": "01",
    "txnAmt": "9990",
    "currencyCode": "156",
    "queryId": "202611221003041234567",
    "traceTime": "1122100500",
    "accNo": "6216261****0018",
    "respCode": "00",
    "origRespCode": "00",
}


@pytest.fixture
def house() -> UnionPay:
    make_unionpay()
    unionpay = gateway(code="unionpay")
    assert isinstance(unionpay, UnionPay)
    return unionpay


@pytest.fixture
def wire(transactional_outside):
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def transactional_outside(monkeypatch):
    """The test's own transaction is not one of the shop's."""
    monkeypatch.setattr("shop.common.transport.in_transaction", lambda: False)


def text_of(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items())


def answering(wire, address: str, **changes: str) -> None:
    wire.post(f"http://127.0.0.1:9/{address}", body=text_of(signed(TOLD | changes)))


def asked(wire) -> dict[str, str]:
    return dict(parse_qsl(wire.calls[0].request.body))


def money_back(**changes: object) -> RefundRequest:
    facts: dict[str, object] = {
        "out_trade_no": TRADE.out_trade_no,
        "out_request_no": "R20261122110000AAAA",
        "amount": Decimal("99.90"),
        "total": Decimal("99.90"),
        "captured_at": STARTED,
        "requested_at": STARTED + timedelta(hours=1),
        "gateway_trade_no": TOLD["queryId"],
        "notify_url": "https://shop.example/pay/notify/unionpay/",
    }
    return RefundRequest(**(facts | changes))  # type: ignore[arg-type]


def test_a_question_names_number_and_first_moment(house, wire):
    answering(wire, "query")

    report = house.query(TRADE)

    said = asked(wire)
    assert (said["orderId"], said["txnTime"], said["txnType"]) == (
        TRADE.out_trade_no,
        "20261122100304",
        "00",
    )
    assert "currencyCode" not in said
    assert (report.state, report.amount, report.currency, report.trade_no) == (
        TradeState.PAID,
        Decimal("99.90"),
        "CNY",
        TOLD["queryId"],
    )
    assert report.paid_at == datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"origRespCode": "A6"}, TradeState.PAID),
        ({"origRespCode": "03"}, TradeState.UNKNOWN),
        ({"origRespCode": "04"}, TradeState.UNKNOWN),
        ({"origRespCode": "05"}, TradeState.UNKNOWN),
        ({"origRespCode": ""}, TradeState.UNKNOWN),
        ({"origRespCode": "64"}, TradeState.WAITING),
        ({"respCode": "34"}, TradeState.NOT_FOUND),
        ({"respCode": "03"}, TradeState.UNKNOWN),
        ({"respCode": "06"}, TradeState.UNKNOWN),
        ({"respCode": "11"}, TradeState.UNKNOWN),
    ],
)
def test_codes_of_a_trade(house, wire, changes, state):
    answering(wire, "query", **changes)

    assert house.query(TRADE).state == state


def test_a_refused_card_has_one_mark_however_it_is_told(house, wire):
    answering(wire, "query", origRespCode="64", traceNo="123456")

    asked_for = house.query(TRADE)
    news = body_of(signed(TOLD | {"respCode": "64", "traceNo": "123456"}))
    told = house.parse_notification(news, {"Content-Type": "application/x-www-form-urlencoded"})

    assert told.report is not None
    assert (
        asked_for.try_mark == told.report.try_mark == "202611221003041234567-123456-1122100500-64"
    )


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "change",
    [{"orderId": "P404P404"}, {"merId": "777290058110049"}, {"txnTime": "20261122100305"}],
    ids=["number", "merchant", "moment"],
)
def test_an_answer_about_another_trade_is_not_believed(house, wire, change):
    answering(wire, "query", **change)

    with pytest.raises(ProviderAnswerInvalid):
        house.query(TRADE)


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "answer",
    [
        text_of(signed(TOLD) | {"origRespCode": "A6"}),
        text_of(TOLD),
        text_of(signed(TOLD, cert=signing(root_name="another root"))),
        "respCode=00",
        "",
        "<html>502</html>",
    ],
    ids=["altered", "unsigned", "foreign", "bare", "empty", "page"],
)
def test_an_answer_that_unionpay_did_not_sign_is_not_believed(house, wire, answer):
    wire.post("http://127.0.0.1:9/query", body=answer)

    with pytest.raises(ProviderAnswerInvalid):
        house.query(TRADE)


@pytest.mark.parametrize(
    "case",
    [
        (29, "34", TradeState.NOT_FOUND),
        (30, "34", TradeState.CLOSED),
        (30, "00", TradeState.UNKNOWN),
    ],
    ids=["before its time", "after it", "a bank works on it"],
)
def test_closing_waits_for_the_end_of_its_time(house, wire, time_machine, case):
    minutes, code, state = case
    time_machine.move_to(STARTED + timedelta(minutes=minutes), tick=False)
    answering(wire, "query", respCode=code, origRespCode="05")

    assert house.close(TRADE).state == state


def test_closing_finds_money(house, wire, time_machine):
    time_machine.move_to(STARTED + timedelta(days=1), tick=False)
    answering(wire, "query")

    assert house.close(TRADE).state == TradeState.PAID


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(("22T22:49", {}, "31"), id="whole, same day"),
        pytest.param(("22T22:51", {}, "04"), id="just before the cut"),
        pytest.param(("22T23:01", {}, "04"), id="next clearing day"),
        pytest.param(("23T10:00", {}, "04"), id="next day"),
        pytest.param(("22T12:00", {"amount": Decimal("99.89")}, "04"), id="a part"),
        pytest.param(
            ("23T10:00", {"captured_at": datetime(2026, 11, 22, 15, 0, tzinfo=UTC)}, "31"),
            id="paid at the beginning of the clearing day",
        ),
    ],
)
def test_the_whole_is_undone_on_its_clearing_day_and_refunded_later(
    house, wire, time_machine, case
):
    now, changes, kind = case
    time_machine.move_to(datetime.fromisoformat(f"2026-11-{now}+08:00"), tick=False)
    answering(wire, "back")

    report = house.refund(money_back(**changes))

    assert report.state == RefundState.PENDING
    said = asked(wire)
    assert (said["txnType"], said["orderId"], said["txnTime"], said["origQryId"]) == (
        kind,
        "R20261122110000AAAA",
        "20261122110304",
        TOLD["queryId"],
    )


@pytest.mark.parametrize(
    ("code", "state", "is_spent"),
    [
        ("03", RefundState.UNKNOWN, False),
        ("04", RefundState.UNKNOWN, False),
        ("05", RefundState.UNKNOWN, False),
        ("06", RefundState.UNKNOWN, False),
        ("12", RefundState.UNKNOWN, False),
        ("11", RefundState.REFUSED, False),
        ("35", RefundState.REFUSED, True),
        ("36", RefundState.REFUSED, True),
    ],
)
def test_codes_of_asking_for_a_refund(house, wire, code, state, is_spent):
    answering(wire, "back", respCode=code)

    report = house.refund(money_back(requested_at=timezone.now()))

    assert (report.state, report.number_is_spent) == (state, is_spent)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, RefundState.DONE),
        ({"origRespCode": "A6"}, RefundState.DONE),
        ({"origRespCode": "05"}, RefundState.PENDING),
        ({"origRespCode": "60"}, RefundState.REFUSED),
        ({"respCode": "34"}, RefundState.NOT_FOUND),
        ({"respCode": "06"}, RefundState.UNKNOWN),
    ],
)
def test_codes_of_a_refund(house, wire, changes, state):
    about = {"orderId": "R20261122110000AAAA", "txnTime": "20261122110304", "txnType": "04"}
    answering(wire, "query", **(about | changes))

    assert house.query_refund(money_back()).state == state


@pytest.mark.fault("provider-in-trouble")
def test_a_refund_of_another_amount_is_not_believed(house, wire):
    about = {"orderId": "R20261122110000AAAA", "txnTime": "20261122110304", "txnAmt": "9989"}
    answering(wire, "query", **about)

    with pytest.raises(ProviderAnswerInvalid):
        house.query_refund(money_back())
