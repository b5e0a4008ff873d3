from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from analytics.measures import measure_values
from analytics.models import DailyFigures
from analytics.selectors.figures import figures_of_days, figures_of_row
from analytics.services.daily import compute_day, compute_days, days_to_compute
from orders.services.risk import clear_suspicion, confirm_fake
from shop.common.actors import person
from tests.factories.analytics import DAY, make_order, make_refund, moment, see, seen
from tests.factories.customers import UserFactory
from tests.support.events import deliver_pending
from tests.support.together import run_together

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=1)
BEFORE = DAY - timedelta(days=1)


def test_a_day_without_anything_has_figures():
    row = compute_day(day=DAY)

    assert (row.visitors, row.page_views, row.orders_paid, row.gmv) == (0, 0, 0, Decimal("0.00"))
    assert measure_values(figures_of_row(row))["conversion_rate"] is None


def test_visitors_sessions_and_bounces_are_counted():
    see(
        seen("a", "s1"),
        seen("a", "s1", at=moment(hour=13)),
        seen("a", "s2", at=moment(hour=20)),
        seen("b", "s3"),
    )

    row = compute_day(day=DAY)

    assert (row.visitors, row.page_views, row.sessions, row.bounced_sessions) == (2, 4, 3, 2)


def test_midnight_in_shanghai_ends_the_day_and_the_session():
    see(
        seen("a", "late", at=moment(DAY, 23, 59)),
        seen("a", "late", at=moment(NEXT, 0, 0)),
        seen("a", "late", at=moment(NEXT, 0, 1)),
    )

    first, second = compute_day(day=DAY), compute_day(day=NEXT)

    assert (first.visitors, first.sessions, first.bounced_sessions) == (1, 1, 1)
    assert (second.visitors, second.sessions, second.bounced_sessions) == (1, 1, 0)


@pytest.mark.req("ANA-04")
def test_an_order_placed_before_midnight_and_paid_after_is_in_the_gmv_of_the_first_day():
    make_order("80.00", placed_at=moment(DAY, 23, 50), paid_at=moment(NEXT, 0, 10))

    first, second = compute_day(day=DAY), compute_day(day=NEXT)

    assert (first.orders_placed, first.gmv) == (1, Decimal("80.00"))
    assert (first.orders_paid, first.paid_amount) == (0, Decimal("0.00"))
    assert (second.orders_placed, second.gmv) == (0, Decimal("0.00"))
    assert (second.orders_paid, second.paid_amount) == (1, Decimal("80.00"))


@pytest.mark.req("ANA-04")
def test_gmv_holds_refunded_orders_and_the_clean_one_no_suspected_fakes():
    make_order("100.00")
    make_refund(make_order("60.00"), "60.00", done_at=moment(hour=15))
    make_order("900.00", is_suspect=True)
    make_order("40.00", unpaid=True)

    row = compute_day(day=DAY)

    assert (row.gmv, row.gmv_clean) == (Decimal("1060.00"), Decimal("160.00"))
    assert (row.paid_amount, row.refunded_amount) == (Decimal("1060.00"), Decimal("60.00"))
    assert (row.orders_placed, row.orders_paid) == (4, 3)


@pytest.mark.req("PAY-23", "ANA-04")
def test_a_day_computed_long_ago_follows_what_staff_decide_about_an_order(clerk):
    order = make_order("900.00")
    compute_day(day=DAY)

    confirm_fake(order_id=order.pk, actor=person(clerk.pk))
    deliver_pending()

    row = DailyFigures.objects.get(day=DAY)
    assert (row.gmv, row.gmv_clean) == (Decimal("900.00"), Decimal("0.00"))
    clear_suspicion(order_id=order.pk, actor=person(clerk.pk))
    deliver_pending()
    row.refresh_from_db()
    assert (row.gmv, row.gmv_clean) == (Decimal("900.00"), Decimal("900.00"))


def test_a_refund_counts_on_the_day_the_money_went_back():
    order = make_order("100.00", placed_at=moment(BEFORE))
    make_refund(order, "30.00", done_at=moment())

    assert compute_day(day=BEFORE).refunded_amount == Decimal("0.00")
    assert compute_day(day=DAY).refunded_amount == Decimal("30.00")


def test_money_that_was_never_owed_is_no_refund():
    order = make_order("100.00")
    make_refund(order, "100.00", done_at=moment(), cause="excess")

    assert compute_day(day=DAY).refunded_amount == Decimal("0.00")


def test_a_buyer_of_two_orders_is_one_buyer():
    buyer = UserFactory(joined_at=moment(BEFORE))
    make_order("10.00", customer=buyer)
    make_order("20.00", customer=buyer)

    row = compute_day(day=DAY)

    assert (row.orders_paid, row.paying_customers) == (2, 1)


@pytest.mark.req("ANA-05")
def test_new_users_are_customers_who_joined_on_the_day():
    UserFactory(joined_at=moment(DAY, 0, 0))
    UserFactory(joined_at=moment(DAY, 23, 59))
    UserFactory(joined_at=moment(NEXT, 0, 0))
    UserFactory(joined_at=moment(DAY), staff=True)

    assert compute_day(day=DAY).new_users == 2


def test_late_facts_are_taken_in_by_the_next_computation():
    order = make_order("70.00", unpaid=True)
    compute_day(day=DAY)
    order.paid_at = moment(NEXT, 9)
    order.save(update_fields=["paid_at"])
    see(seen("late"))

    row = compute_day(day=DAY)

    assert (row.gmv, row.visitors) == (Decimal("70.00"), 1)
    assert DailyFigures.objects.count() == 1


def test_computing_twice_changes_nothing():
    see(seen("a"))
    make_order("12.34")

    first, second = compute_day(day=DAY), compute_day(day=DAY)

    assert figures_of_row(first) == figures_of_row(second)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_computing_at_once_leaves_one_row():
    make_order("12.34")

    outcomes = run_together([partial(compute_day, day=DAY)] * 6)

    assert [outcome.error for outcome in outcomes] == [None] * 6
    assert DailyFigures.objects.get().gmv == Decimal("12.34")


def test_a_visitor_of_two_days_is_one_visitor_of_the_week():
    see(seen("a", "s1"), seen("a", "s2", at=moment(NEXT)), seen("b", "s3", at=moment(NEXT)))

    week = figures_of_days(DAY, DAY + timedelta(days=6))

    assert (week.visitors, week.page_views, week.sessions) == (2, 3, 3)


def test_missing_days_and_the_last_ones_are_due():
    make_order("10.00", placed_at=moment(DAY))
    compute_days(days=[DAY + timedelta(days=n) for n in range(4)])
    DailyFigures.objects.filter(day=NEXT).delete()

    due = days_to_compute(at=moment(DAY + timedelta(days=6)))

    assert due == [DAY + timedelta(days=n) for n in (1, 3, 4, 5)]
