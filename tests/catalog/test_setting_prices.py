from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.errors import PriceNotPossible
from catalog.events import PriceChanged
from catalog.models import Listing, SkuPrice
from catalog.selectors.due import products_with_due_prices
from catalog.selectors.prices import current_prices
from catalog.services.prices import begin_due_prices, end_price, set_price
from shop.common.models import OutboxEvent
from tests.factories.catalog import TESTS, SkuFactory, SkuPriceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-06")]

SALE, LIST = SkuPrice.Kind.SALE, SkuPrice.Kind.LIST


def intervals(sku, kind=SALE):
    rows = SkuPrice.objects.filter(sku=sku, kind=kind).order_by("valid_from")
    return list(rows.values_list("amount", "valid_from", "valid_to"))


def price_events():
    return OutboxEvent.objects.filter(name=PriceChanged.name()).count()


def test_a_new_price_begins_at_the_instant_the_old_one_ends():
    sku = SkuFactory(price="59.00")

    price = set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("49.00"), actor=TESTS)

    (old, new) = intervals(sku)
    assert (old[0], old[2]) == (Decimal("59.00"), price.valid_from)
    assert new == (Decimal("49.00"), price.valid_from, None)


def test_the_listing_row_shows_the_new_price_at_once():
    sku = SkuFactory(price="59.00")
    version = Listing.objects.get(pk=sku.product_id).version

    set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("49.00"), actor=TESTS)

    row = Listing.objects.get(pk=sku.product_id)
    assert (row.lowest_price, row.version) == (Decimal("49.00"), version + 1)
    assert price_events() == 1


def test_the_same_price_again_changes_nothing():
    sku = SkuFactory(price="59.00")
    version = Listing.objects.get(pk=sku.product_id).version

    set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("59.00"), actor=TESTS)

    assert len(intervals(sku)) == 1
    assert Listing.objects.get(pk=sku.product_id).version == version
    assert price_events() == 0


@pytest.mark.req("PRC-01")
def test_a_price_for_a_time_gives_way_to_the_one_before_it():
    sku = SkuFactory(price="59.00")
    start = timezone.now() + timedelta(days=1)
    end = start + timedelta(days=3)

    set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("39.00"), actor=TESTS, at=start, until=end)

    amounts = [
        current_prices([sku.pk], at)[sku.pk].sale
        for at in (timezone.now(), start, end - timedelta(microseconds=1), end)
    ]
    assert amounts == [Decimal("59.00"), Decimal("39.00"), Decimal("39.00"), Decimal("59.00")]
    assert price_events() == 0


def test_a_price_for_good_replaces_what_was_planned():
    sku = SkuFactory(price="59.00")
    start = timezone.now() + timedelta(days=1)
    set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("39.00"), actor=TESTS, at=start)

    set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("45.00"), actor=TESTS)

    assert [row[0] for row in intervals(sku)] == [Decimal("59.00"), Decimal("45.00")]


def test_lists_follow_a_planned_price_when_its_moment_has_come():
    sku = SkuFactory(price="59.00")
    start = timezone.now() + timedelta(hours=1)
    set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("39.00"), actor=TESTS, at=start)
    assert products_with_due_prices() == []

    with time_machine.travel(start + timedelta(seconds=1)):
        due = products_with_due_prices()
        begin_due_prices(product_id=sku.product_id)
        begin_due_prices(product_id=sku.product_id)

    assert due == [sku.product_id]
    assert Listing.objects.get(pk=sku.product_id).lowest_price == Decimal("39.00")
    assert price_events() == 1


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "1.005", "NaN", "Infinity", "10000000.00"])
def test_an_impossible_amount_is_refused(amount):
    sku = SkuFactory(price="59.00")

    with pytest.raises(PriceNotPossible):
        set_price(sku_id=sku.pk, kind=SALE, amount=Decimal(amount), actor=TESTS)

    assert [row[0] for row in intervals(sku)] == [Decimal("59.00")]


def test_a_price_that_has_been_effective_is_not_rewritten():
    sku = SkuFactory(price="59.00")
    before = timezone.now() - timedelta(days=1)

    with pytest.raises(PriceNotPossible):
        set_price(sku_id=sku.pk, kind=SALE, amount=Decimal("49.00"), actor=TESTS, at=before)

    assert [row[0] for row in intervals(sku)] == [Decimal("59.00")]


def test_the_past_can_be_replayed_in_order():
    sku = SkuFactory(price=None)
    start = timezone.now() - timedelta(days=30)

    for day, amount in enumerate(("59.00", "69.00", "49.00")):
        set_price(
            sku_id=sku.pk, kind=SALE, amount=Decimal(amount), actor=TESTS,
            at=start + timedelta(days=day),
        )  # fmt: skip

    assert Listing.objects.get(pk=sku.product_id).lowest_price == Decimal("49.00")
    view = current_prices([sku.pk], start + timedelta(days=1, hours=1))[sku.pk]
    assert view.sale == Decimal("69.00")


def test_the_database_refuses_two_prices_at_one_time():
    sku = SkuFactory(price="59.00")

    with pytest.raises(IntegrityError, match="price_no_overlap"), transaction.atomic():
        SkuPriceFactory(sku=sku, amount=Decimal("1.00"))


@pytest.mark.req("PRC-01")
def test_a_list_price_shows_only_above_the_selling_price():
    reduced = SkuFactory(price="59.00", list_price="79.00")
    honest = SkuFactory(price="59.00", list_price="59.00")

    views = current_prices([reduced.pk, honest.pk], timezone.now())

    assert views[reduced.pk].list_price == Decimal("79.00")
    assert views[honest.pk].list_price is None


def test_a_list_price_can_be_ended():
    sku = SkuFactory(price="59.00", list_price="79.00")

    end_price(sku_id=sku.pk, kind=LIST, actor=TESTS)

    assert Listing.objects.get(pk=sku.product_id).list_price is None
    assert intervals(sku, LIST)[0][2] is not None
