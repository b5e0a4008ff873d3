"""What happens to stock."""

from dataclasses import dataclass

from shop.common.events import Event


@dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    """The stock of these SKUs changed so that a stock flag or an alert may have to follow.

    Not sent by a sale that leaves the SKU at or above its threshold, nor by a dispatch.
    """

    sku_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class StockFellBelowThreshold(Event):
    """An alert was opened. Not sent again by later sales while the alert is open."""

    sku_id: int
    available: int


@dataclass(frozen=True, kw_only=True)
class StockReplenished(Event):
    """A SKU of which nothing was saleable can be bought again, by a receipt or a release.

    Not sent by a receipt that adds to what is saleable already.
    """

    sku_id: int
