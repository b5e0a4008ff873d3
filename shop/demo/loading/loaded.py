"""What the plan's keys became in the database."""

from dataclasses import dataclass, field
from datetime import datetime

from shop.demo.loading.goods import Goods
from shop.demo.loading.people import People


@dataclass(frozen=True, kw_only=True)
class Loaded:
    people: People
    goods: Goods
    warehouses: dict[str, int]
    carriers: dict[str, int]
    orders: dict[str, int] = field(default_factory=dict)  # by the key of the plan
    arrivals: dict[int, datetime] = field(default_factory=dict)  # by the id of the order
