"""A look-up of our own for lists of thousands of keys."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """`field__among=values` is `field__in=values`, handed over as one array of plain values."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        # Whole numbers are keys; small ones unlike their column would lose its indexes.
        kind = "::bigint[]" if values and isinstance(values[0], int) else ""
        return f"{column} = ANY(%s{kind})", [*parameters, values]
