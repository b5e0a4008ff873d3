"""The file of a clearing day: fixed width in bytes of GBK, zipped, deflated, base64."""

import base64
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from shop.sandbox.faults import Occasion, rule_is_on, strike
from shop.sandbox.models import Fault, UnionPayMerchant, UnionPayReturn, UnionPayTrade
from shop.sandbox.unionpay.calls import occasion_of
from shop.sandbox.unionpay.facts import Fields, masked
from shop.sandbox.unionpay.refusals import UnionPayRefusal, bad_field
from shop.sandbox.unionpay.wire import Call, clearing_day, read_stamp, stamp

# Bytes of each of the 42 fields of a line, in their order; one blank between two.
WIDTHS = (
    *(3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2),
    *(6, 2, 4, 32, 1, 21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98),
)
RULE = "unionpay_file_next_day"
_CODES = {"01": "S22", "04": "S30", "31": "S31"}
Entry = UnionPayTrade | UnionPayReturn


def download(call: Call) -> Fields:
    """Answer a request for the file of a day; without any line there is no file."""
    call.must_be(txnType="76", txnSubType="01", bizType="000000", fileType="00")
    decline = strike(occasion=occasion_of(call.fields), kinds=[Fault.Kind.DECLINE])
    if decline is not None:
        raise UnionPayRefusal(decline.cause[:2] or "06")
    day = _day(call)
    if day >= clearing_day(timezone.now()) and rule_is_on(name=RULE):
        raise UnionPayRefusal("98")  # the day is not over
    empty = strike(occasion=occasion_of(call.fields), kinds=[Fault.Kind.BILL_EMPTY])
    lines = [] if empty else list(statement_lines(merchant=call.merchant, day=day))
    if not lines:
        raise UnionPayRefusal("98")
    packed = base64.b64encode(zlib.compress(_zip(call.merchant.mer_id, day, lines))).decode()
    return {
        "settleDate": call.fields["settleDate"],
        "fileType": "00",
        "fileName": f"{call.merchant.mer_id}_{day:%Y%m%d}.zip",
        "fileContent": packed,
    }


def statement_lines(*, merchant: UnionPayMerchant, day: date) -> Iterator[bytes]:
    """Write the lines of a clearing day: payments, then what went back."""
    kinds = (Fault.Kind.BILL_MISSING_ROW, Fault.Kind.BILL_WRONG_AMOUNT)
    is_faulty = Fault.objects.filter(provider="unionpay", kind__in=kinds).exists()
    for entry in _entries(merchant, day):
        fault = strike(occasion=_occasion(entry), kinds=kinds) if is_faulty else None
        if fault is None or fault.kind == Fault.Kind.BILL_WRONG_AMOUNT:
            yield _line(entry, amount=_amount(entry) - bool(fault))


def _entries(merchant: UnionPayMerchant, day: date) -> Iterator[Entry]:
    trades = UnionPayTrade.objects.filter(merchant=merchant, settle_date=day, resp_code="00")
    yield from trades.select_related("merchant").order_by("finished_at", "pk").iterator()
    returns = UnionPayReturn.objects.filter(
        merchant=merchant, settle_date=day, status=UnionPayReturn.Status.DONE
    ).select_related("merchant", "trade")
    yield from returns.order_by("finished_at", "pk").iterator()


def _occasion(entry: Entry) -> Occasion:
    return Occasion(
        provider="unionpay", method="file", reference=entry.order_id, fen=_amount(entry)
    )


def _amount(entry: Entry) -> int:
    return entry.total_fen if isinstance(entry, UnionPayTrade) else entry.amount_fen


def _line(entry: Entry, *, amount: int) -> bytes:
    is_payment = isinstance(entry, UnionPayTrade)
    original = entry if isinstance(entry, UnionPayTrade) else entry.trade
    kind = "01" if isinstance(entry, UnionPayTrade) else entry.kind
    # D is taken from the merchant, C is given to it.
    fee_sign, money_sign = ("D", "C") if is_payment else ("C", "D")
    net = f"{money_sign}{amount - entry.fee_fen:012d}"
    said = {
        1: _CODES[kind],
        2: "00000001",
        3: "00000002",
        4: entry.trace_no,
        5: stamp(entry.finished_at or entry.created_at)[4:],
        6: masked(original.card),
        7: f"{amount:012d}",
        8: "5311",
        9: "07",
        10: entry.query_id,
        11: "01",
        12: entry.order_id,
        13: "01",
        14: "" if is_payment else original.trace_no,
        15: "" if is_payment else stamp(original.finished_at or original.created_at)[4:],
        16: f"{fee_sign}{entry.fee_fen:012d}",
        17: net,
        18: "0001",
        20: kind,
        21: "01" if is_payment else "00",
        22: "000201",
        23: "01",
        27: "" if is_payment else original.query_id,
        28: entry.merchant.mer_id,
        29: "0",
        31: "沙箱商家",
        33: net,
        41: "" if is_payment else original.order_id,
    }
    parts = (
        said.get(place, "").encode("gbk").ljust(width)[:width]
        for place, width in enumerate(WIDTHS, start=1)
    )
    return b" ".join(parts)


def _zip(mer_id: str, day: date, lines: list[bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        body = b"".join(line + b"\r\n" for line in lines)
        archive.writestr(f"INN{day:%y%m%d}88ZM_{mer_id}", body)
        archive.writestr(f"INN{day:%y%m%d}88ZME_{mer_id}", b"")
    return whole.getvalue()


def _day(call: Call) -> date:
    """Read `MMDD` as the latest such day up to the request's own."""
    asked_at = read_stamp(call.txn_time())
    text = call.fields.get("settleDate", "")
    if asked_at is None or len(text) != 4 or not text.isdigit():  # noqa: PLR2004 - MMDD
        raise bad_field("settleDate")
    newest = clearing_day(asked_at)
    for year in (newest.year, newest.year - 1):
        try:
            day = date(year, int(text[:2]), int(text[2:]))
        except ValueError as reason:
            raise bad_field("settleDate") from reason
        if day <= newest:
            return day
    raise bad_field("settleDate")
