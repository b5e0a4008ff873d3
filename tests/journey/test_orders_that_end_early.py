"""What becomes of goods and money when a shopper does not pay, or changes her mind."""

import pytest
from django.utils import timezone

from inventory.models import Reservation, StockLevel
from orders.models import Order
from payments.models import PaymentAttempt, PaymentPlan
from tests.support.books import assert_books_agree
from tests.support.sandbox import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VASE = "陶瓷花瓶"


@pytest.fixture
def at_home(shopper):
    shopper.signs_up()
    shopper.adds_address("林小禾")
    return shopper


def levels():
    return set(StockLevel.objects.values_list("pk", "on_hand", "reserved"))


def half_an_hour_passes(number: str) -> None:
    now = timezone.now()
    PaymentPlan.objects.filter(reference=number).update(deadline=now)
    Order.objects.filter(number=number).update(pay_by=now)


@pytest.mark.req("ORD-03", "INV-02")
def test_an_order_that_is_not_paid_in_time_gives_its_goods_back_once(at_home, sandbox, camera):
    before = levels()
    number = at_home.orders_at_once(VASE)
    at_home.goes_to_the_cashier()
    at_home.closes_the_browser()
    assert levels() != before

    half_an_hour_passes(number)
    at_home.opens_order(number)
    at_home.waits_for_state("已取消")

    camera.take(at_home.page, "cancelled by the clock")
    assert levels() == before
    assert Reservation.objects.get(reference=number).state == Reservation.State.RELEASED
    trade = sandbox.books(PaymentAttempt.objects.get().out_trade_no)["trades"][0]
    assert trade["trade_status"] == "TRADE_CLOSED"
    assert_books_agree()


@pytest.mark.req("PAY-08", "ORD-05")
def test_an_order_cancelled_before_shipping_sends_the_money_back(at_home, sandbox, camera):
    before = levels()
    number = at_home.orders_at_once(VASE)
    at_home.pays()
    at_home.closes_the_browser()
    order = Order.objects.get(number=number)
    at_home.opens_order(number)
    at_home.waits_for_state("待发货")

    at_home.cancels("买错了")
    at_home.waits_for(f"已退款 ¥{order.total}")

    camera.take(at_home.page, "cancelled and refunded")
    at_home.sees("已取消")
    at_home.reads_sms(rf"({number}).*退")
    books = sandbox.books(PaymentAttempt.objects.get().out_trade_no)
    assert [refund["refund_amount"] for refund in books["refunds"]] == [str(order.total)]
    wait_until(lambda: levels() == before, "the goods to be free again")
    assert_books_agree()
