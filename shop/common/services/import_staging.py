"""The rows of an import in our columns: written once by the check, read from any point on."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from shop.common.errors import DomainError
from shop.common.importers import Importer, Problem, Reader, Row, SourceRow
from shop.common.models import ImportJob
from shop.common.sheets.columns import CellWrong, Column, Headings, find_headings
from shop.common.sheets.reading import is_archive, read_rows

_HEADINGS_WITHIN = 5
_COPY = 1 << 20
_MOST_TOGETHER = 400

StagedLine = tuple[int, dict[str, str], list[list[str]]]
Known = dict[tuple[str, str], object]  # what a cell means, by column and text


class HeadingsNotKnown(DomainError):
    """No row of the file has headings of this import."""

    code = "headings_not_known"
    message = _("No headings of this import were found in the first rows. Use the template.")


class ColumnsMissing(DomainError):
    """The file lacks columns without which nothing can be imported."""

    code = "columns_missing"

    def __init__(self, titles: list[str]) -> None:
        super().__init__(_("These columns are missing: %(names)s.") % {"names": ", ".join(titles)})


class NoRows(DomainError):
    """There is nothing below the headings."""

    code = "no_rows"
    message = _("There are no rows below the headings.")


@dataclass(frozen=True, kw_only=True)
class Staged:
    """What the check found of the file as a whole."""

    format: str
    notes: list[str]
    row_count: int


@dataclass(frozen=True, kw_only=True)
class StagedChunk:
    """A number of staged rows, and where the next one begins."""

    rows: list[Row]
    problems: list[Problem]
    numbers: list[int]
    offset: int


@contextmanager
def local_file(*, job: ImportJob) -> Iterator[Path]:
    """Have the uploaded file on this machine while it is read."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "file"
        with job.file.open("rb") as source, path.open("wb") as target:
            while piece := source.read(_COPY):
                target.write(piece)
        yield path


def stage_rows(*, job: ImportJob, importer: Importer, path: Path) -> Staged:
    """Read the file into our columns. Raises a DomainError when it is not one for this import."""
    with tempfile.TemporaryFile("w+b") as target:
        notes: set[str] = set()
        if importer.archive and is_archive(path):
            label, rows = "ZIP", importer.archive(path=path)
        else:
            label, rows = _sheet_rows(importer, path, notes)
        count = _write(rows, target)
        if not count:
            raise NoRows
        target.seek(0)
        if job.staged:
            job.staged.delete(save=False)
        job.staged.save(f"{job.pk}.rows", File(target), save=False)
    return Staged(format=label, notes=sorted(notes), row_count=count)


def staged_chunks(*, job: ImportJob, importer: Importer, offset: int) -> Iterator[StagedChunk]:
    """Yield the staged rows from a point on, chunk by chunk, their cells read."""
    with job.staged.open("rb") as stream:
        stream.seek(offset)
        lines: list[StagedLine] = []
        for raw in iter(stream.readline, b""):
            line = json.loads(raw)
            if len(lines) >= importer.chunk and not _belongs_together(importer, lines, line):
                yield _chunk(lines, importer, offset)
                lines = []
            lines.append(line)
            offset += len(raw)
        if lines:
            yield _chunk(lines, importer, offset)


def source_rows(*, path: Path, wanted: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield the person's own rows by their numbers (rising), the first row of all before them."""
    numbers = set(wanted)
    for place, (number, cells) in enumerate(read_rows(path)):
        if place == 0 or number in numbers:
            yield number, cells


def _sheet_rows(importer: Importer, path: Path, notes: set[str]) -> tuple[str, Iterator[SourceRow]]:
    if not importer.takes_sheets:
        raise HeadingsNotKnown
    rows = read_rows(path)
    head = list(islice(rows, _HEADINGS_WITHIN))
    reader = _reader_of(importer, [cells for _number, cells in head])
    everything = chain(head, rows)
    if reader is not None:
        return str(reader.label), reader.rows(everything, notes)
    return "", _own_rows(importer, everything, notes)


def _reader_of(importer: Importer, head: list[list[str]]) -> Reader | None:
    return next((reader for reader in importer.readers if reader.recognises(head)), None)


def _own_rows(
    importer: Importer, rows: Iterator[tuple[int, list[str]]], notes: set[str]
) -> Iterator[SourceRow]:
    headings = _headings(importer, rows)
    notes.update(_("Column not known, left out: %(name)s") % {"name": n} for n in headings.unknown)
    notes.update(_("Column there twice: %(name)s") % {"name": name} for name in headings.twice)
    read = {place: column.name for place, column in headings.places.items()}
    for number, cells in rows:
        filled = {name: cells[at] for at, name in read.items() if at < len(cells) and cells[at]}
        if filled:
            yield SourceRow(number=number, cells=filled)


def _headings(importer: Importer, rows: Iterator[tuple[int, list[str]]]) -> Headings:
    for _number, cells in islice(rows, _HEADINGS_WITHIN):
        found = find_headings(cells, importer.columns)
        if found.places:
            missing = [
                c.title for c in importer.columns if c.is_required and c.name not in found.names
            ]
            if missing:
                raise ColumnsMissing(missing)
            return found
    raise HeadingsNotKnown


def _write(rows: Iterator[SourceRow], target: IO[bytes]) -> int:
    count = 0
    for row in rows:
        problems = [[p.column, p.value, str(p.reason)] for p in row.problems]
        line = json.dumps([row.number, dict(row.cells), problems], ensure_ascii=False)
        target.write(line.encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def _belongs_together(importer: Importer, lines: list[StagedLine], line: StagedLine) -> bool:
    """Keep the rows of one thing in one chunk, when they stand one below the other."""
    if importer.group_of is None or len(lines) >= importer.chunk + _MOST_TOGETHER:
        return False
    group = importer.group_of(line[1])
    return bool(group) and group == importer.group_of(lines[-1][1])


def _chunk(lines: list[StagedLine], importer: Importer, offset: int) -> StagedChunk:
    columns = {column.name: column for column in importer.columns if not column.is_information}
    rows: list[Row] = []
    problems: list[Problem] = []
    numbers: list[int] = []
    known: Known = {}
    for line in lines:
        number, cells, found = line
        numbers.append(number)
        wrong = [
            Problem(row=number, column=column, value=value, reason=reason)
            for column, value, reason in found
        ]
        values = dict(_values(number, cells, columns, wrong, known))
        if wrong:
            problems += wrong
        else:
            rows.append(Row(number=number, values=values))
    return StagedChunk(rows=rows, problems=problems, numbers=numbers, offset=offset)


def _values(
    number: int,
    cells: dict[str, str],
    columns: dict[str, Column],
    wrong: list[Problem],
    known: Known,
) -> Iterator[tuple[str, object]]:
    """Read the cells of a row; what stood in a column before means the same again."""
    for named in cells.items():
        name, cell = named
        column = columns.get(name)
        if column is None:
            continue
        try:
            if named not in known:
                known[named] = column.value(cell)
            yield name, known[named]
        except CellWrong as refusal:
            wrong.append(Problem(row=number, column=column.name, value=cell, reason=str(refusal)))
