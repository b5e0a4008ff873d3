"""Many rows in one stream: COPY, with the constraints and triggers that single rows meet."""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, models

Value = str | int | bool | datetime | object | None

_PIECE = 1 << 16

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": None})


def copy_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Insert rows of plain values by the names of the model's fields; the rest is as in the table.

    What only Python defaults must be named too. Inside the caller's transaction.
    """
    options = model._meta  # noqa: SLF001  documented by Django
    columns = [str(getattr(options.get_field(name), "column", name)) for name in names]
    stream = io.StringIO("".join(["\t".join(map(_text, row)) + "\n" for row in rows]))
    if not stream.seek(0, io.SEEK_END):
        return
    stream.seek(0)
    statement = f"COPY {options.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, stream, _PIECE)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Draw primary keys for rows to come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001
        )
        return [key for (key,) in cursor.fetchall()]


def _text(value: Value) -> str:
    if type(value) is str:  # nearly all of them, and nearly none has anything to escape
        is_plain = value.isprintable() and "\\" not in value
        return value if is_plain else value.translate(_ESCAPES)
    if type(value) is int:
        return str(value)
    if value is None:
        return r"\N"
    if value is True or value is False:
        return "t" if value else "f"
    return _plain_text(value).translate(_ESCAPES)


def _plain_text(value: Value) -> str:
    if isinstance(value, list):
        return _array(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _array(items: Sequence[object]) -> str:
    """Write a list as an array; quotes keep commas, brackets and the word NULL what they are."""
    texts = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{text}"' for text in texts) + "}"
