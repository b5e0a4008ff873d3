"""The workbooks around an import: the template to fill in, and the rows to be mended."""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from pathlib import Path

from django.utils.translation import gettext as _

from shop.common.importers import Importer
from shop.common.models import ImportJob, ImportProblem
from shop.common.services.import_staging import local_file, source_rows
from shop.common.sheets.columns import CLEAR, Column
from shop.common.sheets.reading import is_archive
from shop.common.sheets.writing import Book, workbook

_MOST_CHOICES = 2000
_LISTS = "Lists"


def write_template(*, importer: Importer, path: Path) -> None:
    """Write an empty sheet of an import with headings, offers and explanations."""
    columns = importer.asked_columns
    choices = {c.name: list(c.choices())[:_MOST_CHOICES] for c in columns if c.choices}
    with workbook(path) as book:
        sheet = book.sheet(_("Data"))
        sheet.headings([_heading(column) for column in columns])
        for place, column in enumerate(columns):
            area = _area(list(choices), column.name, choices)
            sheet.allow(place, choices=area, title=column.title, hint=str(column.hint))
        _explain(book, columns)
        _list(book, choices)


def write_error_file(*, job: ImportJob, path: Path) -> None:
    """Write the person's own rows that are wrong, each with the reason behind it."""
    reasons = dict(_reasons(job))
    with workbook(path) as book:
        sheet = book.sheet(_("Rows to mend"))
        with local_file(job=job) as source:
            if is_archive(source):
                sheet.headings([_("File"), _("What is wrong")], [48, 60])
                for problem in ImportProblem.objects.filter(job=job).order_by("row", "pk"):
                    sheet.wrong_row([problem.value], problem.reason)
                return
            for place, (number, cells) in enumerate(source_rows(path=source, wanted=reasons)):
                if place == 0:
                    sheet.headings([*cells, _("What is wrong")])
                    width = len(cells)
                elif number in reasons:
                    padded = [*cells, *[""] * (width - len(cells))]
                    sheet.wrong_row(padded, reasons[number])


def _reasons(job: ImportJob) -> Iterator[tuple[int, str]]:
    rows = ImportProblem.objects.filter(job=job).order_by("row", "pk")
    for number, problems in groupby(rows.iterator(), key=lambda problem: problem.row):
        yield (
            number,
            "; ".join(
                f"{problem.column}: {problem.reason}" if problem.column else problem.reason
                for problem in problems
            ),
        )


def _heading(column: Column) -> str:
    return f"{column.title}*" if column.is_required else column.title


def _explain(book: Book, columns: Sequence[Column]) -> None:
    sheet = book.sheet(_("Explanations"))
    sheet.headings([_("Column"), _("What belongs there"), _("Example"), _("Also called")])
    for column in columns:
        also = "、".join(title for title in column.titles if title != column.title)
        sheet.row([_heading(column), str(column.hint), column.example, also])
    sheet.row([])
    sheet.row(["", _("An empty cell leaves everything as it is; %(word)s empties it.") % {
        "word": CLEAR[0]
    }])  # fmt: skip


def _list(book: Book, choices: dict[str, list[str]]) -> None:
    if choices:
        sheet = book.sheet(_LISTS)
        sheet.headings(list(choices))
        for row in zip_longest(*choices.values(), fillvalue=""):
            sheet.row(row)


def _area(names: list[str], name: str, choices: dict[str, list[str]]) -> str:
    if not choices.get(name):
        return ""
    letter = chr(ord("A") + names.index(name))
    return f"={_LISTS}!${letter}$2:${letter}${len(choices[name]) + 1}"
