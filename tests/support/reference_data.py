"""Rows that migrations load and no test changes: they outlive the flush after such a test."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

KEPT = {
    "common_region",
    "django_content_type",
    "auth_permission",
    "catalog_claim",
    "catalog_claimexception",
}


@pytest.fixture(autouse=True, scope="session")
def _kept_reference_data() -> Iterator[None]:
    """Leave regions, content types and permissions in place when Django empties the database."""
    flush = DatabaseOperations.sql_flush

    def sparing(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        return flush(self, style, [table for table in tables if table not in KEPT], **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sparing)
        yield
