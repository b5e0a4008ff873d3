"""A day's statement of WeChat Pay: fetched through the sandbox, read whole or not at all."""

import gzip
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from payments.gateways.wechat_statement import read_statement
from payments.services.gateways import gateway
from payments.types import StatementLine, StatementOutcome
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable
from tests.factories.wechat import make_wechat
from tests.support.sandbox import sandbox, sandbox_process  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PAY-13")]

BEIJING = ZoneInfo("Asia/Shanghai")
HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,"
    "商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
TRADE = (
    "`2026-11-20 10:00:00,`wxd6,`1900000109,`0,`,`4200000001,`P20261120,`oUp,`NATIVE,`SUCCESS,"
    "`OTHERS,`CNY,`99.90,`0.00,`0,`0,`0.00,`0.00,`,`,`茶,500 g,`,`0.60000,`0.60%,`99.90,`0.00,`"
)
REFUND = (
    "`2026-11-20 11:00:00,`wxd6,`1900000109,`0,`,`4200000001,`P20261120,`oUp,`NATIVE,`REFUND,"
    "`OTHERS,`CNY,`0.00,`0.00,`5030,`R1,`40.00,`0.00,`ORIGINAL,`SUCCESS,"
    "`茶,500 g,`,`-0.24000,`0.60%,`0.00,`40.00,`"
)
SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)


def written(*lines: str, sums: str = "`2,`99.90,`40.00,`0.00,`0.36000,`99.90,`40.00") -> str:
    return "\ufeff" + "\r\n".join([HEADER, *lines, SUMS, sums]) + "\r\n"


def read(text: str) -> list[StatementLine]:
    return list(read_statement(io.BytesIO(text.encode())))


def test_lines_are_read_with_commas_in_their_values():
    trade, refund = read(written(TRADE, REFUND))

    assert trade == StatementLine(
        kind="trade",
        out_trade_no="P20261120",
        gateway_trade_no="4200000001",
        amount=Decimal("99.90"),
        fee=Decimal("0.60000"),
        at=datetime(2026, 11, 20, 10, tzinfo=BEIJING),
    )
    assert (refund.kind, refund.out_request_no, refund.amount, refund.fee) == (
        "refund",
        "R1",
        Decimal("40.00"),
        Decimal("-0.24000"),
    )


def test_a_failed_refund_moved_no_money():
    failed = REFUND.replace("`SUCCESS,`茶", "`FAIL,`茶")

    assert [line.kind for line in read(written(TRADE, failed))] == ["trade"]


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(written(TRADE), id="a line is missing"),
        pytest.param(written(TRADE, REFUND).split("总交易单数")[0], id="cut before the sums"),
        pytest.param(written(TRADE, REFUND.replace("`40.00,`\r", "`41.00,`")[:80]), id="cut"),
        pytest.param(
            written(TRADE, REFUND).replace("`99.90,`0.00,`\r", "`9.90,`0.00,`\r"), id="sum"
        ),
        pytest.param(written(TRADE.replace("99.90", "NaN"), REFUND), id="no number"),
        pytest.param(written(TRADE.replace("SUCCESS", "STRANGE"), REFUND), id="strange state"),
        pytest.param("<html>busy</html>", id="no statement at all"),
        pytest.param("", id="empty"),
    ],
)
def test_a_broken_file_is_refused(text):
    with pytest.raises(ProviderAnswerInvalid):
        read(text)


@pytest.mark.fault("provider-in-trouble")
def test_a_broken_archive_is_refused():
    packed = gzip.compress(written(TRADE, REFUND).encode())

    with pytest.raises(ProviderAnswerInvalid):
        list(read_statement(io.BytesIO(packed[: len(packed) // 2])))


@pytest.fixture
def house(sandbox):  # noqa: F811
    facts = sandbox.wechat_merchant("statements")
    make_wechat(**{name: text for name, text in facts.items() if "name" not in name})
    return gateway(code="wechat")


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=2)  # the day before is written at nine


def bring(sandbox, day: date, number: str) -> None:  # noqa: F811
    at = datetime.combine(day, datetime.min.time(), BEIJING) + timedelta(hours=12)
    trade = {
        "out_trade_no": number,
        "total_amount": "99.90",
        "subject": "茶, 500 g",
        "created_at": at.isoformat(),
        "paid_at": at.isoformat(),
    }
    refund = {
        "out_trade_no": number,
        "out_request_no": f"R{number}",
        "refund_amount": "40.00",
        "refunded_at": (at + timedelta(hours=1)).isoformat(),
    }
    rows = {"merchant": "statements", "trades": [trade], "refunds": [refund]}
    sandbox.control("POST", "wechat/books", json=rows)


def test_a_day_is_fetched_and_read(sandbox, house):  # noqa: F811
    bring(sandbox, yesterday(), "PDAY1")
    file = io.BytesIO()

    outcome = house.download_statement(yesterday(), file)

    file.seek(0)
    lines = list(house.read_statement(file))
    assert outcome == StatementOutcome.READY
    assert [(line.kind, line.out_trade_no, line.amount, line.fee) for line in lines] == [
        ("trade", "PDAY1", Decimal("99.90"), Decimal("0.60")),
        ("refund", "PDAY1", Decimal("40.00"), Decimal("-0.24")),
    ]
    assert lines[1].out_request_no == "RPDAY1"


def test_an_empty_day_and_a_day_that_is_not_over(house):
    long_ago, today = timezone.localdate() - timedelta(days=80), timezone.localdate()

    assert house.download_statement(long_ago, io.BytesIO()) == StatementOutcome.EMPTY
    assert house.download_statement(today, io.BytesIO()) == StatementOutcome.NOT_YET


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    ("fault", "error"), [("http_500", ProviderUnavailable), ("garbage", ProviderAnswerInvalid)]
)
def test_a_file_that_came_broken_is_not_taken(sandbox, house, fault, error):  # noqa: F811
    bring(sandbox, yesterday(), "PDAY1")
    sandbox.fault(fault, provider="wechat", method="bill_file", count=1)

    with pytest.raises(error):
        house.download_statement(yesterday(), io.BytesIO())


@pytest.mark.parametrize(
    ("fault", "amounts"),
    [
        ("bill_missing_row", [Decimal("40.00")]),
        ("bill_wrong_amount", [Decimal("99.89"), Decimal("40.00")]),
    ],
)
def test_a_wrong_statement_can_be_had_on_demand(sandbox, house, fault, amounts):  # noqa: F811
    bring(sandbox, yesterday(), "PDAY1")
    sandbox.fault(fault, provider="wechat", method="bill", fen=90, count=1)
    file = io.BytesIO()

    house.download_statement(yesterday(), file)

    file.seek(0)
    assert [line.amount for line in house.read_statement(file)] == amounts


@pytest.mark.parametrize(
    ("state", "is_pending"), [("SUCCESS", False), ("PROCESSING", True), ("CHANGE", True)]
)
def test_a_refund_says_whether_the_payer_has_it(state, is_pending):
    refund = REFUND.replace("`SUCCESS,`茶", f"`{state},`茶")

    assert [line.is_pending for line in read(written(TRADE, refund))] == [False, is_pending]
