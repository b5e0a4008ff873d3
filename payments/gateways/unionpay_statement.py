"""UnionPay's file of a clearing day (protocols 3.6): a zip of fixed-width lines in GBK.

A clearing day ends at 23:00. The widths come from other people's programs and were never compared
with a file of UnionPay's own.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import BinaryIO

from django.utils import timezone

from payments.gateways.unionpay_answers import FileAnswer
from payments.gateways.unionpay_words import (
    BEIJING,
    NO_FILE,
    SUCCESS,
    moment_of_trace,
    stamp,
    yuan,
)
from payments.types import StatementLine, StatementOutcome
from shop.common.money import ZERO
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable

Ask = Callable[[Mapping[str, str]], FileAnswer]
# Bytes of each field of a line, in their order; one blank between two.
_WIDTHS = (
    *(3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2),
    *(6, 2, 4, 32, 1, 21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98),
)
_ENDS = tuple(accumulate(width + 1 for width in _WIDTHS))
_SHORTEST = _ENDS[27]  # up to the merchant's number; what follows may be cut off
_TRACE_TIME, _AMOUNT, _QUERY_ID, _ORDER_ID, _FEE = 5, 7, 10, 12, 16
_SETTLED, _TXN_TYPE, _ORIGINAL_QUERY_ID, _ORIGINAL_ORDER_ID = 17, 20, 27, 41
# A correction begins like a payment: code, who acquired and sent it, trace number, moment.
_WHICH, _CORRECTED_AT = slice(0, 45), slice(35, 45)
_CORRECTED_AMOUNT, _CORRECTED = slice(66, 78), slice(140, 153)
_KINDS = {"01": "trade", "04": "refund", "31": "refund"}
_TRADES, _CORRECTIONS = "ZM_", "ZME_"
_DAY_AT, _DAY_LENGTH = len("INN"), len("261122")
_SIGNS = {"D": 1, "C": -1}  # D is taken from the merchant: we pay it
_READY_BY = time(12)
_LONGEST = 4096  # what is longer is cut, and then too short
_GARBAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)


def download_statement(*, ask: Ask, day: date, into: BinaryIO) -> StatementOutcome:
    """Ask for a day's file and write the zip in it.

    UnionPay says with one code that a day has no file and that it has none yet: that counts as
    empty from noon of the next day on.
    """
    now = timezone.now()
    said = ask(
        {
            "txnType": "76",
            "txnSubType": "01",
            "bizType": "000000",
            "fileType": "00",
            "settleDate": f"{day:%m%d}",
            "txnTime": stamp(now),
        }
    )
    answer = said.fields
    if answer["respCode"] == NO_FILE:
        ready_by = datetime.combine(day + timedelta(days=1), _READY_BY, tzinfo=BEIJING)
        return StatementOutcome.EMPTY if now >= ready_by else StatementOutcome.NOT_YET
    if answer["respCode"] != SUCCESS:
        raise ProviderUnavailable
    if answer.get("settleDate", f"{day:%m%d}") != f"{day:%m%d}":
        raise ProviderAnswerInvalid
    said.content.unpack(into)
    return StatementOutcome.READY


def read_statement(file: BinaryIO) -> Iterator[StatementLine]:
    """Read payments, refunds and undos, one line at a time.

    A kind that is not ours, and a line of the file of corrections beside it (ZME), comes without
    our number: somebody has to look into it at the differences desk.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if _TRADES in name:
                    yield from _lines(archive, name, _line)
                elif _CORRECTIONS in name:
                    yield from _lines(archive, name, _correction)
    except _GARBAGE as garbage:
        raise ProviderAnswerInvalid from garbage


def _lines(
    archive: zipfile.ZipFile, name: str, read: Callable[[bytes, datetime], StatementLine]
) -> Iterator[StatementLine]:
    if not archive.getinfo(name).file_size:
        return
    middle = _middle_of_day(name)
    with archive.open(name) as member:
        while raw := member.readline(_LONGEST):
            if raw.strip():
                yield read(raw.rstrip(b"\r\n"), middle)


def _middle_of_day(name: str) -> datetime:
    # INN + YYMMDD + …: the lines themselves know no year.
    start = name.rindex("INN") + _DAY_AT
    day = datetime.strptime(name[start : start + _DAY_LENGTH], "%y%m%d")  # noqa: DTZ007 - below
    return day.replace(tzinfo=BEIJING) + timedelta(hours=12)


def _line(raw: bytes, middle: datetime) -> StatementLine:
    if len(raw) < _SHORTEST - 1:
        raise ProviderAnswerInvalid
    kind = _KINDS.get(_field(raw, _TXN_TYPE))
    amount, order_id = yuan(_field(raw, _AMOUNT)), _field(raw, _ORDER_ID)
    query_id = _field(raw, _QUERY_ID)
    at = moment_of_trace(_field(raw, _TRACE_TIME), near=middle)
    if amount is None or not order_id or at is None:
        raise ProviderAnswerInvalid
    if kind is None:
        return StatementLine(
            kind=_by_sign(_field(raw, _SETTLED)),
            out_trade_no="",
            gateway_trade_no=query_id or order_id,
            amount=amount,
            fee=_signed(_field(raw, _FEE)),
            at=at,
        )
    if not amount:
        raise ProviderAnswerInvalid
    is_trade = kind == "trade"
    return StatementLine(
        kind=kind,
        out_trade_no=order_id if is_trade else _field(raw, _ORIGINAL_ORDER_ID),
        out_request_no="" if is_trade else order_id,
        gateway_trade_no=query_id if is_trade else _field(raw, _ORIGINAL_QUERY_ID),
        amount=amount,
        fee=_signed(_field(raw, _FEE)),
        at=at,
    )


def _correction(raw: bytes, middle: datetime) -> StatementLine:
    """Read what of a correction stands where it stands in a payment; what is no amount counts 0.

    Its other fields are known by their widths alone.
    """
    said = raw.decode("ascii", errors="replace")
    return StatementLine(
        kind=_by_sign(said[_CORRECTED]),
        out_trade_no="",
        gateway_trade_no=" ".join(("ZME", *said[_WHICH].split())),
        amount=yuan(said[_CORRECTED_AMOUNT].strip()) or ZERO,
        fee=ZERO,
        at=moment_of_trace(said[_CORRECTED_AT], near=middle),
    )


def _by_sign(text: str) -> str:
    """Say which way money went: C is given to the merchant, everything else counts as taken."""
    return "trade" if text[:1] == "C" else "refund"


def _field(raw: bytes, place: int) -> str:
    end = _ENDS[place - 1] - 1
    return raw[end - _WIDTHS[place - 1] : end].decode("gbk").strip()


def _signed(text: str) -> Decimal:
    sign, amount = _SIGNS.get(text[:1]), yuan(text[1:])
    if sign is None or amount is None:
        raise ProviderAnswerInvalid
    return sign * amount
