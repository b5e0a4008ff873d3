"""Writing what an import says of goods: many products, SKUs and prices in few statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from catalog.services.bulk_prices import PriceEntry, write_prices
from catalog.services.bulk_products import (
    ValueIds,
    create_products,
    make_brands,
    make_values,
    say_attributes_of_many,
    tag_products,
    update_products,
)
from catalog.services.bulk_skus import create_skus, update_skus
from catalog.services.content_changes import content_change, price_change
from catalog.services.goods_items import ProductItem, SkuItem
from catalog.services.listing import refresh_listing
from catalog.services.listing_steps import reopen_stock
from catalog.services.qualification_lock import hold_qualifications
from catalog.services.sales_regions import sell_in
from catalog.services.tree_lock import hold_tree
from shop.common.actors import Actor
from shop.common.importers import Tally


@dataclass(kw_only=True)
class _Done:
    """What came of the items: products by item, SKUs by key, and who was touched."""

    products: dict[int, int] = field(default_factory=dict)  # id by place of the item
    created: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    sku_ids: dict[int, int] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    changed_skus: set[int] = field(default_factory=set)


@transaction.atomic
def write_goods(*, items: Sequence[ProductItem], actor: Actor, at: datetime) -> Tally:
    """Enter new products as drafts and change known ones, with their SKUs and prices.

    Histories, intervals, events and listing rows come out as they do by hand.
    """
    hold_tree()
    hold_qualifications()
    values, done = make_values(items=items), _Done()
    known = [item.product_id for item in items if item.product_id is not None]
    spoken_of = [item.product_id for item in items if item.product_id and _says_more(item)]
    with (
        content_change(product_ids=known, actor=actor, at=at, keeping=spoken_of),
        price_change(product_ids=known, actor=actor, at=at),
    ):
        _write_products(items, done, actor=actor, at=at)
        _write_said(items, values, done)
        _write_regions(items, done, actor=actor, at=at)
        _write_skus(items, values, done, actor=actor)
        _write_prices(items, done, at=at)
        refresh_listing(product_ids=list(_touched(items, done)), at=at)
    return _tally(items, done)


def _says_more(item: ProductItem) -> bool:
    """Tell whether an item says anything but prices; those take nothing away."""
    return bool(
        item.fields
        or item.brand
        or item.sayings
        or item.tag_ids is not None
        or item.sold is not None
        or any(sku.fields for sku in item.skus)
    )


def _write_products(
    items: Sequence[ProductItem], done: _Done, *, actor: Actor, at: datetime
) -> None:
    brands = make_brands(items=items)
    known = [item for item in items if item.product_id is not None]
    done.changed = set(update_products(items=known, brands=brands, actor=actor))
    fresh = [item for item in items if item.product_id is None]
    created = iter(create_products(items=fresh, brands=brands, actor=actor, at=at))
    for place, item in enumerate(items):
        if item.product_id is None:
            done.products[place] = next(created)
            done.created.add(done.products[place])
        else:
            done.products[place] = item.product_id


def _write_said(items: Sequence[ProductItem], values: ValueIds, done: _Done) -> None:
    tags, sayings = {}, {}
    for place, item in enumerate(items):
        if item.tag_ids is not None:
            tags[done.products[place]] = item.tag_ids
        if item.sayings:
            sayings[done.products[place]] = item.sayings
    if tags:
        done.changed |= tag_products(tags=tags)
    if sayings:
        done.changed |= say_attributes_of_many(sayings=sayings, values=values)


def _write_regions(
    items: Sequence[ProductItem], done: _Done, *, actor: Actor, at: datetime
) -> None:
    sold = {
        done.products[place]: item.sold for place, item in enumerate(items) if item.sold is not None
    }
    if sold:
        done.changed |= sell_in(sold=sold, actor=actor, at=at)


def _write_skus(
    items: Sequence[ProductItem], values: ValueIds, done: _Done, *, actor: Actor
) -> None:
    fresh, known = [], []
    for place, item in enumerate(items):
        for sku in item.skus:
            if sku.sku_id is None:
                fresh.append((done.products[place], sku))
            else:
                known.append(sku)
                done.sku_ids[sku.key] = sku.sku_id
    done.changed_skus = update_skus(items=known, actor=actor)
    created = create_skus(items=fresh, values=values)
    done.sku_ids |= created
    done.fresh = set(created)
    reopen_stock(product_ids={product_id for product_id, _sku in fresh} - done.created)


def _write_prices(items: Sequence[ProductItem], done: _Done, *, at: datetime) -> None:
    entries = [
        PriceEntry(sku_id=done.sku_ids[sku.key], kind=kind, amount=amount)
        for sku in _skus(items)
        for kind, amount in sku.prices.items()
    ]
    done.changed_skus |= write_prices(
        entries=entries, at=at, new_sku_ids={done.sku_ids[key] for key in done.fresh}
    )


def _touched(items: Sequence[ProductItem], done: _Done) -> Iterator[int]:
    for place, item in enumerate(items):
        product_id = done.products[place]
        of_skus = any(_is_changed(sku, done) for sku in item.skus)
        if of_skus or product_id in done.created or product_id in done.changed:
            yield product_id


def _is_changed(sku: SkuItem, done: _Done) -> bool:
    return sku.key in done.fresh or done.sku_ids[sku.key] in done.changed_skus


def _skus(items: Sequence[ProductItem]) -> Iterator[SkuItem]:
    for item in items:
        yield from item.skus


def _tally(items: Sequence[ProductItem], done: _Done) -> Tally:
    tally = Tally()
    for place, item in enumerate(items):
        product_id = done.products[place]
        new_rows = {sku.row for sku in item.skus if sku.key in done.fresh}
        changed_rows = {sku.row for sku in item.skus if _is_changed(sku, done)}
        for row in item.rows:
            if product_id in done.created or row in new_rows:
                tally.created += 1
            elif row in changed_rows or (row == item.rows[0] and product_id in done.changed):
                tally.updated += 1
            else:
                tally.unchanged += 1
    return tally
