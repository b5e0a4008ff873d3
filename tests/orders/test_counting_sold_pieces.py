import pytest

from catalog.models import Listing
from catalog.services.listing import add_sold
from orders.models import Order
from orders.services.cancellation import cancel_order
from orders.tasks import count_sold_pieces
from tests.factories.inventory import TESTS
from tests.factories.orders import make_sku, pay, place
from tests.support.events import deliver_pending

pytestmark = pytest.mark.django_db


def sold(sku) -> int:
    return Listing.objects.get(product=sku.product_id).sold_count


def cancel(order: Order) -> None:
    cancel_order(order_id=order.pk, reason=Order.CancelReason.CUSTOMER, actor=TESTS)


def test_paid_pieces_count_as_sold(customer):
    sku = make_sku()
    pay(place(customer, sku, quantity=3))

    deliver_pending()

    assert sold(sku) == 3


def test_pieces_of_an_order_that_is_cancelled_after_its_payment_count_no_more(customer):
    sku = make_sku()
    add_sold(product_id=sku.product_id, quantity=10)
    order = place(customer, sku, quantity=3)
    pay(order)
    deliver_pending()

    cancel(order)
    deliver_pending()

    assert sold(sku) == 10


def test_an_order_that_was_never_paid_takes_nothing_from_the_count(customer):
    sku = make_sku()
    add_sold(product_id=sku.product_id, quantity=10)

    cancel(place(customer, sku, quantity=3))
    deliver_pending()

    assert sold(sku) == 10


def test_news_that_comes_twice_counts_once(customer):
    sku = make_sku()
    add_sold(product_id=sku.product_id, quantity=10)
    order = place(customer, sku, quantity=3)
    pay(order)
    deliver_pending()

    count_sold_pieces(order_id=order.pk)
    after_payment = sold(sku)
    cancel(order)
    deliver_pending()
    count_sold_pieces(order_id=order.pk)

    assert (after_payment, sold(sku)) == (13, 10)


def test_the_news_of_the_payment_may_come_after_the_cancellation(customer):
    sku = make_sku()
    order = place(customer, sku, quantity=3)
    pay(order)
    cancel(order)  # its money is settled on the way: both pieces of news wait

    deliver_pending()

    assert sold(sku) == 0
