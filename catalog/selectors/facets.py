"""Counts of what a list can be narrowed by, and the ranked goods of its page, in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.models.listing import ListingQuerySet
from catalog.selectors.bands import STEPS, bands
from catalog.selectors.facet_sets import GoodsSets, goods_sets
from catalog.selectors.ranking import MOST_GOODS
from catalog.selectors.suggestions import NEAREST, terms_of
from catalog.types import Facet, Facets, FacetValue, ListingQuery, NumberFacet

_STEPS = f"ARRAY[{','.join(map(str, STEPS))}]::float8[]"

_COUNTS = """
WITH {sets}
SELECT
  (SELECT count(*) FROM found),
  {has_any},
  (SELECT count(*) FROM {stock} WHERE in_stock),
  (SELECT json_agg(json_build_array(b.id, b.name, n) ORDER BY n DESC, b.id) FROM (
     SELECT brand_id, count(*) AS n FROM {brand} WHERE brand_id IS NOT NULL
     GROUP BY brand_id ORDER BY n DESC, brand_id LIMIT 30) counted
   JOIN catalog_brand b ON b.id = counted.brand_id AND b.is_visible),
  (SELECT json_agg(json_build_array(tag, n)) FROM (
     SELECT tag, count(*) AS n FROM (SELECT unnest(tags) AS tag FROM {tags}) goods
     GROUP BY tag ORDER BY n DESC, tag LIMIT 20) counted),
  (SELECT json_object_agg(step, n) FROM (
     SELECT width_bucket(lowest_price::float8, {steps}) AS step, count(*) AS n FROM {price} goods
     WHERE lowest_price IS NOT NULL GROUP BY step) counted),
  (SELECT json_agg(json_build_array(code, label, ids, name, n)) FROM (
     SELECT a.code, min(a.name) AS label, array_agg(v.id) AS ids, v.name, sum(n) AS n
     FROM ({values}) counted (code, value_id, n)
     JOIN catalog_attributevalue v ON v.id = value_id
     JOIN catalog_attribute a ON a.id = v.attribute_id AND a.is_filter
     WHERE CASE WHEN counted.code IS NULL THEN a.code <> ALL(%s) ELSE a.code = counted.code END
     GROUP BY a.code, v.name
     ORDER BY min(a.position), a.code, min(v.position), v.name LIMIT 300) shown),
  (SELECT json_agg(json_build_array(counted.code, a.name, a.unit, step, n)) FROM (
     SELECT code, step, sum(n) AS n FROM ({numbers}) parts (code, step, n)
     GROUP BY code, step) counted
   JOIN LATERAL (SELECT name, unit FROM catalog_attribute
     WHERE code = counted.code AND is_filter AND kind = 'number' ORDER BY id LIMIT 1) a ON TRUE),
  (SELECT json_object_agg(category_path, n) FROM (
     SELECT category_path, count(*) AS n FROM found GROUP BY category_path) counted),
  (SELECT json_agg(json_build_array(v.id, v.name, a.code, a.name)) FROM catalog_attributevalue v
     JOIN catalog_attribute a ON a.id = v.attribute_id WHERE v.id = ANY(%s)),
  (SELECT json_object_agg(id, name) FROM catalog_brand WHERE id = ANY(%s)),
  {ranked},
  {nearest},
  greatest({sizes})
"""
# Functions that return rows stand in the list of columns: after FROM each call would fill a table.
_SIZE = "(SELECT count(*) FROM {name})"
_VALUES = """
SELECT {code}::text, chosen, count(*)
FROM (SELECT unnest(attribute_values) AS chosen FROM {goods}) goods GROUP BY chosen
"""
_NUMBERS = """
SELECT key, width_bucket((numbers ->> key)::float8, {steps}), count(*)
FROM (SELECT numbers, jsonb_object_keys(numbers) AS key FROM {goods}) goods
WHERE key {which} GROUP BY 1, 2
"""
_RANKED = """
(SELECT array_agg(product_id) FROM (
   SELECT product_id FROM found
   ORDER BY {order}
   OFFSET (SELECT least(%s, greatest(count(*) - 1, 0) / %s * %s) FROM found) LIMIT %s) page)
"""


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """How to order the goods that were found, and which stretch of them a page shows.

    `order` is SQL with `parameters` over columns of the set, those in `reads` among them.
    """

    order: str
    parameters: tuple[str, ...]
    reads: tuple[str, ...]
    offset: int
    size: int


def count_facets(base: ListingQuerySet, query: ListingQuery, ranking: Ranking) -> Facets:
    """Count the facets of the goods in `base` under the filters of the query."""
    sets = goods_sets(base, query, ranking.reads)
    parts = [
        _Part(", ".join(sets.expressions), sets.parameters),
        _has_any(base, sets),
        _values(query, sets),
        _Part("", [list(query.values)]),
        _numbers(query, sets),
        _Part("", [[key for ids in query.values.values() for key in ids]]),
        _Part("", [list(query.brand_ids)]),
        _ranked(ranking),
        _nearest(query),
    ]
    sql = _COUNTS.format(
        sets=parts[0].sql,
        has_any=parts[1].sql,
        values=parts[2].sql,
        numbers=parts[4].sql,
        ranked=parts[7].sql,
        nearest=parts[8].sql,
        sizes=", ".join(_SIZE.format(name=name) for name in ("found", *sets.own.values())),
        steps=_STEPS,
        **{facet: sets.of(facet) for facet in ("stock", "brand", "tags", "price")},
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for part in parts for value in part.parameters])
        return _facets(cursor.fetchone(), query)


@dataclass(frozen=True)
class _Part:
    """A piece of the query with its parameters, in the order in which the pieces stand."""

    sql: str
    parameters: Iterable[Any]


def _has_any(base: ListingQuerySet, sets: GoodsSets) -> _Part:
    if not sets.own:
        return _Part("(SELECT count(*) > 0 FROM found)", [])
    sql, parameters = base.values("pk")[:1].query.sql_with_params()
    return _Part(f"EXISTS ({sql})", parameters)


def _values(query: ListingQuery, sets: GoodsSets) -> _Part:
    """Count values in the list itself, those of a chosen attribute without its own condition."""
    counted = [_VALUES.format(code="NULL", goods="found")]
    counted += [_VALUES.format(code="%s", goods=sets.own[f"value:{code}"]) for code in query.values]
    return _Part(" UNION ALL ".join(counted), list(query.values))


def _numbers(query: ListingQuery, sets: GoodsSets) -> _Part:
    counted = [_NUMBERS.format(steps=_STEPS, goods="found", which="<> ALL(%s)")]
    parameters: list[Any] = [list(query.numbers)]
    for code in query.numbers:
        own = sets.own[f"number:{code}"]
        counted.append(_NUMBERS.format(steps=_STEPS, goods=own, which="= %s"))
        parameters.append(code)
    return _Part(" UNION ALL ".join(counted), parameters)


def _ranked(ranking: Ranking) -> _Part:
    size = ranking.size
    stretch = [ranking.offset, size, size, size]
    return _Part(_RANKED.format(order=ranking.order), [*ranking.parameters, *stretch])


def _nearest(query: ListingQuery) -> _Part:
    """Look for other words only when these find nothing."""
    if not query.text:
        return _Part("NULL", [])
    return _Part(f"({NEAREST} WHERE NOT EXISTS (SELECT FROM found))", terms_of(query.text))


def _facets(row: tuple[Any, ...], query: ListingQuery) -> Facets:
    total, has_any, in_stock, brands, tags, prices, values, numbers, *rest = row
    paths, value_names, brand_names, ranked, nearest, largest = rest
    return Facets(
        total=total,
        is_capped=total >= MOST_GOODS,
        counts_are_least=largest >= MOST_GOODS,
        has_any=has_any,
        in_stock=in_stock,
        brands=tuple(FacetValue(ids=(key,), label=name, count=n) for key, name, n in brands or ()),
        tags=tuple(FacetValue(ids=(), label=name, count=n) for name, n in tags or ()),
        prices=bands(_by_step(prices), query.prices),
        attributes=_attributes(values or []),
        numbers=_number_facets(numbers or [], query),
        counts_by_path=paths or {},
        names_of_values={key: name for key, name, _code, _attribute in value_names or ()},
        names_of_attributes={code: name for _key, _name, code, name in value_names or ()},
        names_of_brands={int(key): name for key, name in (brand_names or {}).items()},
        ranked=tuple(ranked or ()),
        nearest=nearest or {},
    )


def _by_step(counts: Mapping[str, int] | None) -> dict[int, int]:
    return {int(step): count for step, count in (counts or {}).items()}


def _attributes(rows: list[list[Any]]) -> tuple[Facet, ...]:
    names: dict[str, str] = {}
    values: dict[str, list[FacetValue]] = {}
    for code, label, ids, name, count in rows:
        names.setdefault(code, label)
        found = FacetValue(ids=tuple(sorted(ids)), label=name, count=int(count))
        values.setdefault(code, []).append(found)
    return tuple(
        Facet(code=code, name=names[code], values=tuple(found)) for code, found in values.items()
    )


def _number_facets(rows: list[list[Any]], query: ListingQuery) -> tuple[NumberFacet, ...]:
    named: dict[str, tuple[str, str]] = {}
    counts: dict[str, dict[int, int]] = {}
    for code, name, unit, step, count in rows:
        named[code] = (name, unit)
        counts.setdefault(code, {})[step] = int(count)
    facets = (
        NumberFacet(
            code=code,
            name=named[code][0],
            unit=named[code][1],
            bands=bands(counts[code], query.numbers.get(code, ())),
        )
        for code in sorted(named)
    )
    return tuple(facet for facet in facets if facet.bands)
