"""The plan of the weeks before today: timed intents, the same for the same day and size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shop.demo.catalogue.shapes import Product
from shop.demo.dice import dice
from shop.demo.history.baskets import Shelves
from shop.demo.history.fates import GIVES_BACK, Fate, draw_fate, follow, remark_for
from shop.demo.history.intents import DecideHeld, Intent, PlaceOrder
from shop.demo.history.rhythm import busyness, moment, some_time
from shop.demo.history.visits import before_order, browsing
from shop.demo.people import DEMO_PHONE, Shopper

WEEKS = 3
ORDERS_A_DAY = 8
VISITS_A_DAY = 95
LORRY = time(8, 10)
LAST_LOOK = time(16, 15)
EXPRESS = 0.12
# How far the orders of the known shopper have come: days ago, and what becomes of them.
KNOWN_ORDERS = (
    (18, Fate.CONFIRMED),
    (9, Fate.CONFIRMED),
    (5, Fate.RECEIVED_BY_ITSELF),
    (4, Fate.CANCELLED_PAID),
    (2, Fate.RECEIVED_BY_ITSELF),
    (1, Fate.RECEIVED_BY_ITSELF),
)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who shops what."""

    products: Sequence[Product]
    shoppers: Sequence[Shopper]


def plan_history(*, today: date, size: int, cast: Cast) -> list[Intent]:
    """Plan some weeks of shop life to the end of today, in the order of time.

    What is ordered today goes on in the days to come. `size` multiplies visits and orders; at 0
    nothing ever happens.
    """
    if size == 0:
        return []
    shelves = Shelves(cast.products)
    intents: list[Intent] = []
    for days_ago in range(WEEKS * 7, -1, -1):
        day = today - timedelta(days=days_ago)
        intents += _day(day, days_ago=days_ago, size=size, cast=cast, shelves=shelves)
    return sorted(
        _undecided_since(moment(today - timedelta(days=1), LAST_LOOK), intents),
        key=lambda intent: (intent.at, type(intent).__name__, getattr(intent, "key", "")),
    )


def _undecided_since(last_look: datetime, intents: Sequence[Intent]) -> Iterator[Intent]:
    """Leave the newest held orders to whoever opens the demo: nobody looked at them yet."""
    open_cases = {
        intent.key: intent.at
        for intent in intents
        if isinstance(intent, DecideHeld) and intent.approve and intent.at > last_look
    }
    for intent in intents:
        decided_at = open_cases.get(getattr(intent, "key", ""))
        if decided_at is None or intent.at < decided_at:
            yield intent


def first_day(today: date) -> date:
    """Tell on which day the history begins."""
    return today - timedelta(days=WEEKS * 7)


def _day(day: date, *, days_ago: int, size: int, cast: Cast, shelves: Shelves) -> Iterator[Intent]:
    chance = dice("day", day, size)
    known = [shopper for shopper in cast.shoppers if shopper.joined_days_ago > days_ago]
    pace = busyness(day, days_ago=days_ago) * size
    if day.weekday() == 0:
        yield from shelves.deliveries(moment(day, LORRY))
    for number in range(round(ORDERS_A_DAY * pace * (0.85 + chance.random() * 0.3))):
        shopper = chance.choices(known, [shopper.eagerness for shopper in known])[0]
        key = f"{day:%m%d}-{number:03d}"
        yield from _order(key, day, shopper=shopper, fate=draw_fate(chance), shelves=shelves)
    for ago, fate in KNOWN_ORDERS:
        if ago == days_ago:
            shopper = next(one for one in known if one.phone == DEMO_PHONE)
            key = f"{day:%m%d}-known"
            yield from _order(key, day, shopper=shopper, fate=fate, shelves=shelves)
    for _ in range(round(VISITS_A_DAY * pace * (0.9 + chance.random() * 0.2))):
        yield browsing(chance, day, cast.products, known)


def _order(
    key: str, day: date, *, shopper: Shopper, fate: Fate, shelves: Shelves
) -> Iterator[Intent]:
    chance = dice("order", key, shopper.phone)
    address = chance.randrange(len(shopper.addresses)) if shopper.phone != DEMO_PHONE else 0
    province = f"{shopper.addresses[address].district[:2]}0000"
    wishes = shelves.basket(chance, province)
    if not wishes:
        return
    order = PlaceOrder(
        at=some_time(chance, day),
        key=key,
        phone=shopper.phone,
        address=address,
        wishes=wishes,
        method="express" if chance.random() < EXPRESS else "standard",
        remark=remark_for(chance, fate),
    )
    if fate in GIVES_BACK:
        shelves.put_back(wishes)
    yield before_order(chance, order, province)
    yield order
    yield from follow(order, fate, province)
