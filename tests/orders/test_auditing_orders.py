from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from inventory.models import Reservation
from orders.models import Order, OrderHistory, OrderLine, OrderShare
from payments.models import PaymentPlan
from shop.common.audit import audits
from tests.factories.orders import pay, place
from tests.support.events import deliver_pending

pytestmark = pytest.mark.django_db


def breaches():
    return {
        f"{name.removeprefix('orders: ')}: {breach.message}"
        for name, audit in audits().items()
        if name.startswith("orders: ")
        for breach in audit()
    }


@pytest.fixture
def order(customer):
    """Paid ten minutes ago, and every event delivered."""
    made = place(customer)
    pay(made)
    deliver_pending()
    then = timezone.now() - timedelta(minutes=10)
    Order.objects.update(placed_at=then)
    PaymentPlan.objects.update(paid_at=then)
    return made


def test_a_sound_order_is_not_reported(order):
    assert breaches() == set()


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        pytest.param(
            lambda: Order.objects.update(
                goods_total=F("goods_total") + 1, freight_total=F("freight_total") - 1
            ),
            {
                "amounts add up: lines miss the goods total",
                "amounts add up: shares miss the freight",
            },
            id="goods",
        ),
        pytest.param(
            lambda: OrderShare.objects.update(amount=1),
            {"amounts add up: shares miss the freight"},
            id="freight-share",
        ),
        pytest.param(
            lambda: OrderLine.objects.update(discount=1),
            {
                "amounts add up: lines miss the discount",
                "amounts add up: shares miss its discount",
            },
            id="discount",
        ),
        pytest.param(
            lambda: PaymentPlan.objects.update(total=1),
            {"payments agree: has no plan over its total"},
            id="plan",
        ),
        pytest.param(
            lambda: PaymentPlan.objects.update(paid_at=None),
            {"payments agree: counts as paid without money"},
            id="unfounded",
        ),
        pytest.param(
            lambda: Order.objects.update(refunded_total=5),
            {"payments agree: disagrees with its refunds"},
            id="refund",
        ),
        pytest.param(
            lambda: Reservation.objects.update(reference="elsewhere"),
            {"stock is held: does not hold what it has to ship"},
            id="stock-gone",
        ),
        pytest.param(
            lambda: Order.objects.update(state="cancelled"),
            {
                "stock is held: is over and still holds stock",
                "states have authors: says another state than its history",
            },
            id="stock-kept",
        ),
        pytest.param(
            lambda: OrderHistory.objects.filter(axis="fulfilment").delete(),
            {"states have authors: has no history of its fulfilment"},
            id="history",
        ),
    ],
)
def test_a_breach_is_found(order, break_it, told):
    break_it()

    assert breaches() == told


def test_money_that_an_order_does_not_know_of_is_found(customer):
    order = place(customer)
    pay(order)
    then = timezone.now() - timedelta(minutes=10)
    Order.objects.update(placed_at=then)
    PaymentPlan.objects.update(paid_at=then)

    assert breaches() == {"payments agree: is paid and does not know"}


def test_an_unpaid_order_that_outlives_its_deadline_is_found(customer):
    place(customer)
    Order.objects.update(pay_by=timezone.now() - timedelta(hours=2))

    assert breaches() == {"deadlines are kept: was not paid in time and is still open"}
