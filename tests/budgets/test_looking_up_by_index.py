"""Whether the lookups that grow with the shop have an index to read by.

In a small table every index is as good as another, so the tables are large here; and reading
whole tables is forbidden: a plan that still does has no index that fits.
"""

from datetime import timedelta

import pytest
from django.db import connection, models
from django.utils import timezone

from catalog.models import Sku
from logistics.models import Parcel, Shipment
from logistics.selectors.lookup import found_parcels, found_shipments
from orders.models import Order
from orders.selectors.staff_orders import found_orders
from tests.factories.orders import place
from tests.factories.parcels import ParcelFactory

pytestmark = pytest.mark.django_db

MANY = 3000


@pytest.fixture
def large_shop(customer) -> None:
    """Three thousand orders with their goods, shipments and parcels, as the planner sees them."""
    parcel = ParcelFactory(waybill="YT1234567890123")
    order = place(customer)
    grow(order.lines.get().sku, code="'K' || n", barcode="'B' || n")
    grow(
        order, number="'DD' || n", idempotency_key="''", outside_number="'T' || n",
        waybills="ARRAY['YT' || n]::varchar[]",
    )  # fmt: skip
    grow(parcel.shipment, number="'FH' || n", reference="'DD' || n")
    grow(parcel, waybill="'YT' || n")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def grow(row: models.Model, **columns: str) -> None:
    """Copy a row many times, with other values in the columns that must differ."""
    table = row._meta.db_table
    others = ", ".join(f"'{name}', {value}" for name, value in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} SELECT (jsonb_populate_record(row, jsonb_build_object('id',"
            f" nextval(pg_get_serial_sequence('{table}', 'id')), {others}))).*"
            f" FROM {table} row, generate_series(1, {MANY}) n WHERE row.id = {row.pk}"
        )


def plan(rows) -> str:
    with connection.cursor() as cursor:
        for way in ("enable_seqscan", "enable_mergejoin", "enable_hashjoin"):
            cursor.execute(f"SET LOCAL {way} = off")
    return str(rows.order_by().explain())


def test_sales_of_some_days_read_the_index_of_payments(large_shop):
    day = timezone.now()

    found = plan(Order.objects.filter(paid_at__gte=day - timedelta(days=7), paid_at__lt=day))

    assert "order_paid" in found
    assert "Seq Scan on orders_order" not in found


def test_an_order_is_looked_up_without_reading_all_orders(large_shop):
    found = plan(found_orders(Order.objects.all(), "SF1234567890"))

    assert "Seq Scan on orders_order" not in found
    assert "order_waybills" in found
    assert "order_outside" in found


def test_goods_are_looked_up_without_reading_all_goods(large_shop):
    found = plan(Sku.objects.filter(code__iexact="sf1234567890"))

    assert "sku_code_any_case" in found


def test_a_parcel_is_looked_up_without_reading_all_parcels(large_shop):
    found = plan(found_parcels(Parcel.objects.all(), "SF1234567890"))

    assert "parcel_waybill" in found
    assert "Seq Scan on logistics" not in found


def test_a_shipment_is_looked_up_without_reading_all_shipments(large_shop):
    found = plan(found_shipments(Shipment.objects.all(), "SF1234567890"))

    assert "parcel_waybill" in found
    assert "Seq Scan on logistics" not in found
