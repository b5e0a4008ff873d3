"""Alipay's statement on the real protocol: question, address, zip of GBK lines, our reader."""

import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from payments.gateways.alipay_statement import read_statement
from payments.models import Difference, LedgerEntry, Statement
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.gateways import gateway
from payments.services.reconciliation import reconcile
from payments.types import StatementLine, StatementOutcome
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable
from tests.factories.payments import ACTOR, make_plan, paid_report
from tests.payments.test_paying_through_alipay import alipay  # noqa: F401
from tests.support.sandbox import sandbox, sandbox_process  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PAY-13")]

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 8)  # of this test alone in the sandbox's books
NOON = datetime(2026, 3, 8, 12, tzinfo=BEIJING)
METHOD = "alipay.data.dataservice.bill.downloadurl.query"
HEADER = "支付宝交易号,商户订单号,业务类型,完成时间,商家实收（元）,退款批次号/请求号,服务费（元）"


def paid_in_both_books(alipay, count: int = 2):  # noqa: F811
    attempts = []
    for number in range(count):
        plan = make_plan(f"DD{number}", "100.00")
        attempt = create_attempt(
            reference=plan.reference, gateway_code="alipay", product="page", at=timezone.now()
        )
        report = paid_report(attempt, paid_at=NOON + timedelta(seconds=number))
        settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR)
        attempt.refresh_from_db()
        attempts.append(attempt)
    alipay.import_books(
        [
            {
                "out_trade_no": attempt.out_trade_no,
                "total_amount": "100.00",
                "subject": "开店 订单，两件",
                "created_at": NOON.isoformat(),
                "paid_at": attempt.captured_at.astimezone(BEIJING).isoformat(),
            }
            for attempt in attempts
        ],
        [
            {
                "out_trade_no": attempts[0].out_trade_no,
                "out_request_no": f"R{attempts[0].out_trade_no}",
                "refund_amount": "40.00",
                "refunded_at": NOON.isoformat(),
            }
        ],
    )
    return attempts


def download(day: date = DAY):
    file = io.BytesIO()
    house = gateway(code="alipay")
    outcome = house.download_statement(day, file)  # type: ignore[attr-defined]
    file.seek(0)
    return outcome, file


def test_the_lines_of_a_day_are_read_as_they_were_written(alipay):  # noqa: F811
    first, second = paid_in_both_books(alipay)

    outcome, file = download()
    ours = {first.out_trade_no, second.out_trade_no}
    lines = [line for line in read_statement(file) if line.out_trade_no in ours]

    assert outcome == StatementOutcome.READY
    refunds = [line for line in lines if line.kind == "refund"]
    trades = {line.out_trade_no: line for line in lines if line.kind == "trade"}
    assert trades[second.out_trade_no] == StatementLine(
        kind="trade",
        out_trade_no=second.out_trade_no,
        gateway_trade_no=trades[second.out_trade_no].gateway_trade_no,
        amount=Decimal("100.00"),
        fee=Decimal("0.60"),
        at=NOON + timedelta(seconds=1),
    )
    assert [(line.out_request_no, line.amount, line.fee) for line in refunds] == [
        (f"R{first.out_trade_no}", Decimal("40.00"), Decimal("-0.24"))
    ]


def test_a_day_goes_from_the_gateway_to_its_differences(alipay):  # noqa: F811
    first, second = paid_in_both_books(alipay)
    alipay.fault("bill_missing_row", reference=second.out_trade_no)
    statement = Statement.objects.create(gateway="alipay", day=DAY)

    assert reconcile(statement_id=statement.pk)

    ours = Difference.objects.filter(
        out_trade_no__in=[first.out_trade_no, second.out_trade_no]
    ).values_list("kind", "subject", "out_trade_no")
    assert sorted(ours) == sorted(
        [
            ("only_ours", "trade", second.out_trade_no),
            ("only_theirs", "refund", first.out_trade_no),
        ]
    )
    assert LedgerEntry.objects.filter(kind="fees").count() == 1


def test_a_wrong_amount_is_found(alipay):  # noqa: F811
    first, _second = paid_in_both_books(alipay)
    alipay.fault("bill_wrong_amount", reference=first.out_trade_no, count=1)
    statement = Statement.objects.create(gateway="alipay", day=DAY)

    reconcile(statement_id=statement.pk)

    found = Difference.objects.get(out_trade_no=first.out_trade_no, kind="amount")
    assert (found.ours, found.theirs) == (Decimal("100.00"), Decimal("99.99"))


def test_what_is_not_there_yet_and_what_is_empty_are_told_apart(alipay):  # noqa: F811
    today = timezone.localdate()

    assert download(today)[0] == StatementOutcome.NOT_YET
    assert download(date(2020, 1, 1))[0] == StatementOutcome.EMPTY
    alipay.fault("decline", method=METHOD, cause="BILL_NOT_EXIST", count=1)
    assert download()[0] == StatementOutcome.NOT_YET
    alipay.fault("bill_empty", count=1)
    assert download()[0] == StatementOutcome.EMPTY


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize("kind", ["http_500", "garbage"])
def test_a_gateway_in_trouble_is_asked_again_later(alipay, kind):  # noqa: F811
    attempts = paid_in_both_books(alipay)
    statement = Statement.objects.create(gateway="alipay", day=DAY)
    alipay.fault(kind, method="bill", count=1)

    first_try = reconcile(statement_id=statement.pk)
    Statement.objects.update(next_try_at=timezone.now())
    second_try = reconcile(statement_id=statement.pk)

    assert (first_try, second_try) == (False, True)
    numbers = [attempt.out_trade_no for attempt in attempts]
    assert not Difference.objects.filter(out_trade_no__in=numbers, subject="trade").exists()


def test_a_rate_limit_is_no_answer(alipay):  # noqa: F811
    alipay.fault("decline", method=METHOD, cause="SYSTEM_RATE_LIMIT", count=1)

    with pytest.raises(ProviderUnavailable):
        download()


def zipped(text: str | bytes, *names: str) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names or ("2088_20261120_业务明细.csv",):
            archive.writestr(name, text if isinstance(text, bytes) else text.encode("gbk"))
    file.seek(0)
    return file


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b"<html>502</html>"),
        io.BytesIO(zipped(HEADER).getvalue()[:-40]),
        zipped("支付宝交易号,商户订单号\r\n"),
        zipped(f"{HEADER}\r\n1,2,交易\r\n"),
        zipped(f"{HEADER}\r\n1,2,转账,2026-11-20 10:00:00,1.00,,-0.01\r\n"),
        zipped(f"{HEADER}\r\n1,2,交易,2026-11-20 10:00:00,NaN,,-0.01\r\n"),
        zipped(f"{HEADER}\r\n1,2,交易,yesterday,1.00,,-0.01\r\n"),
        zipped(b"\xff\xff\xff\xff"),
        zipped(HEADER, "a.csv", "b.csv"),
    ],
    ids=[
        "a page", "cut off", "missing columns", "short row", "unknown kind", "no number",
        "no moment", "no GBK", "two files",
    ],
)  # fmt: skip
def test_garbage_is_refused_as_a_whole(file):
    with pytest.raises(ProviderAnswerInvalid):
        list(read_statement(file))


def test_further_columns_and_another_order_do_no_harm():
    names = HEADER.split(",")
    names = [names[1], "交易方式", names[0], *names[2:]]
    cells = "P1\t", "当面付", "T1\t", "退款", "2026-11-20 10:00:00", "-5.00\t", "R1\t", "0.03"
    text = f"#账号：[1]\r\n{','.join(names)}\r\n{','.join(cells)}\r\n#end\r\n"

    assert list(read_statement(zipped(text))) == [
        StatementLine(
            kind="refund",
            out_trade_no="P1",
            out_request_no="R1",
            gateway_trade_no="T1",
            amount=Decimal("5.00"),
            fee=Decimal("-0.03"),
            at=datetime(2026, 11, 20, 10, tzinfo=BEIJING),
        )
    ]
