from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Listing, SkuPrice
from catalog.services.prices import set_price
from shop.common.actors import person
from tests.catalog.imports import checked, csv_of, imported, problems_of
from tests.factories.catalog import SkuFactory

pytestmark = pytest.mark.usefixtures("private_files")


@pytest.fixture
def actor(clerk):
    return person(clerk.pk)


def intervals(sku, kind="sale"):
    rows = SkuPrice.objects.filter(sku=sku, kind=kind).order_by("valid_from")
    return [(row.amount, row.valid_from, row.valid_to) for row in rows]


def test_a_price_from_a_date_on_is_planned_and_comes_back_after_its_end(actor):
    sku = SkuFactory(code="T-1", price="50.00")
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    begin, end = day + timedelta(days=3), day + timedelta(days=5)
    content = csv_of(
        ("SKU编码", "售价", "生效时间", "失效时间"),
        ("T-1", "40", f"{begin:%Y-%m-%d}", f"{end:%Y/%m/%d}"),
    )

    job = imported("catalog.prices", content, actor=actor)

    assert (job.state, job.updated_count) == ("done", 1)
    first, planned, after = intervals(sku)
    assert first[0] == after[0] == Decimal("50.00")
    assert planned == (Decimal("40.00"), begin, end)
    assert (first[2], after[1], after[2]) == (begin, end, None)
    listing = Listing.objects.get(pk=sku.product_id)
    assert (listing.lowest_price, listing.prices_change_at) == (Decimal("50.00"), begin)


def test_many_prices_come_out_as_one_by_one(actor):
    by_hand, imported_sku = SkuFactory(price="50.00"), SkuFactory(code="T-1", price="50.00")
    planned = timezone.now() + timedelta(days=2)
    for sku in (by_hand, imported_sku):
        set_price(sku_id=sku.pk, kind="sale", amount=Decimal(45), at=planned, actor=actor)

    set_price(sku_id=by_hand.pk, kind="sale", amount=Decimal("47.00"), actor=actor)
    imported("catalog.prices", csv_of(("SKU", "Price"), ("T-1", "47.00")), actor=actor)

    shapes = [
        [(amount, ends is None) for amount, _begins, ends in intervals(sku)]
        for sku in (by_hand, imported_sku)
    ]
    assert shapes[0] == shapes[1] == [(Decimal("50.00"), False), (Decimal("47.00"), True)]


def test_what_cannot_be_is_said_row_by_row_and_writes_nothing(actor):
    sku = SkuFactory(code="T-1", price="50.00")
    SkuFactory(code="T-2")
    before = intervals(sku)
    content = csv_of(
        ("SKU编码", "售价", "生效时间", "划线价"),
        ("T-9", "40", "", ""),
        ("T-1", "40", "2001-01-01", ""),
        ("T-1", "-1", "", ""),
        ("T-1", "12.345", "", ""),
        ("T-2", "40", "", "39.99"),
    )

    job = checked("catalog.prices", content, actor=actor)

    assert [(row, column) for row, column, _value, _reason in problems_of(job)] == [
        (2, "SKU code"), (3, "From"), (4, "Selling price"), (5, "Selling price"),
        (6, "List price"),
    ]  # fmt: skip
    assert intervals(sku) == before
