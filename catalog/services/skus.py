"""SKUs: the matrix made from chosen values, and what is said of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from itertools import product as combinations
from math import prod
from typing import TypedDict, Unpack

from django.db import transaction

from catalog.errors import TooManySkus, ValuesNotPossible
from catalog.models import Attribute, AttributeValue, Product, Sku, SkuValue
from catalog.services.content_changes import content_change, refuse_unsaleable
from catalog.services.listing import refresh_listing
from catalog.services.listing_steps import reopen_stock
from shop.common.actors import Actor

MOST_SKUS = 200
_CODE_LENGTH = 60
_NAME_LENGTH = 120

Combination = tuple[AttributeValue, ...]


class SkuFields(TypedDict, total=False):
    code: str
    name: str
    barcode: str | None
    weight_grams: int
    volume_cm3: int
    is_active: bool
    position: int


@dataclass(frozen=True, kw_only=True)
class SkuMatrix:
    """What generating came to: new SKUs, those retired, and those that came back."""

    created: list[Sku]
    retired: list[Sku]
    revived: list[Sku]


@transaction.atomic
def generate_skus(
    *, product_id: int, value_ids_by_attribute: dict[int, list[int]], actor: Actor
) -> SkuMatrix:
    """Make the SKUs of a product those of all combinations; what is there keeps all it has.

    Without values the product gets its one plain SKU. A SKU outside the combinations is retired,
    not deleted; it comes back with a value that is chosen again, not when somebody had taken it
    out of the others by hand. Raises ValuesNotPossible,
    TooManySkus, or ProductNotComplete when nothing that is on the shelf would be left to buy.
    """
    # What new SKUs lack is entered afterwards; until then nobody can buy them.
    with content_change(product_ids=[product_id], actor=actor, keeping=()):
        product = Product.objects.get(pk=product_id)
        dimensions = _dimensions(product, value_ids_by_attribute)
        if prod(map(len, dimensions)) > MOST_SKUS:
            raise TooManySkus
        known = _skus_by_values(product)
        wanted = {
            frozenset(value.pk for value in combination): combination
            for combination in combinations(*dimensions)
        }
        created = [
            _create_sku(product, combination, position=len(known) + place)
            for place, (values, combination) in enumerate(wanted.items())
            if values not in known
        ]
        retired = [sku for values, sku in known.items() if sku.is_active and values not in wanted]
        revived = [known[values] for values in _chosen_again(known, wanted)]
        if created:
            reopen_stock(product_ids=[product_id])
        _set_active(retired, to=False)
        _set_active(revived, to=True)
        refresh_listing(product_ids=[product_id])
        if retired:
            refuse_unsaleable(product=product)
    return SkuMatrix(created=created, retired=retired, revived=revived)


@transaction.atomic
def update_sku(*, sku_id: int, actor: Actor, **fields: Unpack[SkuFields]) -> Sku:
    """Change what is said of a SKU; its code, once printed on labels, should stay."""
    product_id = Sku.objects.values_list("product_id", flat=True).get(pk=sku_id)
    with content_change(product_ids=[product_id], actor=actor):
        sku = Sku.objects.get(pk=sku_id)
        for name, value in fields.items():
            setattr(sku, name, value)
        sku.barcode = sku.barcode or None
        sku.save()
        refresh_listing(product_ids=[product_id])
    return sku


def name_of(*, values: Iterable[AttributeValue]) -> str:
    """Name a SKU by its values."""
    return ", ".join(value.name for value in values)[:_NAME_LENGTH]


def code_of(*, product: Product, values: Iterable[AttributeValue]) -> tuple[str, str]:
    """Make the code of a SKU, and the one for the case that this is taken.

    Cut off or like another: the values' own numbers tell them apart.
    """
    chosen = list(values)
    words = [product.number, *("".join(value.name.split()) for value in chosen)]
    spare = [product.number, *(str(value.pk) for value in chosen)]
    return "-".join(words)[:_CODE_LENGTH], "-".join(spare)[:_CODE_LENGTH]


def _dimensions(
    product: Product, value_ids_by_attribute: Mapping[int, Iterable[int]]
) -> list[list[AttributeValue]]:
    attributes = Attribute.objects.filter(
        pk__in=value_ids_by_attribute, product_type_id=product.product_type_id, makes_skus=True
    ).order_by("position", "pk")
    if len(attributes) != len(value_ids_by_attribute):
        raise ValuesNotPossible
    return [_values(attribute, value_ids_by_attribute[attribute.pk]) for attribute in attributes]


def _values(attribute: Attribute, value_ids: Iterable[int]) -> list[AttributeValue]:
    wanted = set(value_ids)
    values = list(attribute.values.filter(pk__in=wanted).order_by("position", "pk"))
    if not values or len(values) != len(wanted):
        raise ValuesNotPossible
    return values


def _skus_by_values(product: Product) -> dict[frozenset[int], Sku]:
    skus = Sku.objects.filter(product=product).prefetch_related("values__value")
    return {frozenset(chosen.value_id for chosen in sku.values.all()): sku for sku in skus}


def _create_sku(product: Product, combination: Combination, *, position: int) -> Sku:
    sku = Sku.objects.create(
        product=product,
        code=_free_code(product, combination),
        name=name_of(values=combination),
        position=position,
    )
    SkuValue.objects.bulk_create(SkuValue(sku=sku, value=value) for value in combination)
    return sku


def _free_code(product: Product, combination: Combination) -> str:
    code, spare = code_of(product=product, values=combination)
    more = (f"{spare[: _CODE_LENGTH - 4]}-{number}" for number in count(2))
    return next(
        code for code in chain((code, spare), more) if not Sku.objects.filter(code=code).exists()
    )


def _chosen_again(
    known: Mapping[frozenset[int], Sku], wanted: Iterable[frozenset[int]]
) -> list[frozenset[int]]:
    on_sale = [values for values, sku in known.items() if sku.is_active]
    shown = frozenset[int]().union(*on_sale)
    return [
        values
        for values in wanted
        if values in known and not known[values].is_active and not (values and values <= shown)
    ]


def _set_active(skus: list[Sku], *, to: bool) -> None:
    Sku.objects.filter(pk__in=[sku.pk for sku in skus]).update(is_active=to)
