"""Alipay's file of a day: a zip with the lines and the sums, as CSV in GBK (protocols 1.9)."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

_COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,"
    "券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
_DETAILS, _SUMS = "业务明细.csv", "业务明细(汇总).csv"


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """A payment or a refund; what the merchant gives is negative: amount of a refund, fee."""

    trade_no: str
    out_trade_no: str
    is_refund: bool
    subject: str
    created: str
    finished: str
    payer: str
    fen: int
    fee_fen: int
    request_no: str = ""

    def cells(self) -> list[str]:
        """Return the line's cells, each with the tab at its end that keeps Excel from numbers."""
        amount = yuan(self.fen)
        texts = [
            self.trade_no, self.out_trade_no, "退款" if self.is_refund else "交易", self.subject,
            self.created, self.finished, "", "", "", "", self.payer, amount, amount, "0.00",
            "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00", self.request_no,
            yuan(self.fee_fen), "0.00", "",
        ]  # fmt: skip
        return [f"{text}\t" for text in texts]


class _Gbk(zipfile.ZipInfo):
    """A member whose name is GBK and does not say so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  of the standard library
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def yuan(fen: int) -> str:
    """Write fen as yuan with two places and their sign."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def write_bill(*, into: BinaryIO, account: str, day: date, lines: Iterable[BillLine]) -> None:
    """Write the zip of a day, line by line."""
    stem = f"{account}_{day:%Y%m%d}_"
    counted = _Counted(lines)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        with _member(archive, stem + _DETAILS) as text:
            _write_details(text, account, day, counted)
        with _member(archive, stem + _SUMS) as text:
            text.write(f"#支付宝业务汇总查询\r\n{counted.closing()}\r\n")


class _Counted:
    """Passes lines on and remembers their sums."""

    def __init__(self, lines: Iterable[BillLine]) -> None:
        self._lines = lines
        self._sums = {False: [0, 0], True: [0, 0]}

    def __iter__(self) -> Iterator[BillLine]:
        for line in self._lines:
            sums = self._sums[line.is_refund]
            sums[0] += 1
            sums[1] += line.fen
            yield line

    def closing(self) -> str:
        """Return the two lines of sums."""
        trades, refunds = self._sums[False], self._sums[True]
        return (
            f"#交易合计：{trades[0]}笔，商家实收共{yuan(trades[1])}元，商家优惠共0.00元\r\n"
            f"#退款合计：{refunds[0]}笔，商家实收退款共{yuan(refunds[1])}元，商家优惠退款共0.00元"
        )


def _member(archive: zipfile.ZipFile, name: str) -> io.TextIOWrapper:
    info = _Gbk(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    raw = archive.open(info, "w", force_zip64=True)
    return io.TextIOWrapper(raw, encoding="gbk", errors="replace", newline="")


def _write_details(text: io.TextIOWrapper, account: str, day: date, lines: _Counted) -> None:
    after = f"{day:%Y年%m月%d日} 24:00:00"
    text.write("#支付宝业务明细查询\r\n")
    text.write(f"#账号：[{account}]\r\n")
    text.write(f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{after}]\r\n")
    text.write("#-----------------------------------------业务明细列表---------------\r\n")
    text.write(_COLUMNS + "\r\n")
    rows = csv.writer(text)
    for line in lines:
        rows.writerow(line.cells())
    text.write("#-----------------------------------------业务明细列表结束-----------\r\n")
    text.write(f"{lines.closing()}\r\n")
    text.write(f"#导出时间：[{after}]\r\n")
