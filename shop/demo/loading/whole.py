"""Loads the whole demo shop, all or nothing."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from customers.models import Identity
from shop.demo.catalogue.shapes import Product
from shop.demo.catalogue.shelf import selection
from shop.demo.history.plan import first_day
from shop.demo.history.rhythm import moment
from shop.demo.loading.clock import settle, standing_at, without_queue
from shop.demo.loading.goods import Goods, load_goods
from shop.demo.loading.media import draw_all
from shop.demo.loading.people import People, load_people
from shop.demo.loading.places import (
    assign_freight,
    load_carriers,
    load_freight,
    load_site,
    load_warehouses,
)
from shop.demo.loading.stock import load_stock, load_supply
from shop.demo.people import STAFF, shoppers

SHOPPERS = 48
FEW_SHOPPERS = 3

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What the plan's keys became in the database."""

    people: People
    goods: Goods
    warehouses: dict[str, int]
    carriers: dict[str, int]


def is_loaded() -> bool:
    """Tell whether this database holds the demo shop already."""
    names = [member.username for member in STAFF]
    return Identity.objects.filter(kind=Identity.Kind.USERNAME, value__in=names).exists()


def load_demo_shop(*, today: date, size: int, say: Say) -> Loaded:
    """Load the demo shop as it stands on a day; size 0 is the small one for tests, without a past.

    One transaction: what was cut off half-way leaves nothing but pictures behind.
    """
    products = selection(size)
    with ThreadPoolExecutor(1) as studio:  # draws in processes of its own meanwhile
        pictures = studio.submit(draw_all, products, draft=size == 0)
        with without_queue(), transaction.atomic():
            loaded = _enter(products, today=today, size=size, say=say)
            say("waiting for the pictures")
            pictures.result()
    return loaded


def _enter(products: Sequence[Product], *, today: date, size: int, say: Say) -> Loaded:
    opens = moment(first_day(today), time(0))
    with standing_at(opens):
        say("entering people and places")
        people = load_people(shoppers(SHOPPERS if size else FEW_SHOPPERS), today=today)
        load_site()
        warehouses = load_warehouses()
        say("entering goods and stock")
        goods = load_goods(products, people=people, opens=opens)
        assign_freight(goods.products, products, load_freight())
        load_supply(products, goods=goods)
        worker = people.actor("warehouse_worker")
        load_stock(products, goods=goods, warehouses=warehouses, actor=worker, at=opens)
        settle()
    return Loaded(people=people, goods=goods, warehouses=warehouses, carriers=load_carriers())
