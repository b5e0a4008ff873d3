"""Enters product types with attributes and values, and finds them again by the plan's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.models import Attribute, AttributeValue, ProductType
from catalog.services.products import AttributeSaying
from shop.demo.catalogue import kinds, shapes

FILTERS = frozenset({"颜色", "尺码"})


@dataclass(frozen=True)
class Kinds:
    """Ids by name: of types, of attributes in a type, of values of an attribute."""

    types: dict[str, int] = field(default_factory=dict)
    attributes: dict[tuple[str, str], int] = field(default_factory=dict)
    values: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def value_id(self, kind: str, attribute: str, value: str) -> int:
        return self.values[kind, attribute, value]

    def sayings(self, plan: shapes.Product) -> dict[int, AttributeSaying]:
        """Say what holds of the product under each attribute of its type."""
        return {
            self.attributes[plan.kind, name]: self._saying(plan.kind, name, value)
            for name, value in plan.attributes.items()
        }

    def dimensions(self, plan: shapes.Product) -> dict[int, list[int]]:
        """Return the chosen values by the id of the dimension that makes SKUs of them."""
        return {
            self.attributes[plan.kind, name]: [self.values[plan.kind, name, value] for value in row]
            for name, row in _dimensions(plan)
        }

    def values_of(self, plan: shapes.Product, sku: shapes.Sku) -> frozenset[int]:
        """Return the values that make this one SKU of the matrix."""
        chosen = []
        if plan.looks_differ:
            chosen.append(self.values[plan.kind, plan.look_name, sku.look.name])
        if plan.option and sku.choice:
            chosen.append(self.values[plan.kind, plan.option.name, sku.choice.name])
        return frozenset(chosen)

    def _saying(self, kind: str, name: str, value: str) -> AttributeSaying:
        form = kinds.kind_named(kind).attribute(name).form
        if form is kinds.Form.CHOICE:
            return {"value_ids": [self.values[kind, name, value]]}
        if form is kinds.Form.NUMBER:
            return {"number": Decimal(value)}
        return {"text": value}


def load_kinds(products: Sequence[shapes.Product]) -> Kinds:
    """Enter the types that the products need."""
    found = Kinds()
    for kind in kinds.KINDS:
        own = [product for product in products if product.kind == kind.name]
        if own:
            _enter_kind(kind, own, found)
    return found


def _enter_kind(kind: kinds.Kind, own: Sequence[shapes.Product], found: Kinds) -> None:
    product_type = ProductType.objects.create(name=kind.name)
    found.types[kind.name] = product_type.pk
    names = dict.fromkeys(name for product in own for name, _ in _dimensions(product))
    rows = [_dimension(name) for name in names]
    rows += [_attribute(attribute) for attribute in kind.attributes]
    for position, row in enumerate(rows):
        row.product_type, row.position = product_type, position
        row.save()
        found.attributes[kind.name, row.name] = row.pk
        for value in _values(row, own):
            found.values[kind.name, row.name, value.name] = value.pk


def _dimension(name: str) -> Attribute:
    return Attribute(
        code=kinds.DIMENSION_CODES[name],
        name=name,
        kind=Attribute.Kind.CHOICE,
        makes_skus=True,
        is_filter=name in FILTERS,
    )


def _attribute(plan: kinds.Attribute) -> Attribute:
    return Attribute(
        code=plan.code,
        name=plan.name,
        kind=plan.form.value,
        unit=plan.unit,
        is_filter=plan.is_filter,
    )


def _values(row: Attribute, own: Sequence[shapes.Product]) -> list[AttributeValue]:
    swatches: dict[str, str] = {}
    for product in own:
        for name, swatch in _said(row, product):
            swatches.setdefault(name, swatch)
    ordered = sorted(swatches, key=_natural)
    return AttributeValue.objects.bulk_create(
        AttributeValue(attribute=row, name=name, swatch=swatches[name], position=position)
        for position, name in enumerate(ordered)
    )


def _said(row: Attribute, product: shapes.Product) -> Iterator[tuple[str, str]]:
    """Yield the values that a product has under an attribute, with a colour where it is one."""
    if not row.makes_skus:
        if row.kind == Attribute.Kind.CHOICE:
            yield product.attributes[row.name], ""
    elif product.looks_differ and product.look_name == row.name:
        yield from ((look.name, look.main) for look in product.looks)
    elif product.option and product.option.name == row.name:
        yield from ((choice.name, "") for choice in product.option.choices)


def _dimensions(product: shapes.Product) -> Iterator[tuple[str, list[str]]]:
    if product.looks_differ:
        yield product.look_name, [look.name for look in product.looks]
    if product.option:
        yield product.option.name, [choice.name for choice in product.option.choices]


def _natural(name: str) -> int:
    """Order sizes by their number; what has none keeps the order in which it came up."""
    return int(name) if name.isdecimal() else 0
