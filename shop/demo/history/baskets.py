"""What a shopper puts in the cart: popular goods, common sizes, and only what is still there."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from shop.demo.catalogue.shapes import Product, Sku
from shop.demo.delivery import TEMPLATES
from shop.demo.history.intents import StockArrives, Wish
from shop.demo.stock import is_scarce, opening_stock
from shop.demo.warehouses import EAST

LEAST_LEFT = 3  # the history never buys the shelf empty
LOT = 24
_LINES = ((1, 66), (2, 25), (3, 9))
_QUANTITIES = ((1, 84), (2, 13), (3, 3))


def _pick(chance: random.Random, weighted: Sequence[tuple[int, int]]) -> int:
    values, weights = zip(*weighted, strict=True)
    return int(chance.choices(values, weights=weights)[0])


class Shelves:
    """Counts along what the shop holds in all, so that the plan never asks for what is gone."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = [product for product in products if product.popularity]
        self._left: Counter[str] = Counter()
        for line in opening_stock(products):
            self._left[line.sku_key] += line.quantity

    def basket(self, chance: random.Random, province: str) -> tuple[Wish, ...]:
        """Fill a cart for a province, and take its goods off the shelves."""
        candidates = [product for product in self._products if is_served(product, province)]
        weights = [product.popularity for product in candidates]
        wishes: dict[str, int] = {}
        for product in chance.choices(candidates, weights, k=_pick(chance, _LINES)):
            sku = self._choose(chance, product)
            if sku and sku.key not in wishes:
                wishes[sku.key] = _pick(chance, _QUANTITIES)
        self._left.subtract(wishes)
        return tuple(Wish(code, quantity) for code, quantity in wishes.items())

    def put_back(self, wishes: Sequence[Wish]) -> None:
        self._left.update({wish.sku_key: wish.quantity for wish in wishes})

    def deliveries(self, at: datetime) -> Iterator[StockArrives]:
        """Order anew what runs low, as the buyer does once a week."""
        for product in self._products:
            for sku in product.skus():
                if self._left[sku.key] < product.alert_at + LEAST_LEFT and not is_scarce(
                    product, sku
                ):
                    self._left[sku.key] += LOT
                    yield StockArrives(at=at, sku_key=sku.key, warehouse=EAST.code, quantity=LOT)

    def _choose(self, chance: random.Random, product: Product) -> Sku | None:
        there = [
            sku
            for sku in product.skus()
            if self._left[sku.key] >= LEAST_LEFT * 2 and not is_scarce(product, sku)
        ]
        if not there:
            return None
        middle = (len(there) - 1) / 2
        return chance.choices(
            there, [1.6 - abs(i - middle) / len(there) for i in range(len(there))]
        )[0]


def is_served(product: Product, province: str) -> bool:
    """Tell whether the product's freight template serves the province."""
    template = next(template for template in TEMPLATES if template.key == product.freight)
    return not any(province in zone.regions and not zone.is_served for zone in template.zones)
