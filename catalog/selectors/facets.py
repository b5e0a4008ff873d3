"""Counts of what a list can be narrowed by, in one query.

Every facet is counted under the filters of the others, so that a shopper sees what a further choice
would leave.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from catalog.models.listing import ListingQuerySet
from catalog.types import Facet, Facets, FacetValue, ListingQuery

_COUNTS = """
WITH base AS MATERIALIZED ({base})
SELECT
  (SELECT count(*) FROM base),
  (SELECT count(*) FROM base WHERE {all}),
  (SELECT count(*) FROM base WHERE in_stock AND {but_stock}),
  (SELECT json_agg(json_build_array(id, name, n)) FROM (
     SELECT b.id, b.name, count(*) AS n FROM base JOIN catalog_brand b ON b.id = base.brand_id
     WHERE b.is_visible AND {but_brand} GROUP BY b.id, b.name ORDER BY n DESC, b.id
     LIMIT 30) found),
  (SELECT json_agg(json_build_array(tag, n)) FROM (
     SELECT tag, count(*) AS n FROM base, unnest(base.tags) AS tag
     WHERE {but_tags} GROUP BY tag ORDER BY n DESC, tag LIMIT 20) found),
  (SELECT json_agg(json_build_array(code, label, ids, name, n)) FROM (
     SELECT a.code, min(a.name) AS label, array_agg(DISTINCT v.id) AS ids, v.name,
            count(DISTINCT base.product_id) AS n
     FROM base, unnest(base.attribute_values) AS chosen
     JOIN catalog_attributevalue v ON v.id = chosen
     JOIN catalog_attribute a ON a.id = v.attribute_id AND a.is_filter
     WHERE {but_values} GROUP BY a.code, v.name
     ORDER BY min(a.position), a.code, min(v.position), v.name LIMIT 300) found),
  (SELECT json_object_agg(category_path, n) FROM (
     SELECT category_path, count(*) AS n FROM base WHERE {all} GROUP BY category_path) found),
  (SELECT json_agg(json_build_array(v.id, v.name, a.code, a.name)) FROM catalog_attributevalue v
     JOIN catalog_attribute a ON a.id = v.attribute_id WHERE v.id = ANY(%s)),
  (SELECT json_object_agg(id, name) FROM catalog_brand WHERE id = ANY(%s))
"""
_COLUMNS = ("product_id", "in_stock", "brand_id", "tags", "attribute_values", "category_path")


def facet_conditions(query: ListingQuery) -> dict[str, Q]:
    """Return the chosen filters by facet; a facet without a choice is left out."""
    conditions = {
        "brand": Q(brand_id__in=query.brand_ids) if query.brand_ids else Q(),
        "price": _price_range(query),
        "stock": Q(in_stock=True) if query.in_stock else Q(),
        "tags": Q(tags__contains=list(query.tags)) if query.tags else Q(),
    }
    for code, ids in query.values.items():
        conditions[f"value:{code}"] = Q(attribute_values__overlap=list(ids))
    return {name: condition for name, condition in conditions.items() if condition}


def count_facets(base: ListingQuerySet, query: ListingQuery) -> Facets:
    """Count the facets of the goods in `base` under the filters of the query."""
    conditions = facet_conditions(query)
    columns = {name: f"ok_{place}" for place, name in enumerate(conditions)}
    annotated = base.annotate(
        **{
            columns[name]: ExpressionWrapper(condition, output_field=BooleanField())
            for name, condition in conditions.items()
        }
    ).values(*_COLUMNS, *columns.values())
    base_sql, parameters = annotated.query.sql_with_params()
    sql = _COUNTS.format(base=base_sql, **_clauses(query, columns))
    chosen_values = [value for ids in query.values.values() for value in ids]
    codes = list(query.values)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *codes, chosen_values, list(query.brand_ids)])
        row = cursor.fetchone()
    return _facets(row)


def _price_range(query: ListingQuery) -> Q:
    condition = Q()
    if query.lowest is not None:
        condition &= Q(lowest_price__gte=query.lowest)
    if query.highest is not None:
        condition &= Q(lowest_price__lte=query.highest)
    return condition


def _clauses(query: ListingQuery, columns: Mapping[str, str]) -> dict[str, str]:
    """Write the conditions on the columns of `base`: all of them, and all but one facet's own."""

    def but(facet: str) -> str:
        return " AND ".join(
            [column for name, column in columns.items() if name != facet] or ["TRUE"]
        )

    # An attribute's own values are counted without its own condition.
    by_values = [f"({columns[f'value:{code}']} OR a.code = %s)" for code in query.values]
    plain = [column for name, column in columns.items() if not name.startswith("value:")]
    return {
        "all": but(""),
        "but_stock": but("stock"),
        "but_brand": but("brand"),
        "but_tags": but("tags"),
        "but_values": " AND ".join([*plain, *by_values] or ["TRUE"]),
    }


def _facets(row: tuple[Any, ...]) -> Facets:
    matching, total, in_stock, brands, tags, values, paths, value_names, brand_names = row
    return Facets(
        matching=matching,
        total=total,
        in_stock=in_stock,
        brands=tuple(FacetValue(ids=(key,), label=name, count=n) for key, name, n in brands or ()),
        tags=tuple(FacetValue(ids=(), label=name, count=n) for name, n in tags or ()),
        attributes=_attributes(values or []),
        counts_by_path=paths or {},
        names_of_values={key: name for key, name, _code, _attribute in value_names or ()},
        names_of_attributes={code: name for _key, _name, code, name in value_names or ()},
        names_of_brands={int(key): name for key, name in (brand_names or {}).items()},
    )


def _attributes(rows: list[list[Any]]) -> tuple[Facet, ...]:
    names: dict[str, str] = {}
    values: dict[str, list[FacetValue]] = {}
    for code, label, ids, name, count in rows:
        names.setdefault(code, label)
        values.setdefault(code, []).append(FacetValue(ids=tuple(ids), label=name, count=count))
    return tuple(
        Facet(code=code, name=names[code], values=tuple(found)) for code, found in values.items()
    )
