"""Enters costs, alert thresholds, and what lies in the warehouses on the first day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from inventory.models import Bin, StockLevel
from inventory.services.levels import assign_bin
from inventory.services.receipts import enter_initial_stock
from inventory.services.supply import set_supply, set_thresholds
from inventory.types import ReceivedLine
from shop.common.actors import Actor
from shop.demo.catalogue.shapes import Product
from shop.demo.loading.goods import Goods
from shop.demo.stock import OpeningStock, opening_stock


def load_supply(products: Sequence[Product], *, goods: Goods) -> None:
    """Set what each SKU cost, and when its owner is to be warned."""
    thresholds: dict[int, list[int]] = defaultdict(list)
    for product in products:
        for sku in product.skus():
            sku_id = goods.skus[sku.key]
            set_supply(sku_id=sku_id, unit_cost=sku.cost)
            thresholds[product.alert_at].append(sku_id)
    for threshold, sku_ids in thresholds.items():
        set_thresholds(sku_ids=sku_ids, alert_threshold=threshold)


def load_stock(
    products: Sequence[Product],
    *,
    goods: Goods,
    warehouses: Mapping[str, int],
    actor: Actor,
    at: datetime,
) -> None:
    """Enter the first stock, warehouse by warehouse, each SKU in its bin."""
    lines: dict[str, list[OpeningStock]] = defaultdict(list)
    for line in opening_stock(products):
        if line.quantity:
            lines[line.warehouse].append(line)
    for code, own in lines.items():
        bins = dict(Bin.objects.filter(warehouse=warehouses[code]).values_list("code", "pk"))
        received = [
            ReceivedLine(
                sku_id=goods.skus[line.sku_key],
                quantity=line.quantity,
                bin_id=bins[line.bin_code],
            )
            for line in own
        ]
        enter_initial_stock(warehouse_id=warehouses[code], lines=received, actor=actor, at=at)
        _put_in_bins(warehouses[code], received)


def _put_in_bins(warehouse_id: int, received: Sequence[ReceivedLine]) -> None:
    levels = dict(StockLevel.objects.filter(warehouse=warehouse_id).values_list("sku_id", "pk"))
    shelves: dict[int | None, list[int]] = defaultdict(list)
    for line in received:
        shelves[line.bin_id].append(levels[line.sku_id])
    for bin_id, level_ids in shelves.items():
        assign_bin(level_ids=level_ids, bin_id=bin_id)
