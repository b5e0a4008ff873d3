"""Three warehouses: whom they serve first, and how their shelves are numbered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, kw_only=True)
class DemoWarehouse:
    code: str
    name: str
    district: str
    street: str
    telephone: str
    cutoff: time


NORTH = DemoWarehouse(
    code="north",
    name="华北仓",
    district="110115",  # 北京市大兴区
    street="青穗路 18 号北区物流园 3 号库",
    telephone="010-00000001",
    cutoff=time(17, 30),
)
EAST = DemoWarehouse(
    code="east",
    name="华东仓",
    district="330411",  # 浙江省嘉兴市秀洲区
    street="运帆大道 226 号东区物流园 1 号库",
    telephone="0573-00000002",
    cutoff=time(18, 0),
)
SOUTH = DemoWarehouse(
    code="south",
    name="华南仓",
    district="440112",  # 广东省广州市黄埔区
    street="云榕三路 9 号南区物流园 2 号库",
    telephone="020-00000003",
    cutoff=time(18, 30),
)

WAREHOUSES = (NORTH, EAST, SOUTH)

# The provinces by the warehouse that is nearest, then second, then third. Hong Kong, Macao and
# Taiwan (81, 82, 71) are missing on purpose: the shop does not deliver there.
_NEAREST = {
    ("north", "east", "south"): "11 12 13 14 15 21 22 23 37 41 61 62 63 64 65",
    ("east", "north", "south"): "31 32 34",
    ("east", "south", "north"): "33 36 42",
    ("south", "east", "north"): "35 43 44 45 46 50 51 52 53 54",
}
NOT_SERVED = ("710000", "810000", "820000")

AISLES = "ABCDEF"
RACKS = 4
SHELVES = 5
PLACES = 4


@dataclass(frozen=True)
class Ranking:
    warehouse: str
    province: str
    rank: int


def rankings() -> Iterator[Ranking]:
    """Rank every warehouse for each of the 31 provinces."""
    for warehouses, provinces in _NEAREST.items():
        for province in provinces.split():
            for rank, warehouse in enumerate(warehouses, start=1):
                yield Ranking(warehouse, f"{province}0000", rank)


@dataclass(frozen=True)
class Place:
    """A bin: aisle, rack, shelf, place; the picker walks one aisle up and the next one down."""

    code: str
    pick_sequence: int


def places() -> Iterator[Place]:
    """Lay out the bins of a warehouse, such as A-01-02-03, in walking order."""
    sequence = 0
    for position, aisle in enumerate(AISLES):
        racks = range(1, RACKS + 1) if position % 2 == 0 else range(RACKS, 0, -1)
        for rack in racks:
            for shelf in range(1, SHELVES + 1):
                for place in range(1, PLACES + 1):
                    sequence += 10
                    yield Place(f"{aisle}-{rack:02d}-{shelf:02d}-{place:02d}", sequence)
