"""What lists and searches cost in a shop of 2,000 products and in one of 100,000."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import mean, median

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client

from catalog.models import Category
from tests.support.budget import statements
from tests.support.large_shop import Shelves, fill_shelves, furnish_shelves
from tests.support.scale import full_or_small, is_full, report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

FEW = 2_000
MANY = full_or_small(100_000, 6_000)
ROUNDS = full_or_small(15, 3)
DEARER_AT_MOST = 1.2
SLOWEST_SEARCHES = 50  # milliseconds of CPU, here and in PostgreSQL: what 95 of 100 stay below

SEARCHES = (
    "连衣裙", "蓝牙耳机", "防水 双肩包", "云雅 保温杯", "lianyiqun", "lyej", "智能", "新款 家用",
    "SP10001234", "连衣qun", "红色 马丁靴", "连衣群", "lanya erj", "不锈钢炒锅", "户外 帐篷 加厚",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU of each page, here and in PostgreSQL.

    Time on the wall says how busy the machine is with other work; nothing here waits for anything
    but these two.
    """

    web: list[float]
    database: list[float]
    queries: int

    @property
    def server(self) -> list[float]:
        return sorted(map(sum, zip(self.web, self.database, strict=True)))

    @property
    def p95(self) -> float:
        return self.server[int(len(self.server) * 0.95)]


@pytest.fixture
def _as_in_production(monkeypatch) -> None:
    """Take off what the test runner hangs on every template."""

    def render(self: Template, context: Context) -> str:
        return self.nodelist.render(context)

    monkeypatch.setattr(Template, "_render", render)


def lists(shelves: Shelves) -> Iterator[str]:
    for place in (0, 4, 8):
        root = Category.objects.get_parent(shelves.leaves[place * 10][2])
        yield f"/c/{root.slug}/"
        yield f"/c/{shelves.leaves[place * 10 + 3][2].slug}/?sort=price"
    yield "/search/"
    yield "/search/?sort=newest"


def searches(shelves: Shelves) -> Iterator[str]:
    yield from (f"/search/?q={words}" for words in SEARCHES)
    brand = shelves.brands[3].pk
    colour = shelves.values["女装"]["colour"][0].pk
    yield f"/search/?q=连衣裙&brand={brand}&stock=1"
    yield f"/search/?q=新款&v=colour:{colour}&price=100-1000&sort=price"
    yield f"/search/?q=智能&tag=热卖&v=colour:{colour}&n=weight:500-1000"
    yield "/search/?q=户外&page=30"


def cost_of(client: Client, paths: Sequence[str], rounds: int = ROUNDS) -> Cost:
    """Ask for pages under ever new addresses, so that none is kept from before."""
    numbers = count()
    most = 0
    for path in paths:
        client.get(fresh(path, next(numbers)))
        with statements() as made:
            assert client.get(fresh(path, next(numbers))).status_code == 200
        most = max(most, len(made))
    web: list[float] = []
    database: list[float] = []
    read_database = clock_of_the_database()
    for path in [*paths] * rounds:
        address = fresh(path, next(numbers))
        here, there = time.process_time(), read_database()
        client.get(address)
        web.append((time.process_time() - here) * 1000)
        database.append((read_database() - there) * 1000)
    return Cost(web, database, most)


def fresh(path: str, number: int) -> str:
    return f"{path}{'&' if '?' in path else '?'}x={number}"


def clock_of_the_database() -> Callable[[], float]:
    """Return what reads the seconds of CPU of the process that answers this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    exact = Path(f"/proc/{pid}/schedstat")  # of the same machine; nanoseconds come first

    def seconds() -> float:
        return int(exact.read_text().split()[0]) / 1e9

    return seconds


@pytest.mark.usefixtures("own_database", "_as_in_production")
def test_a_hundred_thousand_products_cost_as_much_as_two_thousand(client):
    shelves = furnish_shelves()
    found: dict[tuple[str, int], Cost] = {}
    for first, last in ((0, FEW), (FEW, MANY)):
        fill_shelves(shelves, first, last)
        for kind, paths in (("list", [*lists(shelves)]), ("search", [*searches(shelves)])):
            found[kind, last] = cost_of(client, paths)

    for kind in ("list", "search"):
        few, many = found[kind, FEW], found[kind, MANY]
        rows = [(f"{size} products", summary(cost)) for size, cost in ((FEW, few), (MANY, many))]
        ratio = f"{mean(many.server) / mean(few.server):.2f}"
        report(f"Cost of a {kind}", [*rows, ("ratio of the CPU", ratio)])
    assert found["list", MANY].queries <= 5
    assert found["search", MANY].queries <= 6
    if is_full():
        few_ms, many_ms = (mean(found["list", size].server) for size in (FEW, MANY))
        assert many_ms <= few_ms * DEARER_AT_MOST
        assert found["search", MANY].p95 <= SLOWEST_SEARCHES


def summary(cost: Cost) -> str:
    return (
        f"CPU {mean(cost.web):.1f} ms + database {mean(cost.database):.1f} ms, "
        f"median {median(cost.server):.1f} ms, p95 {cost.p95:.1f} ms, {cost.queries} queries"
    )
