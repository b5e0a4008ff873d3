"""200 clients over HTTP for 20 pieces, and the control: the same crowd without the guards."""

from collections import Counter

import pytest
from django.db import connection

from inventory.models import Reservation
from orders.models import Order
from tests.factories.inventory import WarehouseFactory
from tests.factories.orders import ready_to_ship
from tests.support.books import assert_books_agree
from tests.support.crowd import (
    goods,
    numbers,
    outcomes,
    press_at_once,
    shoppers,
    side_by_side,
    want,
)
from tests.support.events import deliver_pending
from tests.support.scale import full_or_small, report
from tests.support.shop_processes import ShopProcesses, shop_processes
from tests.support.visitors import Visitor, visitors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.req("INV-05")]

CLIENTS, PIECES = full_or_small(200, 100), 20


def rush(shop: ShopProcesses, clients: int) -> tuple[Counter[str], tuple[int, int, int]]:
    """Have clients with carts of their own buy the same pieces; return outcomes and stock."""
    sku = goods(WarehouseFactory(), PIECES)
    customers = shoppers(clients)
    want(customers, sku)
    crowd = visitors(shop.url, customers)
    side_by_side(crowd, Visitor.open_checkout)
    counted = outcomes(press_at_once(crowd))
    report(f"{clients} clients, {PIECES} pieces", sorted(counted.items()))
    return counted, numbers(sku)


def test_a_crowd_buys_exactly_the_twenty_pieces_there_are(shop):
    counted, stock = rush(shop, CLIENTS)

    assert counted == {"ordered": PIECES, "refused": CLIENTS - PIECES}
    assert stock == (PIECES, PIECES, PIECES)
    assert Order.objects.count() == PIECES
    deliver_pending()
    assert_books_agree()


def test_without_the_guards_the_same_shop_oversells(own_database):
    for wall in ("level_never_oversold", "level_frozen_is_there"):
        take_out(f"ALTER TABLE inventory_stocklevel DROP CONSTRAINT {wall}")
    take_out("ALTER TABLE inventory_stocklevel DISABLE TRIGGER USER")
    ready_to_ship()

    with shop_processes(
        "web", database_url=own_database, wsgi="tests.load.unguarded"
    ) as unguarded_shop:
        counted, _stock = rush(unguarded_shop, CLIENTS)

    assert counted["ordered"] > PIECES
    assert Reservation.objects.open().count() == counted["ordered"]


def take_out(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
