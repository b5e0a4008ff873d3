"""Rows of a spreadsheet, one by one: Excel, OpenDocument or CSV, known by content, not by name."""

import codecs
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

from shop.common.sheets import unpack_workbook
from shop.common.sheets.archives import look_into
from shop.common.sheets.cells import unguarded
from shop.common.sheets.errors import FileEmpty, FileLocked, FileNotReadable, FileTooLarge

MOST_ROWS = 200_001
MOST_COLUMNS = 200
MOST_UNPACKED = 400_000_000
_LONGEST_CELL = 2_000_000
_PATIENCE = 180
_HEAD = 8192
_PIECE = 1 << 20

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")  # the name of a stream in its directory
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
)
_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_DELIMITERS = (",", "\t", ";", "，", "|")

SourceRow = tuple[int, list[str]]  # number as the person sees it, cells

csv.field_size_limit(_LONGEST_CELL)


def read_rows(path: Path) -> Iterator[SourceRow]:
    """Yield the rows that are not empty, each with its number.

    Raises FileEmpty, FileNotReadable, FileLocked or FileTooLarge, at once or when the reader comes
    to what is wrong.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    rows = (
        _workbook_rows(path, head) if head.startswith((_ZIP, _OLD_EXCEL)) else _csv_rows(path, head)
    )
    for number, cells in rows:
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise FileTooLarge
        if any(cells):
            yield number, cells


def is_archive(path: Path) -> bool:
    """Tell whether this is a ZIP archive and no workbook."""
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return False
    return not _is_workbook(path)


def _is_workbook(path: Path) -> bool:
    return any(name in look_into(path, most_bytes=MOST_UNPACKED).sizes for name in _WORKBOOKS)


def _workbook_rows(path: Path, head: bytes) -> Iterator[SourceRow]:
    if head.startswith(_ZIP) and not _is_workbook(path):
        raise FileNotReadable
    if head.startswith(_OLD_EXCEL) and _is_locked(path):
        raise FileLocked
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        target = Path(folder) / "rows"
        _unpack(path, target)
        with target.open(encoding="utf-8") as lines:
            for line in lines:
                number, cells = json.loads(line)
                yield number, [unguarded(cell) for cell in cells]


def _is_locked(path: Path) -> bool:
    """Tell whether a container of Microsoft's holds a workbook that a password has sealed."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(_SEALED) >= 0


def _unpack(path: Path, target: Path) -> None:
    program = [sys.executable, "-I", unpack_workbook.__file__]
    limits = [str(MOST_ROWS), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603  our own program, no shell
            [*program, str(path), str(target), *limits],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise FileTooLarge from late
    if done.returncode == unpack_workbook.UNREADABLE:
        raise FileNotReadable
    if done.returncode == unpack_workbook.LOCKED:
        raise FileLocked
    if done.returncode:  # too large by its own word, or ended by a limit
        raise FileTooLarge


def _csv_rows(path: Path, head: bytes) -> Iterator[SourceRow]:
    if not head.strip():
        raise FileEmpty
    if head.startswith(_OTHERS):
        raise FileNotReadable
    encoding = _encoding_of(path, head)
    with path.open(encoding=encoding, newline="") as text:
        rows = csv.reader(text, delimiter=_delimiter_of(path, encoding))
        try:
            for number, cells in enumerate(rows, 1):
                yield number, [unguarded(cell.strip()) for cell in cells]
        except (csv.Error, UnicodeError) as wrong:
            raise FileNotReadable from wrong


def _encoding_of(path: Path, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        if _reads_as(path, encoding):
            return encoding
    raise FileNotReadable


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                if "\0" in decoder.decode(piece):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _delimiter_of(path: Path, encoding: str) -> str:
    """Take the one that parts the first lines most often; a version line parts nothing."""
    with path.open(encoding=encoding, newline="") as text:
        sample = text.read(_HEAD)
    outside = "".join(sample.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
