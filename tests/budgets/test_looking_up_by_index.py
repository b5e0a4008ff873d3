"""Whether the lookups that grow with the shop have an index to read by.

The test's tables are small, so sequential scans are forbidden: a plan that still has one, of the
table that grows, has no index that fits.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from logistics.models import Parcel, Shipment
from logistics.selectors.lookup import found_parcels, found_shipments
from orders.models import Order
from orders.selectors.staff_orders import found_orders

pytestmark = pytest.mark.django_db


def plan(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.order_by().explain())


def test_sales_of_some_days_read_the_index_of_payments():
    day = timezone.now()

    found = plan(Order.objects.filter(paid_at__gte=day - timedelta(days=7), paid_at__lt=day))

    assert "order_paid" in found
    assert "Seq Scan" not in found


def test_an_order_is_looked_up_without_reading_all_orders():
    found = plan(found_orders(Order.objects.all(), "SF1234567890"))

    assert "Seq Scan on orders_order" not in found
    for index in ("order_waybills", "order_outside", "sku_code_any_case"):
        assert index in found


def test_a_parcel_is_looked_up_without_reading_all_parcels():
    found = plan(found_parcels(Parcel.objects.all(), "SF1234567890"))

    assert "parcel_waybill" in found
    assert "Seq Scan" not in found


def test_a_shipment_is_looked_up_without_reading_all_shipments():
    found = plan(found_shipments(Shipment.objects.all(), "SF1234567890"))

    assert "parcel_waybill" in found
    assert "Seq Scan" not in found
