"""Writing listing rows, many in one statement: what is new is inserted, what changed is updated."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Field

from catalog.models import Listing
from catalog.selectors.listing_rows import ListingFacts
from catalog.services.search_index import search_literal
from shop.common.copying import copy_rows

# The rows as they should be stand beside those that are; only what differs is written.
_UPDATE = """
    UPDATE catalog_listing AS row
    SET ({names}) = ROW({fresh}), version = row.version + 1
    FROM (VALUES {rows}) AS fresh ({names}, product_id)
    WHERE row.product_id = fresh.product_id AND ({old}) IS DISTINCT FROM ({fresh})
"""


def insert_rows(*, facts: Mapping[int, ListingFacts]) -> int:
    """Write the rows of products that have none yet."""
    if not facts:
        return 0
    names = list(next(iter(facts.values())).columns)
    fresh = Listing()
    others = [
        field.name
        for field in Listing._meta.concrete_fields  # noqa: SLF001  documented by Django
        if field.name not in {"product", "search_vector", *names}
    ]
    defaults = [getattr(fresh, name) for name in others]
    copy_rows(
        Listing,
        ("product", "search_vector", *names, *others),
        (
            (
                product_id,
                search_literal(document=fact.document),
                *(fact.columns[name] for name in names),
                *defaults,
            )
            for product_id, fact in facts.items()
        ),
    )
    return len(facts)


def update_changed_rows(*, facts: Mapping[int, ListingFacts]) -> int:
    """Bring rows that are there in line; say how many differed."""
    if not facts:
        return 0
    names = [*next(iter(facts.values())).columns, "search_vector"]
    fields = [Listing._meta.get_field(name) for name in names]  # noqa: SLF001  documented by Django
    kinds = [str(field.db_type(connection)) for field in fields if isinstance(field, Field)]
    row = "(" + ", ".join([*(f"%s::{kind}" for kind in kinds), "%s::bigint"]) + ")"
    statement = _UPDATE.format(
        names=", ".join(names),
        fresh=", ".join(f"fresh.{name}" for name in names),
        old=", ".join(f"row.{name}" for name in names),
        rows=", ".join([row] * len(facts)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(facts, fields))
        return int(cursor.rowcount)


def _parameters(facts: Mapping[int, ListingFacts], fields: list[Any]) -> list[Any]:
    return [
        parameter
        for product_id, fact in facts.items()
        for parameter in (
            *(
                field.get_db_prep_save(fact.columns[field.name], connection)
                for field in fields[:-1]
            ),
            search_literal(document=fact.document),
            product_id,
        )
    ]
