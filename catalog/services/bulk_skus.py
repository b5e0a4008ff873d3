"""SKUs of many products at once, by the same rules as one."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.models import AttributeValue, Product, Sku, SkuValue
from catalog.services.goods_items import SkuItem
from catalog.services.skus import code_of, name_of
from shop.common.actors import Actor
from shop.common.audit_trail import set_fields, write_changed

ValueIds = Mapping[tuple[int, str], AttributeValue]


def create_skus(*, items: Sequence[tuple[Product, SkuItem]], values: ValueIds) -> dict[int, int]:
    """Make the SKUs of products that are locked; return their ids by the row they came from."""
    positions = _next_positions({product.pk for product, _item in items})
    codes = _free_codes(items, values)
    skus = []
    for product, item in items:
        chosen = [values[value] for value in item.values or ()]
        fields = {"name": name_of(values=chosen), **item.fields}
        skus.append(
            Sku(product=product, code=codes[item.row], position=positions[product.pk], **fields)
        )
        positions[product.pk] += 1
    Sku.objects.bulk_create(skus)
    SkuValue.objects.bulk_create(
        SkuValue(sku=sku, value=values[value])
        for sku, (_product, item) in zip(skus, items, strict=True)
        for value in item.values or ()
    )
    return {item.row: sku.pk for sku, (_product, item) in zip(skus, items, strict=True)}


def update_skus(*, items: Sequence[SkuItem], actor: Actor) -> set[int]:
    """Change what rows say of SKUs that are there; return the ids of those that changed."""
    rows = Sku.objects.in_bulk([item.sku_id for item in items if item.fields])
    changes = [
        set_fields(rows[item.sku_id], dict(item.fields))
        for item in items
        if item.fields and item.sku_id is not None
    ]
    changed = [change for change in changes if change is not None]
    write_changed(Sku, changed, actor=actor)
    return {int(change.row.pk) for change in changed}


def _next_positions(product_ids: set[int]) -> dict[int, int]:
    counts: dict[int, Any] = dict.fromkeys(product_ids, 0)
    for product_id in Sku.objects.filter(product_id__in=product_ids).values_list(
        "product_id", flat=True
    ):
        counts[product_id] += 1
    return counts


def _free_codes(items: Sequence[tuple[Product, SkuItem]], values: ValueIds) -> dict[int, str]:
    """Give codes to those that have none, as the matrix of a product does."""
    codes = {item.row: item.code for _product, item in items if item.code}
    wanted = {
        item.row: code_of(product=product, values=[values[v] for v in item.values or ()])
        for product, item in items
        if not item.code
    }
    plain = [codes_of_row[0] for codes_of_row in wanted.values()]
    taken = set(Sku.objects.filter(code__in=plain).values_list("code", flat=True))
    taken |= set(codes.values())
    for row, (code, spare) in wanted.items():
        codes[row] = spare if code in taken else code
        taken.add(codes[row])
    return codes
