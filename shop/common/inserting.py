"""Rows of several tables, written in one round trip to the database."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.sql import InsertQuery


def insert_together(*rows: models.Model) -> None:
    """Insert rows in their order, as one statement after another, sent at once.

    For rows whose new keys nobody needs: these are not read back. Foreign keys must be known.
    """
    written = [statement for row in rows for statement in _statements(row)]
    if not written:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ";\n".join(sql for sql, _values in written),
            [value for _sql, values in written for value in values],
        )


def _statements(row: models.Model) -> Iterable[tuple[str, Iterable[Any]]]:
    meta = row._meta  # noqa: SLF001  Django documents it, underscore and all
    fields = [field for field in meta.local_concrete_fields if _is_written(row, field)]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiled: Iterable[tuple[str, Iterable[Any]]] = query.get_compiler(
        connection=connection
    ).as_sql()
    return compiled


def _is_written(row: models.Model, field: models.Field[Any, Any]) -> bool:
    """Leave out the key that the database gives."""
    return not (field.primary_key and row.pk is None)
