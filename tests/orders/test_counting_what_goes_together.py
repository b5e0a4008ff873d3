from datetime import timedelta

import pytest
from django.utils import timezone

from marketing.models import BoughtTogether
from marketing.selectors.recommendations import recommend
from orders.models import Order
from orders.services.companions import count_bought_together
from tests.factories.customers import UserFactory
from tests.factories.orders import fill_cart, make_sku, place

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-43")]


def buy(*skus, **facts):
    customer = UserFactory()
    for sku in skus[1:]:
        fill_cart(customer, sku, quantity=1)
    order = place(customer, skus[0], quantity=1)
    Order.objects.filter(pk=order.pk).update(**{"paid_at": timezone.now()} | facts)


@pytest.fixture
def tea():
    return make_sku(on_hand=50)


@pytest.fixture
def cup():
    return make_sku(on_hand=50)


def pairs():
    rows = BoughtTogether.objects.order_by("product_id", "position")
    return [(row.product_id, row.companion_id, row.order_count) for row in rows]


def test_what_two_orders_hold_goes_together(tea, cup):
    book = make_sku(on_hand=50)
    buy(tea, cup)
    buy(tea, cup, book)

    assert count_bought_together() == 2
    assert pairs() == [
        (tea.product_id, cup.product_id, 2),
        (cup.product_id, tea.product_id, 2),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": Order.State.CANCELLED},
        {"paid_at": None},
        {"is_suspect": True, "suspicion": "suspected"},
        {"placed_at": timezone.now() - timedelta(days=400)},
    ],
    ids=["cancelled", "unpaid", "fake", "long ago"],
)
def test_orders_that_say_nothing_do_not_count(tea, cup, facts):
    buy(tea, cup)
    buy(tea, cup, **facts)

    assert count_bought_together() == 0


def test_a_new_count_takes_the_place_of_the_old(tea, cup):
    buy(tea, cup)
    buy(tea, cup)
    count_bought_together()
    Order.objects.update(state=Order.State.CANCELLED)

    count_bought_together()

    assert pairs() == []


def test_what_was_looked_at_leads_to_what_goes_with_it(tea, cup):
    book = make_sku(on_hand=50)
    for _order in range(2):
        buy(tea, cup)
    count_bought_together()

    found = recommend(book.product_id, "", [tea.product_id])

    assert [row.pk for row in found.for_you] == [cup.product_id]
    assert (found.is_personal, found.together) == (True, [])
    assert [row.pk for row in found.seen] == [tea.product_id]


@pytest.mark.req("CAT-42")
def test_without_a_trace_the_best_sellers_are_shown(tea, cup):
    found = recommend(tea.product_id, "", [])

    assert (found.is_personal, [row.pk for row in found.for_you]) == (False, [cup.product_id])
