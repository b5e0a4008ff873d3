"""The cost price of a SKU, as a column of the grid: an app above keeps the figure."""

from decimal import Decimal
from typing import Protocol


class CostKeeper(Protocol):
    def __call__(self, *, sku_id: int, unit_cost: Decimal) -> object: ...


_keepers: list[CostKeeper] = []


def register_cost_keeper(*, keeper: CostKeeper) -> None:
    """Have `set_cost` hand its figures to the app that keeps them."""
    _keepers[:] = [keeper]


def set_cost(*, sku_id: int, unit_cost: Decimal) -> None:
    """Set what one piece of a SKU costs, in yuan."""
    for keeper in _keepers:
        keeper(sku_id=sku_id, unit_cost=unit_cost)
