"""Workbooks and CSV written row by row, so that a hundred thousand rows need no memory."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from django.utils import timezone

from shop.common.sheets.cells import guarded

_LONGEST_TEXT = 32_767  # what a cell of Excel holds
_WIDEST, _NARROWEST = 48, 10
_LONGEST_TITLE, _LONGEST_HINT = 32, 255  # of what Excel shows beside a cell
_LAST_OFFERED = 20_000
_HAN = 2

Cell = str | int | Decimal | date | datetime | bool | None


class Sheet:
    """One sheet: headings first, then rows from top to bottom."""

    def __init__(self, book: Any, name: str) -> None:
        self._book, self._next = book, 0
        self._sheet = book.add_worksheet(name)
        self._heading = book.add_format({"bold": True, "bg_color": "#f4f2ef", "bottom": 1})
        self._wrong = book.add_format({"font_color": "#b3261e"})

    def headings(self, titles: Sequence[str], widths: Sequence[int] = ()) -> None:
        for column, title in enumerate(titles):
            width = widths[column] if column < len(widths) else width_of(title)
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 0)
        self._write(titles, self._heading)

    def row(self, cells: Sequence[Cell]) -> None:
        self._write(cells, None)

    def wrong_row(self, cells: Sequence[Cell], reason: str) -> None:
        """Write a row with the reason in red behind it."""
        self._write(cells, None)
        self._sheet.write_string(self._next - 1, len(cells), guarded(reason), self._wrong)

    def allow(self, column: int, *, choices: str, title: str, hint: str) -> None:
        """Offer values in a column (an area such as "=Lists!$A$2:$A$9"), say what belongs there."""
        rule: dict[str, Any] = {"validate": "any"}
        if choices:
            rule = {"validate": "list", "source": choices, "error_type": "warning"}
        if hint:
            rule |= {"input_title": title[:_LONGEST_TITLE], "input_message": hint[:_LONGEST_HINT]}
        self._sheet.data_validation(1, column, _LAST_OFFERED, column, rule)

    def _write(self, cells: Sequence[Cell], form: Any) -> None:
        for column, cell in enumerate(cells):
            self._cell(self._next, column, cell, form)
        self._next += 1

    def _cell(self, row: int, column: int, cell: Cell, form: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            cell = "1" if cell else "0"
        if isinstance(cell, int | Decimal):
            self._sheet.write_number(row, column, cell, form)
        else:
            self._sheet.write_string(row, column, guarded(_text(cell))[:_LONGEST_TEXT], form)


@contextmanager
def workbook(path: Path) -> Iterator["Book"]:
    """Write a workbook to a file."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        yield Book(book)


class Book:
    def __init__(self, book: Any) -> None:
        self._book = book

    def sheet(self, name: str) -> Sheet:
        return Sheet(self._book, name)


class CsvSheet:
    """Rows for programs other than Excel, which opens them, too: it knows UTF-8 by its mark."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file)

    def headings(self, titles: Sequence[str]) -> None:
        self._rows.writerow([guarded(title) for title in titles])

    def row(self, cells: Sequence[Cell]) -> None:
        self._rows.writerow([_plain(cell) for cell in cells])


@contextmanager
def csv_sheet(path: Path) -> Iterator[CsvSheet]:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield CsvSheet(file)


def width_of(text: str) -> int:
    """Say how wide a column must be for a text; Chinese characters take two places."""
    places = sum(_HAN if ord(character) > 0x2E80 else 1 for character in text)  # noqa: PLR2004
    return max(_NARROWEST, min(places + 3, _WIDEST))


def _plain(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return int(cell)
    return cell if isinstance(cell, int | Decimal) else guarded(_text(cell))


def _text(cell: str | date | datetime) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}"
    return str(cell)
