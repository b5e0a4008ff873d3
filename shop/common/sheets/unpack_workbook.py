"""A program of its own: writes the rows of a workbook as lines of JSON.

It runs apart (`python -I unpack_workbook.py SOURCE TARGET ROWS COLUMNS`) with little memory and
little time: a workbook that was made to burst ends this process and not the shop's worker.
"""

import contextlib
import json
import resource
import sys
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

_MEMORY = 1_200_000_000  # address space; a workbook of 200,000 rows needs a third of it
_SECONDS = 120
_EXACT = 10**15  # whole numbers below it are exact as floats

UNREADABLE, TOO_LARGE, LOCKED = 3, 4, 5


def main(source: str, target: str, most_rows: int, most_columns: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        book = CalamineWorkbook.from_path(source)
        names = [
            meta.name for meta in book.sheets_metadata if meta.visible is SheetVisibleEnum.Visible
        ]
        sheet = book.get_sheet_by_name(names[0])
    except PasswordError:
        return LOCKED
    except (CalamineError, IndexError, ValueError, OSError):
        return UNREADABLE
    except MemoryError:
        return TOO_LARGE
    if sheet.total_height > most_rows or sheet.total_width > most_columns:
        return TOO_LARGE
    indent = sheet.start[1] if sheet.start else 0
    with Path(target).open("w", encoding="utf-8") as lines:
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [""] * indent + [_text(cell) for cell in row]
            if any(cells):
                lines.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    return 0


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15g}"
    return str(cell).strip()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
