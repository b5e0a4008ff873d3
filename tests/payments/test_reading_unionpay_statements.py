"""UnionPay's file of a day: asked for, unpacked, read byte by byte."""

import base64
import hashlib
import io
import random
import tempfile
import tracemalloc
import zipfile
import zlib
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from payments.gateways.unionpay import UnionPay
from payments.gateways.unionpay_answers import read_file_answer
from payments.gateways.unionpay_signatures import signed_digest
from payments.gateways.unionpay_statement import download_statement, read_statement
from payments.gateways.unionpay_words import BEIJING, clearing_day
from payments.services.gateways import gateway
from payments.types import StatementLine, StatementOutcome
from shop.common.services.providers import save_provider_account
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable
from tests.factories.payments import ACTOR

pytestmark = pytest.mark.req("PAY-12")
DAY = date(2026, 1, 1)
# At which byte each field begins, counted out from the table of widths.
TRACE_TIME, CARD, AMOUNT, QUERY_ID, ORDER_ID, FEE, NET = 35, 46, 66, 87, 112, 166, 180
KIND, ORIGINAL_QUERY_ID, MERCHANT, SUB_NAME, ORIGINAL = 215, 271, 293, 327, 476
LENGTH = 607
TRADE = {
    0: "S22",
    TRACE_TIME: "1231230500",
    CARD: "6216261****0018",
    AMOUNT: "000000009990",
    QUERY_ID: "202512312305001234567",
    ORDER_ID: "P20251231230400AAAAAAAAAA",
    FEE: "D000000000060",
    NET: "C000000009930",
    KIND: "01",
    MERCHANT: "777290058110048",
    SUB_NAME: "甲乙店",  # six bytes: what follows is found by bytes alone
}
REFUND = TRADE | {
    TRACE_TIME: "0101120000",
    AMOUNT: "000000004000",
    QUERY_ID: "202601011200001234568",
    ORDER_ID: "R20260101120000BBBBBBBBBB",
    FEE: "C000000000024",
    NET: "D000000003976",
    KIND: "04",
    ORIGINAL_QUERY_ID: "202512312305001234567",
    ORIGINAL: "P20251231230400AAAAAAAAAA",
}


def line(fields: dict[int, str]) -> bytes:
    raw = bytearray(b" " * LENGTH)
    for start, text in fields.items():
        said = text.encode("gbk")
        raw[start : start + len(said)] = said
    return bytes(raw)


def zipped(**members: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def statement(*lines: bytes) -> io.BytesIO:
    body = b"\r\n".join(lines) + b"\r\n"
    return zipped(INN26010188ZM_777290058110048=body, INN26010188ZME_777290058110048=b"")


def lines_of(file: io.BytesIO) -> list[StatementLine]:
    return list(read_statement(file))


def test_lines_are_read_by_bytes():
    trade, refund = lines_of(statement(line(TRADE), line(REFUND)))

    assert trade == StatementLine(
        kind="trade",
        out_trade_no="P20251231230400AAAAAAAAAA",
        gateway_trade_no="202512312305001234567",
        amount=Decimal("99.90"),
        fee=Decimal("0.60"),
        at=datetime(2025, 12, 31, 23, 5, tzinfo=BEIJING),
    )
    assert refund == StatementLine(
        kind="refund",
        out_trade_no="P20251231230400AAAAAAAAAA",
        out_request_no="R20260101120000BBBBBBBBBB",
        gateway_trade_no="202512312305001234567",
        amount=Decimal("40.00"),
        fee=Decimal("-0.24"),
        at=datetime(2026, 1, 1, 12, 0, tzinfo=BEIJING),
    )


def test_an_undo_is_a_refund():
    (undo,) = lines_of(statement(line(REFUND | {KIND: "31"})))

    assert undo.kind == "refund"


@pytest.mark.parametrize(
    "change",
    [{AMOUNT: "00000000x990"}, {FEE: "X000000000060"}, {TRACE_TIME: "1331230500"}],
    ids=["amount", "sign of the fee", "moment"],
)
def test_a_line_that_cannot_be_read_stops_the_file(change):
    with pytest.raises(ProviderAnswerInvalid):
        lines_of(statement(line(TRADE), line(TRADE | change)))


@pytest.mark.parametrize(
    ("net", "kind"), [("C000000009930", "trade"), ("D000000009930", "refund")], ids=["in", "out"]
)
def test_a_kind_that_is_not_ours_is_left_to_somebody(net, kind):
    known, foreign = lines_of(statement(line(TRADE), line(TRADE | {KIND: "99", NET: net})))

    assert known.out_trade_no == "P20251231230400AAAAAAAAAA"
    assert foreign == StatementLine(
        kind=kind,
        out_trade_no="",
        gateway_trade_no="202512312305001234567",
        amount=Decimal("99.90"),
        fee=Decimal("0.60"),
        at=datetime(2025, 12, 31, 23, 5, tzinfo=BEIJING),
    )


CORRECTION = {
    0: "E22",
    4: "00000001",
    16: "00000002",
    28: "000007",
    TRACE_TIME: "0101120000",
    AMOUNT: "000000004000",
    140: "D000000004000",
    204: "甲乙店",
}


@pytest.mark.parametrize(
    ("change", "kind", "amount"),
    [
        pytest.param({}, "refund", "40.00", id="taken"),
        pytest.param({140: "C000000004000"}, "trade", "40.00", id="given"),
        pytest.param({AMOUNT: "4000 甲乙店 "}, "refund", "0", id="in another shape"),
    ],
)
def test_a_correction_is_left_to_somebody_whatever_it_says(change, kind, amount):
    file = zipped(
        INN26010188ZM_777290058110048=line(TRADE),
        INN26010188ZME_777290058110048=line(CORRECTION | change) + b"\r\n",
    )

    _known, correction = lines_of(file)

    assert correction == StatementLine(
        kind=kind,
        out_trade_no="",
        gateway_trade_no="ZME E22 00000001 00000002 000007 0101120000",
        amount=Decimal(amount),
        fee=Decimal(0),
        at=datetime(2026, 1, 1, 12, 0, tzinfo=BEIJING),
    )


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b"no zip"),
        statement(line(TRADE)[:200]),
        statement(b"\xff" * LENGTH),
        zipped(ZM_without_day=line(TRADE)),
    ],
    ids=["no zip", "cut off", "no text", "no day in the name"],
)
def test_a_broken_file_is_said_to_be_so(file):
    with pytest.raises(ProviderAnswerInvalid):
        lines_of(file)


def told(**fields: str):
    """An answer as it comes over the wire, kept in a file."""
    text = "&".join(f"{name}={value}" for name, value in fields.items())
    return lambda _asked: read_file_answer(io.BytesIO(text.encode()))


def answer(content: bytes):
    return told(
        respCode="00",
        fileContent=base64.b64encode(content).decode(),
        settleDate="0101",
        signPubKeyCert="-----BEGIN=\nAb+/==",
    )


def test_the_file_is_unpacked_twice():
    file = statement(line(TRADE)).getvalue()
    into = io.BytesIO()

    outcome = download_statement(ask=answer(zlib.compress(file)), day=DAY, into=into)

    assert outcome == StatementOutcome.READY
    assert into.getvalue() == file


@pytest.mark.parametrize(
    "content", [b"no deflate", zlib.compress(b"x" * 100)[:-5]], ids=["garbage", "cut off"]
)
def test_a_file_that_cannot_be_unpacked_is_not_kept(content):
    with pytest.raises(ProviderAnswerInvalid):
        download_statement(ask=answer(content), day=DAY, into=io.BytesIO())


@pytest.mark.parametrize(
    ("now", "outcome"),
    [("2026-01-02 11:59", StatementOutcome.NOT_YET), ("2026-01-02 12:00", StatementOutcome.EMPTY)],
)
def test_no_file_means_none_yet_until_noon(now, outcome):
    with time_machine.travel(datetime.fromisoformat(f"{now}+08:00"), tick=False):
        said = download_statement(ask=told(respCode="98"), day=DAY, into=io.BytesIO())

    assert said == outcome


def test_other_codes_are_trouble():
    with pytest.raises(ProviderUnavailable):
        download_statement(ask=told(respCode="06"), day=DAY, into=io.BytesIO())


class Digest(io.BytesIO):
    """A file of which only the fingerprint is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.sha256 = hashlib.sha256()

    def write(self, piece) -> int:
        self.sha256.update(piece)
        return len(piece)


def test_a_large_file_is_never_held_whole():
    content = random.Random(1).randbytes(9_000_000)
    packed = base64.b64encode(zlib.compress(content, 0))
    into = Digest()
    with tempfile.TemporaryFile() as kept:
        kept.write(b"respCode=00&fileContent=" + packed + b"&settleDate=0101")
        del packed
        tracemalloc.start()

        said = read_file_answer(kept)
        signed_digest(said.fields, file=said.content)
        said.content.unpack(into)

        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert said.fields == {"respCode": "00", "settleDate": "0101"}
    assert into.sha256.digest() == hashlib.sha256(content).digest()
    assert peak < 6_000_000


def test_a_value_in_a_file_is_signed_as_one_in_memory():
    fields = {"respCode": "00", "fileContent": "QUJD", "version": "5.1.0", "signMethod": "01"}
    in_file = told(**fields)(None)

    assert "fileContent" not in in_file.fields
    assert signed_digest(in_file.fields, file=in_file.content) == signed_digest(fields)


@pytest.mark.parametrize(
    "text", ["&" * 200, "respCode=" + "0" * 100_000], ids=["many fields", "a long field"]
)
def test_an_answer_of_another_shape_is_not_read(text):
    with pytest.raises(ProviderAnswerInvalid):
        read_file_answer(io.BytesIO(text.encode()))


@pytest.mark.django_db(transaction=True)
def test_the_stand_ins_file_tells_of_payments_refunds_and_fees(sandbox):
    kit = sandbox.unionpay_merchant()
    public = ("mer_id", "root_cert", "middle_cert")
    addresses = ("front_url", "back_url", "query_url", "file_url")
    save_provider_account(
        provider="unionpay",
        is_enabled=True,
        settings={name: kit[name] for name in (*public, *addresses)},
        secrets={"pfx": kit["pfx"], "pfx_password": kit["pfx_password"]},
        actor=ACTOR,
    )
    day = clearing_day(timezone.now()) - timedelta(days=40)
    noon = datetime.combine(day, datetime.min.time(), tzinfo=BEIJING) + timedelta(hours=12)
    late = noon + timedelta(hours=11, minutes=30)  # after the cut: another day's
    sandbox.import_card_books(
        [past("PSTATEMENT1", "100.00", noon), past("PSTATEMENT2", "50.00", late)],
        [
            {
                "out_trade_no": "PSTATEMENT1",
                "out_request_no": "RSTATEMENT1",
                "refund_amount": "30.00",
                "refunded_at": (noon + timedelta(hours=1)).isoformat(),
            }
        ],
    )
    into = io.BytesIO()
    house = gateway(code="unionpay")
    assert isinstance(house, UnionPay)

    assert house.download_statement(day, into) == StatementOutcome.READY
    told = [
        (row.kind, row.out_trade_no, row.out_request_no, row.amount, row.fee)
        for row in house.read_statement(into)
    ]
    assert told == [
        ("trade", "PSTATEMENT1", "", Decimal("100.00"), Decimal("0.60")),
        ("refund", "PSTATEMENT1", "RSTATEMENT1", Decimal("30.00"), Decimal("-0.18")),
    ]
    assert house.download_statement(day - timedelta(days=1), io.BytesIO()) == StatementOutcome.EMPTY

    sandbox.card_fault("bill_wrong_amount", reference="PSTATEMENT1")
    sandbox.card_fault("bill_missing_row", reference="RSTATEMENT1")
    altered = io.BytesIO()
    house.download_statement(day, altered)
    assert [row.amount for row in house.read_statement(altered)] == [Decimal("99.99")]


def past(number: str, amount: str, at: datetime) -> dict[str, str]:
    return {
        "out_trade_no": number,
        "total_amount": amount,
        "created_at": (at - timedelta(minutes=1)).isoformat(),
        "paid_at": at.isoformat(),
    }
