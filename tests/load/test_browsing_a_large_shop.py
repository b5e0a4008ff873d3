"""What lists and searches cost in a shop of 2,000 products and in one of 100,000."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pytest
from django.template import Context, Template
from django.test import Client

from catalog.models import Category
from tests.support.budget import statements
from tests.support.large_shop import Shelves, fill_shelves, furnish_shelves
from tests.support.scale import full_or_small, report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

FEW = 2_000
MANY = full_or_small(100_000, 6_000)
ROUNDS = full_or_small(15, 3)

SEARCHES = (
    "连衣裙", "蓝牙耳机", "防水 双肩包", "云雅 保温杯", "lianyiqun", "lyej", "智能", "新款 家用",
    "SP10001234", "连衣qun", "红色 马丁靴", "连衣群", "lanya erj", "不锈钢炒锅", "户外 帐篷 加厚",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Milliseconds from request to answer, of which on this process's CPU, and queries."""

    wall: list[float]
    cpu: list[float]
    queries: int


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
    yield "/search/?q=户外&page=40"


def cost_of(client: Client, paths: Sequence[str]) -> Cost:
    wall, cpu, most = [], [], 0
    for path in paths:
        client.get(path)
        with statements() as made:
            assert client.get(path).status_code == 200
        most = max(most, len(made))
    for _round in range(ROUNDS):
        for path in paths:
            began, spent = time.perf_counter(), time.process_time()
            client.get(path)
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
    return Cost(wall, cpu, most)


def per_path(client: Client, paths: Sequence[str]) -> list[tuple[str, str]]:
    return [(path, f"{median(cost_of(client, [path]).wall):.1f} ms") for path in paths]


@pytest.mark.usefixtures("own_database", "_as_in_production")
def test_a_hundred_thousand_products_cost_as_much_as_two_thousand(client):
    shelves = furnish_shelves()
    found: dict[tuple[str, int], Cost] = {}
    for first, last in ((0, FEW), (FEW, MANY)):
        fill_shelves(shelves, first, last)
        for kind, paths in (("list", [*lists(shelves)]), ("search", [*searches(shelves)])):
            found[kind, last] = cost_of(client, paths)

    for kind in ("list", "search"):
        report(f"Cost of a {kind}", [
            *((f"{size} products", summary(found[kind, size])) for size in (FEW, MANY)),
            ("ratio of the medians",
             f"{median(found[kind, MANY].wall) / median(found[kind, FEW].wall):.2f}"),
        ])  # fmt: skip
    report("Median of each", per_path(client, [*lists(shelves), *searches(shelves)]))
    assert found["list", MANY].queries <= 5
    assert found["search", MANY].queries <= 6


def summary(cost: Cost) -> str:
    ordered = sorted(cost.wall)
    p95 = ordered[int(len(ordered) * 0.95)]
    return (
        f"median {median(ordered):.1f} ms, p95 {p95:.1f} ms, CPU {median(cost.cpu):.1f} ms, "
        f"{cost.queries} queries"
    )
