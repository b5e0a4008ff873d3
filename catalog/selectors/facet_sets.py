"""The sets of goods that facets are counted in, each at most `MOST_GOODS` rows long.

Every facet is counted under the filters of the others, so that a shopper sees what a further choice
would leave. So there is one set for the list itself and one for each facet that is chosen: goods
that fit all filters but its own. Each stops at the limit, best sold first, whatever the size of the
shop; its counts are "at least" then.

The list itself is part of each of these sets: where one of them did not reach the limit, it is
taken out of that one instead of being looked for once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import DecimalField, F, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from catalog.models import Listing
from catalog.models.listing import ListingQuerySet
from catalog.selectors.ranking import MOST_GOODS
from catalog.types import ListingQuery, Span

BEST = (F("in_stock").desc(), F("sold_count").desc(), F("pk").desc())
_COUNTED = (
    "product_id", "in_stock", "sold_count", "brand_id", "tags", "attribute_values",
    "category_path", "lowest_price", "numbers",
)  # fmt: skip
_Sql = tuple[str, Sequence[Any]]

# Those first that narrow little as a rule: without them the list stays short.
_WIDE_FIRST = ("number", "price", "stock", "tags", "value", "brand")
_OUT_OF = """
SELECT {columns} FROM {wider} AS catalog_listing
WHERE {condition} AND (SELECT count(*) FROM {wider}) < %s
UNION ALL
SELECT {columns} FROM ({whole}) goods WHERE (SELECT count(*) FROM {wider}) >= %s
"""


@dataclass(frozen=True)
class GoodsSets:
    """Common table expressions with their parameters; `of` gives the one to count a facet in."""

    expressions: Sequence[str]
    parameters: Sequence[Any]
    own: Mapping[str, str]

    def of(self, facet: str) -> str:
        return self.own.get(facet, "found")


def facet_conditions(query: ListingQuery) -> dict[str, Q]:
    """Return the chosen filters by facet; a facet without a choice is left out."""
    conditions = {
        "brand": Q(brand_id__in=query.brand_ids) if query.brand_ids else Q(),
        "price": _prices(query),
        "stock": Q(in_stock=True) if query.in_stock else Q(),
        "tags": Q(tags__overlap=list(query.tags)) if query.tags else Q(),
    }
    for code, ids in query.values.items():
        conditions[f"value:{code}"] = Q(attribute_values__overlap=list(ids))
    for code, spans in query.numbers.items():
        conditions[f"number:{code}"] = reduce(or_, (_number_in(code, span) for span in spans))
    return {name: condition for name, condition in conditions.items() if condition}


def goods_sets(base: ListingQuerySet, query: ListingQuery, ranked_by: Sequence[str]) -> GoodsSets:
    """Draw up the sets of a list; that of the list itself also has the columns it is ranked by."""
    conditions = facet_conditions(query)
    columns = (*_COUNTED, *ranked_by)
    whole = _limited(base.filter(*conditions.values()), columns)
    wider = min(conditions, key=_width, default=None)
    own: dict[str, str] = {}
    named: list[tuple[str, _Sql]] = []
    for place, facet in enumerate(conditions):
        others = [condition for name, condition in conditions.items() if name != facet]
        own[facet] = f"without_{place}"
        shown = columns if facet == wider else _COUNTED
        named.append((own[facet], _limited(base.filter(*others), shown)))
    found = _out_of(own[wider], conditions[wider], whole, columns) if wider else whole
    named.append(("found", found))
    return GoodsSets(
        expressions=[f"{name} AS MATERIALIZED ({sql})" for name, (sql, _) in named],
        parameters=[value for _, (_, values) in named for value in values],
        own=own,
    )


def _width(facet: str) -> int:
    return _WIDE_FIRST.index(facet.partition(":")[0])


def _out_of(wider: str, condition: Q, whole: _Sql, columns: Sequence[str]) -> _Sql:
    """Take the goods that fit a condition out of a set; look for them where it was cut."""
    where = Listing.objects.filter(condition).query.where
    compiler = Listing.objects.all().query.get_compiler(connection=connection)
    chosen, parameters = compiler.compile(where)
    sql = _OUT_OF.format(columns=", ".join(columns), wider=wider, condition=chosen, whole=whole[0])
    return sql, (*parameters, MOST_GOODS, *whole[1], MOST_GOODS)


def _limited(goods: ListingQuerySet, columns: Sequence[str]) -> _Sql:
    rows: Any = goods.order_by(*BEST).values(*columns)[:MOST_GOODS]
    sql, parameters = rows.query.sql_with_params()
    return sql, parameters


def _prices(query: ListingQuery) -> Q:
    choices = [_between("lowest_price", span) for span in query.prices]
    typed = Q()
    if query.lowest is not None:
        typed &= Q(lowest_price__gte=query.lowest)
    if query.highest is not None:
        typed &= Q(lowest_price__lte=query.highest)
    return reduce(or_, [choice for choice in (*choices, typed) if choice], Q())


def _between(column: str, span: Span) -> Q:
    low = Q((f"{column}__gte", span.low)) if span.low is not None else Q()
    return low & Q((f"{column}__lt", span.high)) if span.high is not None else low


def _number_in(code: str, span: Span) -> Q:
    number = Cast(KeyTextTransform(code, "numbers"), DecimalField(max_digits=15, decimal_places=3))
    ends = []
    if span.low is not None:
        ends.append(Q(GreaterThanOrEqual(number, span.low)))
    if span.high is not None:
        ends.append(Q(LessThan(number, span.high)))
    return reduce(and_, ends, Q())
