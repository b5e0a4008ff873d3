import pytest

from catalog.models import Listing, Sku
from inventory.events import StockReplenished
from inventory.models import StockMovement
from inventory.services.movements import book_movement
from inventory.services.reservations import release_reservation
from inventory.services.warehouses import set_warehouse_active
from inventory.tasks import flag_new_listing, follow_stock, sweep_stock
from shop.common.models import OutboxEvent
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import TESTS, StockLevelFactory, hold
from tests.support.budget import statements

pytestmark = pytest.mark.django_db


def in_stock(sku: Sku) -> bool:
    return Listing.objects.get(product=sku.product_id).in_stock


def replenished() -> list[int]:
    rows = OutboxEvent.objects.filter(name=StockReplenished.name()).order_by("pk")
    return [row.payload["sku_id"] for row in rows]


@pytest.mark.req("CAT-49")
def test_a_sold_out_product_says_so_at_once():
    level = StockLevelFactory(on_hand=2)
    assert in_stock(level.sku)

    hold(level.sku, 1, reference="DD1")
    assert in_stock(level.sku)
    hold(level.sku, 1, reference="DD2")

    assert not in_stock(level.sku)


@pytest.mark.req("CAT-49")
def test_released_stock_brings_the_product_back():
    level = StockLevelFactory(on_hand=2)
    hold(level.sku, 2)

    release_reservation(reference="DD1", actor=TESTS)

    assert in_stock(level.sku)
    assert replenished() == [level.sku_id, level.sku_id]  # booked in, and now


def test_a_product_is_in_stock_while_another_of_its_skus_is():
    blue = StockLevelFactory(on_hand=1)
    red = StockLevelFactory(sku=SkuFactory(product=blue.sku.product), on_hand=1)

    hold(blue.sku, 1)

    assert in_stock(blue.sku)
    hold(red.sku, 1, reference="DD2")
    assert not in_stock(blue.sku)


def test_a_product_is_in_stock_while_another_warehouse_has_it():
    north = StockLevelFactory(on_hand=1)
    south = StockLevelFactory(sku=north.sku, on_hand=1)

    hold(north.sku, 1)
    assert in_stock(north.sku)
    release_reservation(reference="DD1", actor=TESTS)

    assert replenished() == [north.sku_id]
    set_warehouse_active(warehouse_id=north.warehouse_id, is_active=False)
    set_warehouse_active(warehouse_id=south.warehouse_id, is_active=False)
    follow_stock(sku_ids=[north.sku_id])
    assert not in_stock(north.sku)


def test_scrapping_the_last_piece_sells_the_product_out():
    level = StockLevelFactory(on_hand=1)

    book_movement(
        sku_id=level.sku_id,
        warehouse_id=level.warehouse_id,
        kind=StockMovement.Kind.SCRAP,
        quantity=-1,
        cause="broken",
        actor=TESTS,
    )

    assert not in_stock(level.sku)


def test_a_sale_that_crosses_nothing_touches_no_listing():
    level = StockLevelFactory(on_hand=100)
    before = Listing.objects.get(product=level.sku.product_id).version

    with statements() as made:
        hold(level.sku, 1)

    assert not [sql for sql in made if "catalog_listing" in sql or "outbox" in sql]
    assert Listing.objects.get(product=level.sku.product_id).version == before


@pytest.mark.parametrize("heal", ["event", "listing", "sweep"])
def test_a_stale_flag_heals(heal):
    level = StockLevelFactory(on_hand=1)
    Listing.objects.update(in_stock=False)

    if heal == "event":
        follow_stock(sku_ids=[level.sku_id])
    elif heal == "listing":
        flag_new_listing(product_id=level.sku.product_id)
    else:
        sweep_stock()

    assert in_stock(level.sku)


def test_the_sweep_takes_back_a_flag_without_stock():
    level = StockLevelFactory(on_hand=1)
    Sku.objects.update(is_active=False)

    sweep_stock()

    assert not in_stock(level.sku)
