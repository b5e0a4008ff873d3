"""Who looks at what, and where they come from."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from shop.demo.catalogue.shapes import Product
from shop.demo.catalogue.tree import DEPARTMENTS
from shop.demo.dice import dice
from shop.demo.history.intents import PlaceOrder, View, Visit
from shop.demo.history.rhythm import some_time
from shop.demo.people import Shopper
from shop.demo.searching import HOT_WORDS

_SOURCES = {
    "direct": 31,
    "social": 33,
    "search": 21,
    "other": 4,
    "newsletter": 4,
    "feed-ad": 7,
}
_CAMPAIGNS = {"newsletter": "member-week", "feed-ad": "autumn-outfit"}
_DEVICES = {"phone": 74, "desktop": 21, "tablet": 5}
_PROVINCES = ("440000", "320000", "330000", "370000", "310000", "110000", "510000", "420000")
_CATEGORIES = [leaf.slug for department in DEPARTMENTS for leaf in department.categories]
BOUNCED = 0.36
SIGNED_IN = 0.30


def browsing(
    chance: random.Random, day: date, products: Sequence[Product], known: Sequence[Shopper]
) -> Visit:
    """Let somebody look around and leave; one in three sees a single page."""
    at = some_time(chance, day)
    shopper = chance.choice(known) if known and chance.random() < SIGNED_IN else None
    if chance.random() < BOUNCED:
        views: tuple[View, ...] = (_landing(chance, at, products),)
    else:
        views = tuple(_stroll(chance, at, products))
    return _visit(chance, views, shopper.phone if shopper else "", chance.choice(_PROVINCES))


def before_order(chance: random.Random, order: PlaceOrder, province: str) -> Visit:
    """Lead from the home page over the bought goods to the checkout, just before the order."""
    pages = [("home", "")]
    pages += [("product", wish.sku_key.split("-", 1)[0]) for wish in order.wishes]
    pages += [("cart", ""), ("checkout", "")]
    at = order.at - timedelta(seconds=40 * len(pages) + chance.randrange(240))
    pace = (order.at - at) / (len(pages) + 1)
    views = tuple(View(at + pace * step, *page) for step, page in enumerate(pages))
    return _visit(chance, views, order.phone, province)


def _visit(chance: random.Random, views: tuple[View, ...], phone: str, province: str) -> Visit:
    source = chance.choices(list(_SOURCES), weights=list(_SOURCES.values()))[0]
    # A shopper keeps the cookie from visit to visit; a stranger in four comes back with it.
    owner = phone or f"stranger-{chance.randrange(4000)}"
    return Visit(
        at=views[0].at,
        visitor=f"{dice('visitor', owner).getrandbits(96):024x}",
        session=f"{chance.getrandbits(96):024x}",
        phone=phone,
        source=source,
        campaign=_CAMPAIGNS.get(source, ""),
        device=chance.choices(list(_DEVICES), weights=list(_DEVICES.values()))[0],
        province=province,
        views=views,
    )


def _landing(chance: random.Random, at: datetime, products: Sequence[Product]) -> View:
    return View(at, "home") if chance.random() < 1 / 2 else _product_view(chance, at, products)


def _stroll(chance: random.Random, at: datetime, products: Sequence[Product]) -> Iterator[View]:
    yield _landing(chance, at, products)
    for _ in range(chance.choice((1, 2, 2, 3, 3, 4, 6, 8))):
        at += timedelta(seconds=chance.randrange(8, 110))
        kind = chance.choices(("product", "category", "search", "cart"), (58, 24, 13, 5))[0]
        if kind == "product":
            yield _product_view(chance, at, products)
        elif kind == "category":
            yield View(at, "category", chance.choice(_CATEGORIES))
        else:
            yield View(at, kind, chance.choice(HOT_WORDS)[0] if kind == "search" else "")


def _product_view(chance: random.Random, at: datetime, products: Sequence[Product]) -> View:
    product = chance.choices(products, [product.popularity + 1 for product in products])[0]
    return View(at, "product", product.key)
