"""How many of each SKU lie in which warehouse on the first day, and in which bin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shop.demo.catalogue.shapes import Product, Sku
from shop.demo.dice import dice
from shop.demo.warehouses import EAST, NORTH, SOUTH, places

SHARES = ((EAST.code, 0.42), (NORTH.code, 0.31), (SOUTH.code, 0.27))


@dataclass(frozen=True, kw_only=True)
class OpeningStock:
    sku_key: str
    warehouse: str
    quantity: int  # 0 for what is sold out: the level exists all the same
    bin_code: str


def opening_stock(products: Sequence[Product]) -> Iterator[OpeningStock]:
    """Spread the first stock over the warehouses; the sizes of one colour share a bin."""
    bins = places()
    for product in products:
        by_look = dict(zip(product.looks, bins, strict=False))
        for sku in product.skus():
            place = by_look[sku.look]
            for warehouse, quantity in _spread(product, sku):
                yield OpeningStock(
                    sku_key=sku.key, warehouse=warehouse, quantity=quantity, bin_code=place.code
                )


def is_scarce(product: Product, sku: Sku) -> bool:
    """Tell whether the SKU shows an edge, such as the last piece: the history must not buy it."""
    return _tail(product, sku) in product.left


def _spread(product: Product, sku: Sku) -> Iterator[tuple[str, int]]:
    if is_scarce(product, sku):
        yield EAST.code, product.left[_tail(product, sku)]
        return
    chance = dice("stock", sku.key)
    total = 14 + product.popularity * 9 * (0.6 + chance.random() * 0.8)
    for warehouse, share in SHARES:
        yield warehouse, max(2, round(total * share * (0.8 + chance.random() * 0.4)))


def _tail(product: Product, sku: Sku) -> str:
    return sku.key.removeprefix(product.key).removeprefix("-")
