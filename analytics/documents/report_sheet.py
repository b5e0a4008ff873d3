"""A report as an Excel file; texts stay texts, whatever they begin with."""

import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.documents.report_table import ReportTable, report_table
from analytics.measures import MEASURES, NOTHING, REPORT, Unit, Value
from analytics.models import Report

_FORMATS = {Unit.COUNT: "#,##0", Unit.YUAN: "¥#,##0.00", Unit.SHARE: "0.0%"}
# Written as text they are harmless here, yet not in what somebody makes of the file: CSV, a paste.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 14
_TITLE_WIDTH = 40


def report_sheet(report: Report) -> bytes:
    """Write the report's table and best sellers as an .xlsx file."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        styles = _Styles(book)
        table = report_table(report)
        _write_table(book.add_worksheet(str(_("report")).capitalize()), table, styles)
        _write_sellers(book.add_worksheet(str(_("Best sellers"))), table, styles)
        _write_words(book.add_worksheet(str(_("What the figures mean"))), styles)
    return stream.getvalue()


def safe_text(text: str) -> str:
    """Keep a spreadsheet program from reading a text as a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


class _Styles:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head: Format = book.add_format(
            {"bold": True, "bg_color": "#EFEDEA", "text_wrap": True, "valign": "top"}
        )
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.units = {unit: book.add_format({"num_format": it}) for unit, it in _FORMATS.items()}


def _write_table(sheet: Worksheet, table: ReportTable, styles: _Styles) -> None:
    heads = [_("date"), *(str(MEASURES[key].label) for key in REPORT), _("responsible")]
    _write_heads(sheet, heads, styles)
    sheet.set_column(0, len(heads) - 1, _WIDTH)
    for place, row in enumerate(table.rows, start=1):
        sheet.write_string(place, 0, safe_text(row.label))
        for column, key in enumerate(REPORT, start=1):
            _write_value(sheet, (place, column), MEASURES[key].unit, row.values[key], styles)
        sheet.write_string(place, len(heads) - 1, safe_text(table.owner))


def _write_value(
    sheet: Worksheet, cell: tuple[int, int], unit: Unit, value: Value, styles: _Styles
) -> None:
    if value is None:
        sheet.write_string(*cell, NOTHING)
    else:
        sheet.write_number(*cell, float(value), styles.units[unit])


def _write_sellers(sheet: Worksheet, table: ReportTable, styles: _Styles) -> None:
    heads = [_("product number"), _("title"), _("pieces"), _("sales")]
    _write_heads(sheet, heads, styles)
    sheet.set_column(0, 0, _WIDTH)
    sheet.set_column(1, 1, _TITLE_WIDTH)
    for place, seller in enumerate(table.best_sellers, start=1):
        sheet.write_string(place, 0, safe_text(str(seller["number"])))
        sheet.write_string(place, 1, safe_text(str(seller["title"])))
        sheet.write_number(place, 2, float(str(seller["quantity"])), styles.units[Unit.COUNT])
        amount = Decimal(str(seller["amount"]))
        sheet.write_number(place, 3, float(amount), styles.units[Unit.YUAN])


def _write_words(sheet: Worksheet, styles: _Styles) -> None:
    sheet.set_column(0, 0, _WIDTH * 2)
    sheet.set_column(1, 1, _TITLE_WIDTH * 2)
    for place, key in enumerate(REPORT):
        measure = MEASURES[key]
        sheet.write_string(place, 0, str(measure.label), styles.head)
        sheet.write_string(place, 1, str(measure.definition), styles.text)


def _write_heads(sheet: Worksheet, heads: Sequence[str], styles: _Styles) -> None:
    for column, head in enumerate(heads):
        sheet.write_string(0, column, str(head), styles.head)
    sheet.freeze_panes(1, 1)
