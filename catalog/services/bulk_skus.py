"""SKUs of many products at once, by the same rules as one."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.models import AttributeValue, Product, Sku, SkuValue
from catalog.services.goods_items import SkuItem
from catalog.services.skus import code_of, name_of
from shop.common.actors import Actor
from shop.common.audit_trail import set_fields, write_changed
from shop.common.copying import copy_rows, new_keys

_FIELDS = ("name", "barcode", "weight_grams", "volume_cm3", "is_active")

ValueIds = Mapping[tuple[int, str], AttributeValue]


def create_skus(*, items: Sequence[tuple[int, SkuItem]], values: ValueIds) -> dict[int, int]:
    """Make the SKUs of products, by their keys, that are locked; return their ids by item."""
    positions = _next_positions({product_id for product_id, _item in items})
    codes = _free_codes(items, values)
    skus, links, ids = [], [], {}
    defaults = _as_new()
    for key, (product_id, item) in zip(new_keys(Sku, len(items)), items, strict=True):
        chosen = [values[value] for value in item.values or ()]
        fields = {**defaults, "name": name_of(values=chosen), **item.fields}
        position = positions[product_id]
        skus.append((key, product_id, codes[item.key], position, *(fields[n] for n in _FIELDS)))
        links += [(key, value.pk) for value in chosen]
        ids[item.key] = key
        positions[product_id] += 1
    copy_rows(Sku, ("id", "product", "code", "position", *_FIELDS), skus)
    copy_rows(SkuValue, ("sku", "value"), links)
    return ids


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


def _as_new() -> dict[str, Any]:
    fresh = Sku()
    return {name: getattr(fresh, name) for name in _FIELDS}


def _next_positions(product_ids: set[int]) -> dict[int, int]:
    counts: dict[int, Any] = dict.fromkeys(product_ids, 0)
    for product_id in Sku.objects.filter(product_id__among=product_ids).values_list(
        "product_id", flat=True
    ):
        counts[product_id] += 1
    return counts


def _free_codes(items: Sequence[tuple[int, SkuItem]], values: ValueIds) -> dict[int, str]:
    """Give codes to those that have none, as the matrix of a product does."""
    codes = {item.key: item.code for _product, item in items if item.code}
    nameless = [(product_id, item) for product_id, item in items if not item.code]
    if not nameless:
        return codes
    products = Product.objects.in_bulk({product_id for product_id, _item in nameless})
    wanted = {
        item.key: code_of(
            product=products[product_id], values=[values[v] for v in item.values or ()]
        )
        for product_id, item in nameless
    }
    plain = [code for code, _spare in wanted.values()]
    taken = set(Sku.objects.filter(code__in=plain).values_list("code", flat=True))
    taken |= set(codes.values())
    for key, (code, spare) in wanted.items():
        codes[key] = spare if code in taken else code
        taken.add(codes[key])
    return codes
