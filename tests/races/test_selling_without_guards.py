"""The controls: what happens to the same crowd when a guard is taken out.

They play in a schema of their own, on copies of the tables: without the guards shops oversell.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from inventory.models import StockLevel
from inventory.services import reservations
from inventory.services.level_writes import LevelChange
from inventory.services.reservations import reserve_stock
from inventory.types import Wanted
from tests.factories.inventory import BEIJING, TESTS, StockLevelFactory
from tests.support.together import Outcome, run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PIECES, BUYERS = 5, 20
_NO_WALL = "INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES"
_WITH_WALL = f"{_NO_WALL} INCLUDING CONSTRAINTS"

Shift = Callable[..., list[LevelChange]]


@pytest.fixture
def level() -> StockLevel:
    level: StockLevel = StockLevelFactory(on_hand=PIECES)
    return level


@pytest.fixture
def _own_schema(request, level) -> Iterator[None]:
    run("CREATE SCHEMA control")
    for table in ("inventory_stocklevel", "inventory_reservation"):
        run(f"CREATE TABLE control.{table} (LIKE public.{table} {request.param})")
        run(f"INSERT INTO control.{table} SELECT * FROM public.{table}")
    yield
    run("SET search_path TO public")
    run("DROP SCHEMA control CASCADE")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def read_then_write(*, pieces_by_level: Mapping[int, int]) -> list[LevelChange]:
    """Look, think for a moment as a busy server does, and write: the way that oversells."""
    changes = []
    for level in StockLevel.objects.filter(pk__in=pieces_by_level).order_by("pk"):
        pieces = pieces_by_level[level.pk]
        if level.available < pieces:
            return []
        run("SELECT pg_sleep(0.05)")
        StockLevel.objects.filter(pk=level.pk).update(reserved=level.reserved + pieces)
        after = level.available - pieces
        changes.append(
            LevelChange(level_id=level.pk, sku_id=level.sku_id, before=level.available, after=after)
        )
    return changes


def write_unasked(*, pieces_by_level: Mapping[int, int]) -> list[LevelChange]:
    """Raise `reserved` without any condition."""
    run("SELECT pg_sleep(0.05)")
    for level_id, pieces in pieces_by_level.items():
        StockLevel.objects.filter(pk=level_id).update(reserved=F("reserved") + pieces)
    rows = StockLevel.objects.filter(pk__in=pieces_by_level)
    return [LevelChange(level_id=row.pk, sku_id=row.sku_id, before=PIECES, after=1) for row in rows]


def crowd(level: StockLevel) -> list[Outcome]:
    return run_together([partial(buy, f"DD{number}", level) for number in range(BUYERS)])


def buy(reference: str, level: StockLevel) -> None:
    run("SET search_path TO control, public")
    with transaction.atomic():
        reserve_stock(
            reference=reference,
            wanted=[Wanted(line_id=1, sku_id=level.sku_id, quantity=1)],
            province_code=BEIJING,
            expires_at=timezone.now() + timedelta(minutes=30),
            actor=TESTS,
        )


@pytest.mark.req("INV-05")
@pytest.mark.usefixtures("_own_schema")
@pytest.mark.parametrize("_own_schema", [_NO_WALL], indirect=True, ids=["no check"])
def test_without_the_conditional_update_and_the_check_the_shop_oversells(level, monkeypatch):
    monkeypatch.setattr(reservations, "shift_reserved", read_then_write)

    sold = [outcome for outcome in crowd(level) if outcome.error is None]

    assert len(sold) > PIECES


@pytest.mark.req("INV-05")
@pytest.mark.usefixtures("_own_schema")
@pytest.mark.parametrize("_own_schema", [_WITH_WALL], indirect=True, ids=["check"])
def test_the_check_alone_stops_what_no_condition_stops(level, monkeypatch):
    monkeypatch.setattr(reservations, "shift_reserved", write_unasked)

    outcomes = crowd(level)

    sold = [outcome for outcome in outcomes if outcome.error is None]
    assert len(sold) == PIECES
    assert any(isinstance(outcome.error, IntegrityError) for outcome in outcomes)


@pytest.mark.req("INV-05")
@pytest.mark.usefixtures("_own_schema")
@pytest.mark.parametrize("_own_schema", [_NO_WALL], indirect=True, ids=["no check"])
def test_the_conditional_update_alone_sells_what_is_there(level):
    outcomes = crowd(level)

    assert len([outcome for outcome in outcomes if outcome.error is None]) == PIECES
