"""Loads the whole demo shop, all or nothing."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time

from django.db import transaction

from analytics.services.product_flags import flag_products
from catalog.services.search_words import renew_search_words
from customers.models import Identity
from shop.demo.catalogue.shapes import Product
from shop.demo.catalogue.shelf import selection
from shop.demo.history.intents import Visit
from shop.demo.history.plan import Cast, first_day, plan_history
from shop.demo.history.rhythm import moment
from shop.demo.loading.clock import settle, standing_at, without_queue
from shop.demo.loading.documents import load_documents
from shop.demo.loading.goods import load_goods
from shop.demo.loading.home import load_home
from shop.demo.loading.loaded import Loaded
from shop.demo.loading.media import draw_all
from shop.demo.loading.opinions import load_opinions
from shop.demo.loading.people import load_people
from shop.demo.loading.places import (
    load_carriers,
    load_freight,
    load_site,
    load_warehouses,
)
from shop.demo.loading.reading import load_reading
from shop.demo.loading.replay import replay
from shop.demo.loading.stock import load_stock, load_supply
from shop.demo.loading.traffic import load_figures, load_visits
from shop.demo.people import STAFF, Shopper, shoppers
from shop.services.media_adoption import adopt_all_pictures

SHOPPERS = 48
FEW_SHOPPERS = 3
NOON = time(12)

Say = Callable[[str], None]


def is_loaded() -> bool:
    """Tell whether this database holds the demo shop already."""
    names = [member.username for member in STAFF]
    return Identity.objects.filter(kind=Identity.Kind.USERNAME, value__in=names).exists()


def load_demo_shop(*, today: date, size: int, say: Say, until: datetime | None = None) -> Loaded:
    """Load the demo shop as it stands on a day; size 0 is the small one for tests, without a past.

    One transaction: what was cut off half-way leaves nothing but pictures behind. The past ends at
    `until`, by default at noon of the day.
    """
    products = selection(size)
    people = shoppers(SHOPPERS if size else FEW_SHOPPERS)
    end = until or moment(today, NOON)
    plan = plan_history(today=today, size=size, cast=Cast(products=products, shoppers=people))
    with ThreadPoolExecutor(1) as studio:  # draws in processes of its own meanwhile
        pictures = studio.submit(draw_all, products, draft=size == 0)
        with without_queue(), transaction.atomic():
            loaded = furnish(products, people, today=today, say=say)
            say("living through the past")
            replay(plan, loaded=loaded, until=end)
            visits = [intent for intent in plan if isinstance(intent, Visit) and intent.at <= end]
            load_visits(visits, loaded=loaded)
            with standing_at(end):
                load_reading(products, loaded.goods.products, people=loaded.people, end=end)
                load_opinions(products, loaded=loaded, until=end)
                load_figures(until=end, owner_id=loaded.people.staff["analyst"].pk)
                flag_products(at=end)
            say("waiting for the pictures")
            pictures.result()
            adopt_all_pictures(say=say)
    return loaded


def furnish(
    products: Sequence[Product], cast: Sequence[Shopper], *, today: date, say: Say
) -> Loaded:
    """Enter everything that must be there before the first visitor comes."""
    opens = moment(first_day(today), time(0))
    with standing_at(opens):
        say("entering people and places")
        people = load_people(cast, today=today)
        load_site()
        warehouses, carriers = load_warehouses(), load_carriers()
        say("entering goods and stock")
        goods = load_goods(products, people=people, opens=opens)
        load_documents(today=today, actor=people.actor("operations_manager"))
        load_home(owner_id=people.staff["content_editor"].pk)
        renew_search_words()
        load_freight(goods.products, products)
        load_supply(products, goods=goods)
        worker = people.actor("warehouse_worker")
        load_stock(products, goods=goods, warehouses=warehouses, actor=worker, at=opens)
        settle()
    return Loaded(people=people, goods=goods, warehouses=warehouses, carriers=carriers)
