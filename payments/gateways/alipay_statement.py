"""Alipay's statement of a day: a zip that holds a CSV in GBK, and one with sums (protocols 1.9)."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from alipay.aop.api.domain.AlipayDataDataserviceBillDownloadurlQueryModel import (
    AlipayDataDataserviceBillDownloadurlQueryModel,
)
from alipay.aop.api.request.AlipayDataDataserviceBillDownloadurlQueryRequest import (
    AlipayDataDataserviceBillDownloadurlQueryRequest,
)

from payments.types import StatementLine, StatementOutcome
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable, http_download

Ask = Callable[[Any], Mapping[str, Any]]

BEIJING = ZoneInfo("Asia/Shanghai")
_OK = 200
_SUCCESS = "10000"
_EMPTY = "EMPTY_DATA_WITH_BILL_FILE"
_NOT_YET = {"isp.bill_not_exist", "BILL_NOT_EXIST"}
_NO_TRADES = {"isp.no_bill_data", "NO_BILL_DATA"}
# The name of the sums ends so; names in the zip are GBK without saying so.
_SUMS = "(汇总)"
_TRADE, _REFUND = "交易", "退款"
_NUMBER, _OURS, _TYPE = "支付宝交易号", "商户订单号", "业务类型"
_AT, _AMOUNT = "完成时间", "商家实收（元）"
_REQUEST, _FEE = "退款批次号/请求号", "服务费（元）"
_COLUMNS = (_NUMBER, _OURS, _TYPE, _AT, _AMOUNT, _REQUEST, _FEE)
# What a broken zip, a broken text and a row that is too short end in; ValueError is bad text too.
_GARBAGE = (zipfile.BadZipFile, zlib.error, EOFError, csv.Error, ValueError, IndexError)
_KINDS = {_TRADE: "trade", _REFUND: "refund"}


def download_statement(*, ask: Ask, day: date, into: BinaryIO) -> StatementOutcome:
    """Ask for the address of a day's file, which lives for half a minute, and fetch it."""
    model = AlipayDataDataserviceBillDownloadurlQueryModel()
    model.bill_type = "trade"
    model.bill_date = day.isoformat()
    answer = ask(AlipayDataDataserviceBillDownloadurlQueryRequest(biz_model=model))
    if answer.get("code") != _SUCCESS:
        return _without_file(str(answer.get("sub_code") or ""))
    if answer.get("bill_file_code") == _EMPTY:
        return StatementOutcome.EMPTY
    address = answer.get("bill_download_url")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ProviderAnswerInvalid
    if http_download(address, into=into).status != _OK:
        raise ProviderUnavailable  # the address may have died meanwhile: ask for another
    return StatementOutcome.READY


def _without_file(code: str) -> StatementOutcome:
    if code in _NOT_YET:
        return StatementOutcome.NOT_YET
    if code in _NO_TRADES:
        return StatementOutcome.EMPTY
    raise ProviderUnavailable


def read_statement(file: BinaryIO) -> Iterator[StatementLine]:
    """Read the lines of a file, one at a time; the columns are found by their names."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_details(archive)) as member:
            yield from _lines(io.TextIOWrapper(member, encoding="gb18030", newline=""))
    except _GARBAGE as garbage:
        raise ProviderAnswerInvalid from garbage


def _details(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if _SUMS not in _decoded(name)]
    if len(names) != 1:
        raise ProviderAnswerInvalid
    return names[0]


def _decoded(name: str) -> str:
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _lines(text: io.TextIOWrapper) -> Iterator[StatementLine]:
    rows = (row for row in csv.reader(text) if row and not row[0].startswith("#"))
    header = [cell.strip() for cell in next(rows, [])]
    if not set(_COLUMNS) <= set(header):
        raise ProviderAnswerInvalid
    places = [header.index(name) for name in _COLUMNS]
    for row in rows:
        number, ours, kind, at, amount, request, fee = [row[place].strip() for place in places]
        if kind not in _KINDS:
            raise ProviderAnswerInvalid
        yield StatementLine(
            kind=_KINDS[kind],
            out_trade_no=ours,
            out_request_no=request if kind == _REFUND else "",
            gateway_trade_no=number,
            amount=abs(_money(amount)),
            fee=-_money(fee),  # there a minus is paid by the merchant
            at=datetime.fromisoformat(at).replace(tzinfo=BEIJING) if at else None,
        )


def _money(text: str) -> Decimal:
    try:
        amount = Decimal(text or "0")
    except InvalidOperation as garbage:
        raise ProviderAnswerInvalid from garbage
    if not amount.is_finite():
        raise ProviderAnswerInvalid
    return amount
