"""WeChat Pay's statement of a day: gzipped CSV, a backtick before every value.

Its last two lines are sums, which must agree with the lines before them: a file that was cut short
is refused. The hash of the download is SHA-1 by the provider's choice, over the uncompressed file.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from payments.gateways.wechat_client import Client
from payments.types import StatementLine, StatementOutcome
from shop.common.money import ZERO
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable

BEIJING = ZoneInfo("Asia/Shanghai")
_EMPTY, _NOT_YET = "NO_STATEMENT_EXIST", "STATEMENT_CREATING"
_GZIP = b"\x1f\x8b"
_AT, _NUMBER, _OURS, _STATE = "交易时间", "微信订单号", "商户订单号", "交易状态"
_REQUEST, _REFUND_STATE = "商户退款单号", "退款状态"
_AMOUNT, _BACK, _FEE = "订单金额", "申请退款金额", "手续费"
_COLUMNS = (_AT, _NUMBER, _OURS, _STATE, _REQUEST, _REFUND_STATE, _AMOUNT, _BACK, _FEE)
_COUNT, _PAID_SUM, _BACK_SUM = "总交易单数", "订单总金额", "申请退款总金额"
_KINDS = {"SUCCESS": "trade", "REFUND": "refund", "REVOKED": "refund"}
_FAILED = "FAIL"  # of a refund: no money moved
# Everything else is accepted: PROCESSING, or CHANGE, which somebody has to help along.
_DONE = "SUCCESS"
# What a broken archive, a broken text and a row that is too short end in.
_GARBAGE = (OSError, EOFError, zlib.error, ValueError, IndexError, KeyError, InvalidOperation)


def download_statement(*, client: Client, day: date, into: BinaryIO) -> StatementOutcome:
    """Ask for the address of a day's file, which lives for minutes, fetch it, compare its hash."""
    reply = client.call("trade_bill", bill_date=day.isoformat())
    if reply.is_refused:
        return _without_file(reply.code)
    address, expected = reply.data.get("download_url"), reply.data.get("hash_value")
    if not isinstance(address, str) or not isinstance(expected, str):
        raise ProviderAnswerInvalid
    if reply.data.get("hash_type") != "SHA1":
        raise ProviderAnswerInvalid
    copy = _Hashed(into)
    client.download(address, into=cast("BinaryIO", copy))
    if copy.digest() != expected.lower():
        raise ProviderAnswerInvalid
    return StatementOutcome.READY


def _without_file(code: str) -> StatementOutcome:
    if code == _EMPTY:
        return StatementOutcome.EMPTY
    if code == _NOT_YET:
        return StatementOutcome.NOT_YET
    raise ProviderUnavailable


class _Hashed:
    """Passes a file on as it comes, and hashes what it is uncompressed."""

    def __init__(self, into: BinaryIO) -> None:
        self._into = into
        self._hash = hashlib.sha1(usedforsecurity=False)
        self._inflate: zlib._Decompress | None = None
        self._is_first = True

    def write(self, piece: bytes) -> int:
        if self._is_first:
            self._is_first = False
            is_packed = piece.startswith(_GZIP)
            self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if is_packed else None
        try:
            self._hash.update(self._inflate.decompress(piece) if self._inflate else piece)
        except zlib.error as garbage:
            raise ProviderAnswerInvalid from garbage
        return self._into.write(piece)

    def digest(self) -> str:
        if self._inflate is not None:
            self._hash.update(self._inflate.flush())
        return self._hash.hexdigest()


@dataclass
class _Sums:
    """What the lines come to, for comparison with the provider's own sums."""

    trades: int = 0
    refunds: int = 0
    paid: Decimal = field(default=ZERO)
    back: Decimal = field(default=ZERO)


def read_statement(file: BinaryIO) -> Iterator[StatementLine]:
    """Read the lines of a file, one at a time; the columns are found by their names."""
    try:
        yield from _lines(line.decode("utf-8-sig") for line in _plain(file))
    except _GARBAGE as garbage:
        raise ProviderAnswerInvalid from garbage


def _plain(file: BinaryIO) -> Iterable[bytes]:
    is_packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_packed else file


def _lines(text: Iterator[str]) -> Iterator[StatementLine]:
    header = next(text, "").strip().split(",")
    places = [header.index(name) for name in _COLUMNS]
    sums = _Sums()
    for line in text:
        if not line.startswith("`"):
            _check(sums, names=line.strip().split(","), values=_values(next(text, "")))
            return
        values = _values(line)
        row = dict(zip(_COLUMNS, (values[place] for place in places), strict=True))
        known = _line(row, sums)
        if known is not None:
            yield known
    raise ProviderAnswerInvalid  # cut short: the sums are missing


def _values(line: str) -> list[str]:
    """Split at a comma and a backtick: values may hold commas of their own."""
    return [value.strip() for value in line.strip().removeprefix("`").split(",`")]


def _line(row: Mapping[str, str], sums: _Sums) -> StatementLine | None:
    kind = _KINDS[row[_STATE]]
    is_refund = kind == "refund"
    amount = _money(row[_BACK if is_refund else _AMOUNT])
    if is_refund:
        sums.refunds, sums.back = sums.refunds + 1, sums.back + amount
    else:
        sums.trades, sums.paid = sums.trades + 1, sums.paid + amount
    if is_refund and row[_REFUND_STATE] == _FAILED:
        return None
    return StatementLine(
        kind=kind,
        out_trade_no=row[_OURS],
        out_request_no=row[_REQUEST] if is_refund else "",
        gateway_trade_no=row[_NUMBER],
        amount=amount,
        fee=_money(row[_FEE]),  # negative where it comes back to us
        at=datetime.fromisoformat(row[_AT]).replace(tzinfo=BEIJING) if row[_AT] else None,
        is_pending=row[_STATE] == "REFUND" and row[_REFUND_STATE] != _DONE,
    )


def _check(sums: _Sums, *, names: list[str], values: list[str]) -> None:
    theirs = dict(zip(names, values, strict=True))
    is_right = (
        # The provider counts lines; some of its samples count trades alone.
        int(theirs[_COUNT]) in {sums.trades + sums.refunds, sums.trades}
        and _money(theirs[_PAID_SUM]) == sums.paid
        and _money(theirs[_BACK_SUM]) == sums.back
    )
    if not is_right:
        raise ProviderAnswerInvalid


def _money(text: str) -> Decimal:
    amount = Decimal(text or "0")
    if not amount.is_finite():
        raise ValueError("not an amount")
    return amount
