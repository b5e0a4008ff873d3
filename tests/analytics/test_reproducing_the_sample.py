"""The daily report printed in the source (§17.5), and why it fits one reading only (T-07)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from analytics.measures import MEASURES, REPORT, measure_values, shown
from analytics.selectors.figures import figures_of_row
from analytics.services.daily import compute_day
from analytics.services.partitions import ensure_partitions
from customers.models import User
from orders.models import Order
from tests.factories.analytics import DAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.req("ANA-03")]

VISITORS, VIEWS, BOUNCED = 12_000, 36_000, 5_400
ORDERS, BUYERS, NEW_USERS = 600, 420, 500
PRICE = Decimal("250.00")

SEE = """
INSERT INTO analytics_page_view (day, event_id, at, visitor, session, path, page, source, campaign,
                                 region_code, device)
SELECT '{day}', gen_random_uuid(), '{day} 12:00+08', 'v' || n, 's' || n, '/', 'shop:home',
       '', '', '', ''
FROM generate_series({first}, {last}) n, generate_series(1, {times})
"""


@pytest.fixture
def sample_day():
    ensure_partitions(days=[DAY])
    with connection.cursor() as cursor:
        for first, last, times in ((1, 5_400, 1), (5_401, 9_600, 4), (9_601, 12_000, 5)):
            cursor.execute(SEE.format(day=DAY, first=first, last=last, times=times))
        # 5,400 + 16,800 + 12,000 pages: the last 1,800 are a sixth page of some.
        cursor.execute(SEE.format(day=DAY, first=9_601, last=11_400, times=1))
    long_ago = moment(DAY - timedelta(days=50))
    buyers = User.objects.bulk_create([User(joined_at=long_ago) for _ in range(BUYERS)])
    User.objects.bulk_create([User(joined_at=moment()) for _ in range(NEW_USERS)])
    Order.objects.bulk_create(
        Order(
            customer=buyers[n % BUYERS],
            goods_total=PRICE,
            total=PRICE,
            placed_at=moment(),
            paid_at=moment(),
        )
        for n in range(ORDERS)
    )
    return measure_values(figures_of_row(compute_day(day=DAY)))


def test_the_sample_of_the_daily_report_is_reproduced(sample_day):
    written = [shown(MEASURES[key].unit, sample_day[key]) for key in REPORT[:7]]

    assert written == ["12,000", "36,000", "45.0%", "¥150,000.00", "¥250.00", "3.5%", "500"]


def test_the_sample_fits_only_when_conversion_counts_buyers_and_the_average_orders(sample_day):
    orders = sample_day["gmv"] / sample_day["average_order_value"]
    conversion_by_orders = orders / sample_day["visitors"]
    buyers = sample_day["conversion_rate"] * sample_day["visitors"]

    assert orders == sample_day["orders_paid"] == ORDERS
    assert conversion_by_orders == Decimal("0.05")  # not the printed 3.5%
    assert buyers == BUYERS
    assert round(sample_day["gmv"] / buyers) == 357  # not the printed 250
