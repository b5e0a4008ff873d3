from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from analytics.pages import CART, PRODUCT
from analytics.selectors.dashboard import Comparison, Period, Question, dashboard
from analytics.services.daily import compute_days
from analytics.types import Scope
from orders.models import Order
from tests.cast import _signed_in, grant
from tests.factories.analytics import (
    DAY,
    add_line,
    days_from,
    make_order,
    make_refund,
    moment,
    see,
    seen,
)
from tests.factories.catalog import CategoryFactory, ProductFactory, SkuFactory
from tests.factories.customers import UserFactory
from tests.support.budget import statements

pytestmark = [pytest.mark.django_db, pytest.mark.req("ANA-01")]

NOON = moment(DAY, 12)
YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def manager(db):
    return grant(UserFactory(staff=True, nickname="经理"), "analytics.view_dashboard")


@pytest.fixture
def look(manager):
    with time_machine.travel(NOON, tick=False):
        client = _signed_in(manager)
        yield lambda **asked: client.get(reverse("admin:analytics-dashboard"), asked)


def card(response, key):
    return next(c for c in response.context["cards"] if c.measure.key == key)


def test_today_is_compared_with_yesterday_until_the_same_hour(look):
    make_order("300.00", placed_at=moment(DAY, 9))
    make_order("100.00", placed_at=moment(YESTERDAY, 9))
    make_order("999.00", placed_at=moment(YESTERDAY, 18))

    sales = card(look(), "paid_amount")

    assert (sales.value, sales.before, sales.change) == ("¥300.00", "¥100.00", "+200.0%")
    assert sales.tone == "good"


def test_what_was_paid_after_that_hour_was_not_known_yesterday(look):
    make_order("50.00", placed_at=moment(YESTERDAY, 11), paid_at=moment(YESTERDAY, 13))
    make_order("70.00", placed_at=moment(YESTERDAY, 10))

    assert card(look(), "gmv").before == "¥70.00"


@pytest.mark.parametrize(
    ("period", "comparison", "now", "before"),
    [
        (Period.TODAY, Comparison.BEFORE, "1.00", "2.00"),
        (Period.TODAY, Comparison.LAST_WEEK, "1.00", "8.00"),
        (Period.YESTERDAY, Comparison.BEFORE, "2.00", "3.00"),
        (Period.WEEK, Comparison.BEFORE, "28.00", "77.00"),  # 1+…+7 and 8+…+14
        (Period.MONTH, Comparison.BEFORE, "465.00", "435.00"),  # 1+…+30 and 31…40, less later
    ],
)
def test_a_time_is_compared_with_one_as_long(period, comparison, now, before):
    customer = UserFactory()
    for back, day in enumerate(reversed(list(days_from(DAY - timedelta(days=39), 40)))):
        make_order(f"{back + 1}.00", customer=customer, placed_at=moment(day, 8))

    found = dashboard(Question(period=period, comparison=comparison), NOON)

    expected = "355.00" if period is Period.MONTH else before  # 31+…+40
    assert (found.now.paid_amount, found.before.paid_amount) == (Decimal(now), Decimal(expected))


def test_a_refund_that_grows_is_bad_news(look):
    order = make_order("100.00", placed_at=moment(YESTERDAY, 8))
    make_refund(order, "10.00", done_at=moment(YESTERDAY, 9))
    make_refund(order, "30.00", done_at=moment(DAY, 9), cause="case")

    assert card(look(), "refunded_amount").tone == "bad"


def test_the_funnel_counts_people_at_each_step(look):
    product = ProductFactory()
    at = moment(DAY, 9)
    for n in range(10):
        see(seen(f"v{n}", f"s{n}", at=at))
    for n in range(5):
        see(seen(f"v{n}", f"s{n}", at=at, page=PRODUCT, product_id=product.pk))
    for n in range(2):
        see(seen(f"v{n}", f"s{n}", at=at, page=CART))
    buyer = UserFactory()
    make_order(customer=buyer, placed_at=at)
    make_order(customer=buyer, placed_at=at, unpaid=True)

    steps = look().context["funnel"]

    assert [step.count for step in steps] == ["10", "5", "2", "1", "1"]
    assert [step.of_before for step in steps] == ["—", "50.0%", "40.0%", "50.0%", "100.0%"]
    assert [step.width for step in steps] == [100, 50, 20, 10, 10]


def test_an_empty_shop_shows_dashes_and_no_error(look):
    response = look()

    assert response.status_code == 200
    assert card(response, "conversion_rate").value == "—"
    assert card(response, "paid_amount").change == "—"


def test_a_category_shows_its_lines_after_discounts_and_its_product_pages(look):
    drinks = CategoryFactory(name="茶")
    tea, cups = CategoryFactory(parent=drinks), CategoryFactory(parent=CategoryFactory())
    tea_sku = SkuFactory(product=ProductFactory(category=tea, listed=True))
    cup_sku = SkuFactory(product=ProductFactory(category=cups, listed=True))
    order = make_order("100.00", placed_at=moment(DAY, 9))
    add_line(order, sku=tea_sku, price="30.00", quantity=2, discount=Decimal("5.00"))
    add_line(order, sku=cup_sku, price="45.00")
    see(seen("a", at=moment(DAY, 9), page=PRODUCT, product_id=tea_sku.product_id))
    see(seen("b", at=moment(DAY, 9), page=PRODUCT, product_id=cup_sku.product_id))

    response = look(category=drinks.pk)

    assert card(response, "paid_amount").value == "¥55.00"
    assert (card(response, "visitors").value, card(response, "new_users").value) == ("1", "—")
    assert [s.product_id for s, _amount, _url in response.context["sellers"]] == [
        tea_sku.product_id
    ]


def test_a_channel_shows_its_orders(look):
    make_order("10.00", placed_at=moment(DAY, 9))
    make_order("25.00", placed_at=moment(DAY, 9), channel="douyin")

    response = look(channel="douyin")

    assert card(response, "paid_amount").value == "¥25.00"
    assert card(response, "visitors").value == "—"


def test_best_sellers_are_ranked_by_what_paid_orders_brought(look):
    cheap, dear = SkuFactory(), SkuFactory()
    order = make_order(placed_at=moment(DAY, 9))
    add_line(order, sku=cheap, price="1.00", quantity=20)
    add_line(order, sku=dear, price="50.00", quantity=1)
    add_line(
        make_order(unpaid=True, placed_at=moment(DAY, 9)), sku=cheap, price="1.00", quantity=99
    )

    sellers = [(s.number, s.quantity, s.amount) for s, _amount, _url in look().context["sellers"]]

    assert sellers == [
        (dear.product.number, 1, Decimal("50.00")),
        (cheap.product.number, 20, Decimal("20.00")),
    ]


def test_waiting_work_is_counted(look):
    make_order(fulfilment=Order.Fulfilment.HELD)
    make_order(fulfilment=Order.Fulfilment.READY, ship_by=NOON - timedelta(hours=1))
    make_order(fulfilment=Order.Fulfilment.PACKED, ship_by=NOON + timedelta(hours=1))
    make_order(fulfilment=Order.Fulfilment.READY, state=Order.State.CANCELLED)

    counts = [item.count for item, _url in look().context["work"]]

    assert counts == [1, 2, 1, 0, 0]


def test_the_trend_stands_beside_its_exact_table(look):
    for back, amount in ((1, "10.00"), (8, "40.00")):
        make_order(amount, placed_at=moment(DAY - timedelta(days=back), 9))
    make_order("5.00", placed_at=moment(DAY, 9))
    compute_days(days=days_from(DAY - timedelta(days=13), 13))

    trend = look().context["trend"]

    assert [(row.value, row.value_before) for row in trend.rows[:2]] == [
        ("¥5.00", "¥0.00"),
        ("¥10.00", "¥40.00"),
    ]
    assert '"beginAtZero": true' in trend.options
    assert '"data": [0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 5.0]' in trend.data


def test_a_day_that_was_not_computed_yet_is_a_gap_and_not_a_zero(look):
    assert [row.value for row in look().context["trend"].rows[:2]] == ["¥0.00", "—"]


def test_figures_open_to_the_rows_for_those_who_may_see_them(look, manager):
    assert card(look(), "refunded_amount").url == ""
    grant(manager, "payments.view_refund")

    address = card(look(), "refunded_amount").url

    assert address.startswith(reverse("admin:payments_refund_changelist"))
    assert "done_at__gte=2026-06-01T00%3A00%3A00%2B08%3A00" in address


@pytest.mark.parametrize("name", ["analytics-dashboard", "analytics-traffic"])
def test_staff_without_the_right_are_refused(powerless_staff, name):
    assert _signed_in(powerless_staff).get(reverse(f"admin:{name}")).status_code == 403


def test_a_customer_is_sent_away(customer_client):
    assert customer_client.get(reverse("admin:analytics-dashboard")).status_code == 302


def test_odd_questions_are_answered_with_today(look):
    response = look(period="∞", compare="x", category="1 OR 1=1", measure="secret", trend="999999")

    assert response.status_code == 200
    assert response.context["question"] == Question(scope=Scope())


@pytest.mark.parametrize("asked", [{}, {"period": "30"}, {"channel": "web"}])
def test_the_dashboard_costs_the_same_with_one_order_and_fifty(look, asked):
    def busy(count):
        for n in range(count):
            add_line(make_order(placed_at=moment(DAY, 9)))
            see(seen(f"v{count}-{n}", at=moment(DAY, 9)))

    busy(1)
    look(**asked)
    with statements() as few:
        look(**asked)
    busy(49)
    with statements() as many:
        look(**asked)

    assert len(many) == len(few)
    assert len(few) <= 26


def test_traffic_lists_pages_sources_and_devices(look, manager):
    see(seen("a", source="search", device="phone"), seen("b", source="search", device="desktop"))

    with time_machine.travel(NOON, tick=False):
        address = reverse("admin:analytics-traffic")
        response = _signed_in(manager).get(address, {"from": "2026-06-01", "to": "nonsense"})

    rows = [
        (row.name, row.visitors, row.page_views)
        for _label, row in response.context["tables"][1]["rows"]
    ]
    assert rows == [("search", 2, 2)]
