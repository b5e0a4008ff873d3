from decimal import Decimal

import pytest

from analytics.measures import (
    DASHBOARD,
    MEASURES,
    NOTHING,
    REPORT,
    Unit,
    change,
    measure_values,
    shown,
)
from analytics.types import Figures

NOBODY = Figures()
A_DAY = Figures(
    visitors=8,
    page_views=20,
    sessions=9,
    bounced_sessions=4,
    orders_placed=5,
    orders_paid=3,
    paying_customers=2,
    gmv=Decimal("310.00"),
    gmv_clean=Decimal("210.00"),
    paid_amount=Decimal("299.99"),
    refunded_amount=Decimal("50.00"),
    new_users=1,
)


@pytest.mark.req("ANA-03", "ANA-05")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("visitors", 8),
        ("page_views", 20),
        ("bounce_rate", Decimal("0.4444")),  # 4 / 9
        ("gmv", Decimal("310.00")),
        ("gmv_clean", Decimal("210.00")),
        ("orders_placed", 5),
        ("orders_paid", 3),
        ("paid_amount", Decimal("299.99")),
        ("refunded_amount", Decimal("50.00")),
        ("average_order_value", Decimal("100.00")),  # 299.99 / 3 = 99.9966…
        ("conversion_rate", Decimal("0.2500")),  # 2 buyers / 8 visitors
        ("new_users", 1),
    ],
)
def test_a_measure_follows_its_formula(key, value):
    assert measure_values(A_DAY)[key] == value


def test_a_day_without_visitors_divides_by_nothing():
    values = measure_values(NOBODY)

    rates = {key: values[key] for key in ("bounce_rate", "average_order_value", "conversion_rate")}
    assert rates == dict.fromkeys(rates, None)
    assert [shown(MEASURES[key].unit, value) for key, value in rates.items()] == [NOTHING] * 3


def test_every_measure_says_what_it_means():
    assert all(len(str(measure.definition)) > 30 for measure in MEASURES.values())
    assert set(DASHBOARD) | set(REPORT) == set(MEASURES)


@pytest.mark.req("ANA-03")
def test_the_report_has_the_printed_columns_first():
    printed = [
        "visitors",
        "page_views",
        "bounce_rate",
        "gmv",
        "average_order_value",
        "conversion_rate",
        "new_users",
    ]

    assert list(REPORT[:7]) == printed


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.COUNT, 12000, "12,000"),
        (Unit.YUAN, Decimal("1234.5"), "¥1,234.50"),
        (Unit.YUAN, Decimal("-3.00"), "−¥3.00"),
        (Unit.SHARE, Decimal("0.0350"), "3.5%"),
        (Unit.SHARE, Decimal("0.4545"), "45.5%"),
        (Unit.COUNT, None, "—"),
    ],
)
def test_a_value_is_written_with_its_unit(unit, value, text):
    assert shown(unit, value) == text


@pytest.mark.parametrize(
    ("now", "before", "grown"),
    [
        (150, 100, Decimal("0.500")),
        (Decimal(50), Decimal(100), Decimal("-0.500")),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_growth_is_told_against_something_only(now, before, grown):
    assert change(now, before) == grown
