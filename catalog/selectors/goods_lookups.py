"""What the shop has of the things that the rows of an import name, read once per chunk."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth import get_user_model

from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Product,
    ProductType,
    Sku,
    SkuValue,
    Tag,
)


class _NamedCategory(NamedTuple):
    pk: int
    slug: str
    words: str
    depth: int


@dataclass(frozen=True, kw_only=True)
class KnownAttribute:
    id: int
    name: str
    code: str
    kind: str
    makes_skus: bool
    position: int
    values: dict[str, tuple[int, int]]  # by name: id and position


@dataclass(frozen=True, kw_only=True)
class KnownType:
    id: int
    name: str
    attributes: dict[str, KnownAttribute]  # by name and by code

    def attribute(self, word: str) -> KnownAttribute | None:
        return self.attributes.get(word.lower())

    @property
    def dimensions(self) -> list[str]:
        found = {a.name: a.position for a in self.attributes.values() if a.makes_skus}
        return sorted(found, key=lambda name: found[name])


@dataclass(frozen=True, kw_only=True)
class KnownSku:
    id: int
    product_id: int
    code: str
    is_active: bool
    values: frozenset[tuple[int, str]]  # attribute id and name of the value


@dataclass(kw_only=True)
class GoodsLookups:
    """Everything by the words that a person writes."""

    by_number: dict[str, Product] = field(default_factory=dict)
    by_outside_code: dict[str, Product] = field(default_factory=dict)
    by_id: dict[int, Product] = field(default_factory=dict)
    skus_by_code: dict[str, KnownSku] = field(default_factory=dict)
    skus_of: dict[int, list[KnownSku]] = field(default_factory=dict)
    barcodes: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    brands: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    types: dict[str, KnownType] = field(default_factory=dict)
    types_by_id: dict[int, KnownType] = field(default_factory=dict)


@dataclass(kw_only=True)
class Named:
    """The words that a chunk names."""

    numbers: set[str] = field(default_factory=set)
    outside_codes: set[str] = field(default_factory=set)
    sku_codes: set[str] = field(default_factory=set)
    barcodes: set[str] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)


def look_up(named: Named) -> GoodsLookups:
    """Read what the shop has of all that, in a fixed number of queries."""
    found = GoodsLookups()
    _products(named, found)
    _skus(named, found)
    found.categories = category_ids()
    found.brands = dict(Brand.objects.filter(name__among=named.brands).values_list("name", "pk"))
    found.tags = dict(Tag.objects.filter(name__among=named.tags).values_list("name", "pk"))
    staff = get_user_model()._default_manager.filter(is_staff=True, number__among=named.owners)  # noqa: SLF001  whatever the user model is
    found.owners = dict(staff.values_list("number", "pk"))
    _types(found)
    return found


def category_ids() -> dict[str, int]:
    """Return the categories by their path in words ("女装/连衣裙") and by their address."""
    rows = _named_categories()
    return {word: row.pk for row in rows for word in (row.words, row.slug)}


def category_words() -> list[str]:
    """Return every category from the second level on as an import names it."""
    return [row.words for row in _named_categories() if row.depth > 1]


def _named_categories() -> list[_NamedCategory]:
    words: dict[str, str] = {}
    rows = Category.objects.order_by("path").values_list("pk", "slug", "path", "name", "depth")
    found = []
    for pk, slug, path, name, depth in rows:
        above = words.get(path[: -Category.steplen])
        words[path] = f"{above}/{name}" if above else name
        found.append(_NamedCategory(pk=pk, slug=slug, words=words[path], depth=depth))
    return found


def type_words() -> list[str]:
    return list(ProductType.objects.order_by("name").values_list("name", flat=True))


def _products(named: Named, found: GoodsLookups) -> None:
    by_sku = Sku.objects.filter(code__among=named.sku_codes).values("product_id")
    rows = [
        *Product.objects.filter(number__among=named.numbers),
        *Product.objects.filter(outside_code__among=named.outside_codes),
        *Product.objects.filter(pk__in=by_sku),
    ]
    for row in rows:
        product = found.by_id.setdefault(row.pk, row)
        found.by_number[product.number] = product
        if product.outside_code:
            found.by_outside_code[product.outside_code] = product


def _skus(named: Named, found: GoodsLookups) -> None:
    rows = Sku.objects.filter(product_id__among=found.by_id).order_by(
        "product_id", "position", "pk"
    )
    values: dict[int, set[tuple[int, str]]] = {}
    chosen = SkuValue.objects.filter(sku__product_id__among=found.by_id)
    for sku_id, attribute_id, name in chosen.values_list(
        "sku_id", "value__attribute_id", "value__name"
    ):
        values.setdefault(sku_id, set()).add((attribute_id, name))
    for pk, product_id, code, is_active in rows.values_list(
        "pk", "product_id", "code", "is_active"
    ):
        sku = KnownSku(
            id=pk, product_id=product_id, code=code, is_active=is_active,
            values=frozenset(values.get(pk, ())),
        )  # fmt: skip
        found.skus_by_code[code] = sku
        found.skus_of.setdefault(product_id, []).append(sku)
    taken = Sku.objects.filter(barcode__among=named.barcodes)
    found.barcodes = {code: pk for code, pk in taken.values_list("barcode", "pk") if code}


def _types(found: GoodsLookups) -> None:
    values: dict[int, dict[str, tuple[int, int]]] = {}
    for pk, attribute_id, name, position in AttributeValue.objects.values_list(
        "pk", "attribute_id", "name", "position"
    ):
        values.setdefault(attribute_id, {})[name] = (pk, position)
    attributes: dict[int, dict[str, KnownAttribute]] = {}
    for row in Attribute.objects.order_by("position", "pk"):
        known = KnownAttribute(
            id=row.pk, name=row.name, code=row.code, kind=row.kind, makes_skus=row.makes_skus,
            position=row.position, values=values.get(row.pk, {}),
        )  # fmt: skip
        words = attributes.setdefault(row.product_type_id, {})
        words[row.name.lower()] = known
        words.setdefault(row.code.lower(), known)
    for pk, name in ProductType.objects.values_list("pk", "name"):
        known_type = KnownType(id=pk, name=name, attributes=attributes.get(pk, {}))
        found.types[name] = found.types_by_id[pk] = known_type
