"""A week made by dice, summed a second time by plain SQL over the raw rows."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from analytics.selectors.figures import figures_of_days
from analytics.services.daily import compute_days
from tests.factories.analytics import days_from, make_order, make_refund, moment, see, seen
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("ANA-05")]

FIRST = date(2026, 6, 1)
LAST = FIRST + timedelta(days=6)

SQL = {
    "visitors": "SELECT count(DISTINCT visitor) FROM analytics_page_view WHERE {view}",
    "page_views": "SELECT count(*) FROM analytics_page_view WHERE {view}",
    "sessions": "SELECT count(*) FROM (SELECT DISTINCT (at AT TIME ZONE 'Asia/Shanghai')::date,"
    " session FROM analytics_page_view WHERE {view}) s",
    "bounced_sessions": "SELECT count(*) FROM (SELECT 1 FROM analytics_page_view WHERE {view}"
    " GROUP BY (at AT TIME ZONE 'Asia/Shanghai')::date, session HAVING count(*) = 1) s",
    "orders_placed": "SELECT count(*) FROM orders_order WHERE {placed}",
    "orders_paid": "SELECT count(*) FROM orders_order WHERE {paid}",
    "paying_customers": "SELECT count(DISTINCT customer_id) FROM orders_order WHERE {paid}",
    "gmv": "SELECT coalesce(sum(total), 0) FROM orders_order"
    " WHERE {placed} AND paid_at IS NOT NULL",
    "gmv_clean": "SELECT coalesce(sum(total), 0) FROM orders_order"
    " WHERE {placed} AND paid_at IS NOT NULL AND NOT is_suspect",
    "paid_amount": "SELECT coalesce(sum(total), 0) FROM orders_order WHERE {paid}",
    "refunded_amount": "SELECT coalesce(sum(amount), 0) FROM payments_refund"
    " WHERE {done} AND state = 'done' AND cause_key !~ '^excess:'",
    "new_users": "SELECT count(*) FROM customers_user WHERE {joined} AND NOT is_staff",
}


def by_plain_sql(first, last):
    def within(column):
        return (
            f"{column} >= '{first} 00:00+08' AND {column} < '{last + timedelta(days=1)} 00:00+08'"
        )

    spans = {
        "view": within("at"),
        "placed": within("placed_at"),
        "paid": within("paid_at"),
        "done": within("done_at"),
        "joined": within("joined_at"),
    }
    found = {}
    with connection.cursor() as cursor:
        for name, query in SQL.items():
            cursor.execute(query.format(**spans))
            found[name] = cursor.fetchone()[0]
    return found


@pytest.fixture
def a_week():
    dice = random.Random(20260601)

    def some_moment():
        return moment(FIRST - timedelta(days=1)) + timedelta(minutes=dice.randrange(9 * 24 * 60))

    people = [UserFactory(joined_at=some_moment(), staff=n % 10 == 0) for n in range(40)]
    see(
        *(
            seen(f"v{dice.randrange(90)}", f"s{dice.randrange(250)}", at=some_moment())
            for _ in range(900)
        )
    )
    for n in range(150):
        placed = some_moment()
        order = make_order(
            str(Decimal(dice.randrange(100, 99_999)) / 100),
            customer=dice.choice(people),
            placed_at=placed,
            paid_at=placed + timedelta(minutes=dice.choice((0, 5, 29, 2000))),
            unpaid=dice.random() < 0.2,
            is_suspect=dice.random() < 0.1,
        )
        if n % 7 == 0:
            cause = dice.choice(("order", "case", "excess", "excess"))
            make_refund(order, "0.50", done_at=some_moment(), cause=cause)


def test_the_figures_of_a_week_agree_to_the_fen(a_week):
    compute_days(days=days_from(FIRST, 7))

    for first, last in [*((day, day) for day in days_from(FIRST, 7)), (FIRST, LAST)]:
        figures = figures_of_days(first, last)
        assert {name: getattr(figures, name) for name in SQL} == by_plain_sql(first, last)
        assert figures.page_views
        assert figures.gmv > figures.gmv_clean
