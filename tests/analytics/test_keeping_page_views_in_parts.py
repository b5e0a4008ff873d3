from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from analytics.models import DailyFigures, PageView
from analytics.policies import AnalyticsPolicies
from analytics.selectors.figures import figures_of_days
from analytics.selectors.partitions import existing_partitions, partition_name
from analytics.services.daily import compute_day
from analytics.services.partitions import (
    drop_old_partitions,
    ensure_partitions,
    make_partitions_ahead,
)
from tests.factories.analytics import DAY, moment, see, seen
from tests.support.policies import decide
from tests.support.together import run_together

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=1)


def rows_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def put_into_default(view):
    PageView.objects.create(
        day=DAY,
        event_id=view.event_id,
        at=view.at,
        visitor=view.visitor,
        session=view.session,
        path="/",
        page="shop:home",
    )


def test_the_parts_of_the_coming_days_are_made_ahead():
    made = make_partitions_ahead(at=moment(DAY))

    assert made == 8
    assert {DAY, DAY + timedelta(days=7)} <= set(existing_partitions())
    assert make_partitions_ahead(at=moment(DAY)) == 0


def test_a_view_goes_to_the_part_of_its_day():
    see(seen(), seen(at=moment(NEXT)))

    assert rows_in(partition_name(DAY)) == rows_in(partition_name(NEXT)) == 1


def test_views_without_a_part_are_kept_and_move_when_it_is_made():
    put_into_default(seen())
    assert rows_in("analytics_page_view_default") == 1

    ensure_partitions(days=[DAY])

    assert rows_in("analytics_page_view_default") == 0
    assert rows_in(partition_name(DAY)) == 1


def test_a_view_cannot_stand_on_another_day():
    with pytest.raises(IntegrityError, match="page_view_on_its_day"), transaction.atomic():
        put_into_default(seen(at=moment(NEXT)))

    assert PageView.objects.count() == 0


def test_old_parts_are_dropped_and_their_figures_stay():
    decide(AnalyticsPolicies, page_view_days=31)
    see(seen("a"), seen("b"), seen("b", at=moment(NEXT)))

    dropped = drop_old_partitions(at=moment(NEXT + timedelta(days=31)))

    assert dropped == 1
    assert DAY not in existing_partitions()
    assert PageView.objects.count() == 1
    assert DailyFigures.objects.get(day=DAY).visitors == 2


def test_a_day_whose_views_are_gone_keeps_its_traffic_when_computed_again():
    see(seen("a"), seen("b"))
    drop_old_partitions(at=moment(DAY + timedelta(days=500)))

    again = compute_day(day=DAY)

    assert (again.visitors, again.page_views, again.sessions) == (2, 2, 1)


def test_visitors_of_a_week_whose_views_are_gone_are_not_invented():
    see(seen("a"), seen("a", at=moment(NEXT)))
    drop_old_partitions(at=moment(DAY + timedelta(days=500)))

    week = figures_of_days(DAY, DAY + timedelta(days=6))

    assert (week.visitors, week.page_views) == (None, 2)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_parts_made_at_once_are_made_once():
    day = DAY + timedelta(days=200)

    outcomes = run_together([partial(ensure_partitions, days=[day])] * 6)

    assert [outcome.error for outcome in outcomes] == [None] * 6
    assert sum(outcome.value for outcome in outcomes) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {partition_name(day)}")
