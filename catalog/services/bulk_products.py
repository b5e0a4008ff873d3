"""Products of many rows at once, by the same rules as one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from catalog.models import (
    AttributeValue,
    Brand,
    Product,
    ProductAttribute,
    ProductHistory,
)
from catalog.selectors.content_check import claim_finder
from catalog.services.goods_items import ProductItem, Saying
from catalog.services.products import ProductFields, address_of, prepared, refuse_changed_claims
from catalog.services.qualifications import refuse_unqualified_products
from shop.common.actors import Actor
from shop.common.audit_trail import set_fields, write_changed
from shop.common.copying import copy_rows, new_keys
from shop.common.transitions import record_all

ValueIds = Mapping[tuple[int, str], AttributeValue]


class _Created(NamedTuple):
    pk: int


def make_brands(*, items: Iterable[ProductItem]) -> dict[str, int]:
    """Return the brands that rows name, making those that are not there."""
    names = {item.brand for item in items if item.brand}
    known = dict(Brand.objects.filter(name__among=names).values_list("name", "pk"))
    for name in sorted(names - known.keys()):
        slug = address_of(title=name)
        if Brand.objects.filter(slug=slug).exists():
            slug = f"{slug}-{Brand.objects.count() + 1}"
        known[name] = Brand.objects.get_or_create(name=name, defaults={"slug": slug})[0].pk
    return known


def make_values(*, items: Iterable[ProductItem]) -> dict[tuple[int, str], AttributeValue]:
    """Return the attribute values that rows name, making those that are not there."""
    wanted = {value for item in items for sku in item.skus for value in sku.values or ()}
    wanted |= {
        (attribute_id, value)
        for item in items
        for attribute_id, saying in item.sayings.items()
        for value in saying.values
    }
    known = _values(wanted)
    missing = sorted(wanted - known.keys())
    if missing:
        AttributeValue.objects.bulk_create(
            (
                AttributeValue(attribute_id=attribute_id, name=name, position=1000)
                for attribute_id, name in missing
            ),
            ignore_conflicts=True,
        )
        known = _values(wanted)
    return known


def create_products(
    *, items: Sequence[ProductItem], brands: Mapping[str, int], actor: Actor, at: datetime
) -> list[int]:
    """Enter products as drafts, with the birth of each in its history; whoever enters owns them.

    Returns their keys in the order of the items.
    """
    keys = new_keys(Product, len(items))
    entered = {"owner_id": actor.user_id, "created_at": at, "updated_at": timezone.now()}
    defaults = _as_new() | entered
    rows = []
    for key, item in zip(keys, items, strict=True):
        fields = defaults | _fields(item, brands, {})
        fields["slug"] = fields["slug"] or address_of(title=str(fields["title"]))
        rows.append((key, *(fields[name] for name in defaults)))
    copy_rows(Product, ("id", *defaults), rows)
    record_all(
        [_Created(key) for key in keys], history=ProductHistory, owner="product", axis="status",
        to_state=Product.Status.DRAFT, actor=actor, at=at,
    )  # fmt: skip
    return keys


def update_products(
    *, items: Sequence[ProductItem], brands: Mapping[str, int], actor: Actor
) -> dict[int, Product]:
    """Lock products and change what rows say of them; return those that were named, by id.

    Those that changed carry `was_changed`.
    """
    ids = [item.product_id for item in items if item.product_id is not None]
    Product.objects.lock_many(ids)
    products = Product.objects.in_bulk(ids)
    now = timezone.now()
    changes, moved = [], []
    finder = claim_finder()
    for item in items:
        product = products[item.product_id or 0]
        fields = _fields(item, brands, {})
        refuse_changed_claims(product=product, fields=fields, finder=finder)
        was_category = product.category_id
        change = set_fields(product, dict(fields))
        if product.is_live and product.category_id != was_category:
            moved.append(product.pk)
        if change is not None:
            product.updated_at = now
            changes.append(change)
    write_changed(Product, changes, actor=actor, also=["updated_at"])
    refuse_unqualified_products(product_ids=moved)
    return {change.row.pk: products[change.row.pk] for change in changes}


def tag_products(*, tags: Mapping[int, tuple[int, ...]]) -> set[int]:
    """Give products exactly these tags; return those that had others."""
    through = Product.tags.through
    known: dict[int, set[int]] = {product_id: set() for product_id in tags}
    rows = through._default_manager.filter(product_id__among=tags)  # noqa: SLF001  a table without model
    for product_id, tag_id in rows.values_list("product_id", "tag_id"):
        known[product_id].add(tag_id)
    changed = {
        product_id for product_id, wanted in tags.items() if known[product_id] != set(wanted)
    }
    rows.filter(product_id__in=changed).delete()
    through._default_manager.bulk_create(  # noqa: SLF001
        through(product_id=product_id, tag_id=tag_id)
        for product_id in changed
        for tag_id in tags[product_id]
    )
    return changed


def say_attributes_of_many(
    *, sayings: Mapping[int, Mapping[int, Saying]], values: ValueIds
) -> set[int]:
    """Say what holds of products under attributes; return those of which something else held."""
    known = {
        (row.product_id, row.attribute_id): row
        for row in ProductAttribute.objects.filter(product_id__among=sayings).prefetch_related(
            "values"
        )
    }
    changed: set[int] = set()
    for product_id, attribute_id, saying in _differing(sayings, known):
        row = known.get((product_id, attribute_id))
        row = row or ProductAttribute(product_id=product_id, attribute_id=attribute_id)
        row.text, row.number = saying.text, saying.number
        known[product_id, attribute_id] = row
        changed.add(product_id)
    wanted = {
        (product_id, attribute_id) for product_id in changed for attribute_id in sayings[product_id]
    }
    _write_sayings([known[key] for key in sorted(wanted)], sayings, values)
    return changed


def _differing(
    sayings: Mapping[int, Mapping[int, Saying]], known: Mapping[tuple[int, int], ProductAttribute]
) -> Iterable[tuple[int, int, Saying]]:
    for product_id, by_attribute in sayings.items():
        for attribute_id, saying in by_attribute.items():
            row = known.get((product_id, attribute_id))
            if row is None or _said(row) != saying:
                yield product_id, attribute_id, saying


def _said(row: ProductAttribute) -> Saying:
    names = tuple(sorted(value.name for value in row.values.all()))
    return Saying(text=row.text, number=row.number, values=names)


def _write_sayings(
    rows: Sequence[ProductAttribute],
    sayings: Mapping[int, Mapping[int, Saying]],
    values: ValueIds,
) -> None:
    ProductAttribute.objects.bulk_create(row for row in rows if row.pk is None)
    ProductAttribute.objects.bulk_update(
        [row for row in rows if row.pk is not None], ["text", "number"]
    )
    through = ProductAttribute.values.through
    links = through._default_manager  # noqa: SLF001  a table without model
    links.filter(productattribute__in=rows).delete()
    links.bulk_create(
        through(productattribute_id=row.pk, attributevalue_id=values[row.attribute_id, name].pk)
        for row in rows
        for name in sayings[row.product_id][row.attribute_id].values
    )


def _as_new() -> dict[str, Any]:
    """Return what a product has of which nothing is said; key and number come from the table."""
    fresh = Product()
    fields = Product._meta.concrete_fields  # noqa: SLF001  documented by Django
    return {f.attname: getattr(fresh, f.attname) for f in fields if f.name not in {"id", "number"}}


def _values(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], AttributeValue]:
    rows = AttributeValue.objects.filter(
        attribute_id__in={attribute_id for attribute_id, _name in wanted},
        name__in={name for _attribute, name in wanted},
    )
    return {
        (row.attribute_id, row.name): row for row in rows if (row.attribute_id, row.name) in wanted
    }


def _fields(
    item: ProductItem, brands: Mapping[str, int], defaults: Mapping[str, int | None]
) -> ProductFields:
    brand = {"brand_id": brands[item.brand]} if item.brand else {}
    return prepared(fields={**defaults, **item.fields, **brand})  # type: ignore[typeddict-item]  # the columns are its fields
