"""Values of inventory that cross its border."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What one order line needs."""

    line_id: int
    sku_id: int
    quantity: int

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"line {self.line_id} wants {self.quantity} pieces")


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """A line that cannot be had whole; `available` is what this line could have."""

    line_id: int
    sku_id: int
    wanted: int
    available: int


@dataclass(frozen=True, kw_only=True)
class ReceivedLine:
    sku_id: int
    quantity: int
    bin_id: int | None = None
    batch: str = ""


@dataclass(frozen=True, kw_only=True)
class ReservedPiece:
    """What is still promised to an order line in one warehouse, and where it lies there."""

    line_id: int
    sku_id: int
    warehouse_id: int
    quantity: int
    bin_code: str
    pick_sequence: int


@dataclass(frozen=True, kw_only=True)
class PlacedPiece:
    """So many pieces of an order line in one warehouse."""

    line_id: int
    warehouse_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ServingWarehouse:
    """A warehouse as seen from a province; `rank` is None where it serves as a last resort only."""

    warehouse_id: int
    code: str
    name: str
    rank: int | None
    cutoff: time | None


@dataclass(frozen=True, kw_only=True)
class LevelSupply:
    """One level as the choice of warehouses sees it.

    `warn_below` is the SKU's alert threshold, 0 without one or while its alert is open.
    """

    level_id: int
    sku_id: int
    warehouse_id: int
    available: int
    rank: int
    warn_below: int = 0


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a line taken from one level."""

    line_id: int
    level_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class LowStock:
    """A SKU whose saleable stock is under its threshold."""

    sku_id: int
    sku_code: str
    title: str
    threshold: int
    available: int
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class BinPlace:
    """A bin and its place in the walking order."""

    code: str
    pick_sequence: int
