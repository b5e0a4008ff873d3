"""Real threads on PostgreSQL: double submits, and buyers of the last piece."""

from collections import Counter
from functools import partial

import pytest

from inventory.errors import InsufficientStock
from inventory.models import Reservation, StockLevel
from orders.hooks import merge_guest_cart
from orders.models import CartLine, Order
from orders.seals import new_guest, seal_guest
from orders.services.cancellation import cancel_order
from orders.services.cart import add_to_cart
from orders.services.closing import close_when_due
from orders.services.payment_reactions import mark_order_paid
from orders.services.placement import place_order
from orders.types import CartOwner
from shop.common.actors import person, process
from shop.common.audit import run_audits
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.orders import fill_cart, make_sku, order_request, pay, place
from tests.support.events import deliver_pending
from tests.support.together import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

CLOCK = process("orders.close_unpaid")


def count(outcomes):
    return Counter(type(o.error).__name__ if o.error else "done" for o in outcomes)


def breaches():
    return [str(breach) for found in run_audits().values() for breach in found]


def reserved():
    return sum(StockLevel.objects.values_list("reserved", flat=True))


@pytest.mark.fault("sent-twice")
@pytest.mark.req("CART-05")
def test_a_form_submitted_eight_times_at_once_makes_one_order():
    customer = UserFactory()
    fill_cart(customer, make_sku(on_hand=100), quantity=2)
    request = order_request(customer)

    outcomes = run_together([partial(place_order, **request)] * 8)

    assert count(outcomes) == {"done": 8}
    assert len({outcome.value.pk for outcome in outcomes}) == 1
    assert Order.objects.count() == 1
    assert reserved() == 2
    assert not CartLine.objects.exists()
    assert breaches() == []


@pytest.mark.req("CART-12", "INV-05")
def test_eight_buyers_of_one_piece_make_exactly_one_order():
    sku = make_sku(on_hand=1)
    requests = []
    for _place in range(8):
        customer = UserFactory()
        AddressFactory(user=customer)
        fill_cart(customer, sku, quantity=1)
        requests.append(order_request(customer))

    outcomes = run_together([partial(place_order, **request) for request in requests])

    assert count(outcomes) == {"done": 1, InsufficientStock.__name__: 7}
    assert Order.objects.count() == 1
    assert reserved() == 1
    assert CartLine.objects.count() == 7
    assert breaches() == []


def test_buyers_of_the_same_goods_in_another_order_do_not_wait_for_each_other():
    first, second = make_sku(on_hand=100), make_sku(on_hand=100)
    requests = []
    for place_in_line in range(8):
        customer = UserFactory()
        AddressFactory(user=customer)
        for sku in (first, second) if place_in_line % 2 else (second, first):
            fill_cart(customer, sku, quantity=1)
        requests.append(order_request(customer))

    outcomes = run_together([partial(place_order, **request) for request in requests])

    assert count(outcomes) == {"done": 8}
    assert reserved() == 16
    assert breaches() == []


@pytest.mark.req("ORD-27")
def test_an_order_cancelled_eight_times_at_once_frees_its_stock_once():
    customer = UserFactory()
    sku = make_sku(on_hand=10)
    order = place(customer, sku, quantity=2)
    place(customer, sku, quantity=3)
    cancel = partial(cancel_order, order_id=order.pk, reason="customer", actor=person(customer.pk))

    outcomes = run_together([cancel] * 8)

    assert count(outcomes) == {"done": 1, "OrderNotCancellable": 7}
    assert reserved() == 3
    assert breaches() == []


def test_money_and_time_out_at_the_same_moment_end_in_one_of_two_sound_states():
    customer = UserFactory()
    for _round in range(4):
        order = place(customer)
        attempt = pay(order)
        news = partial(
            mark_order_paid,
            reference=order.number,
            paid_at=attempt.captured_at,
            gateway="alipay",
            serial=attempt.gateway_trade_no,
            actor=CLOCK,
        )
        late = partial(close_when_due, order_id=order.pk, actor=CLOCK, at=order.pay_by)
        again = partial(
            cancel_order, order_id=order.pk, reason="customer", actor=person(customer.pk)
        )
        outcomes = run_together([news, late, again])
        assert set(count(outcomes)) <= {"done", "OrderNotCancellable"}
        deliver_pending()

    states = set(Order.objects.values_list("state", "payment_state"))
    assert states <= {("cancelled", "paid"), ("open", "paid")}
    assert Reservation.objects.open().count() == Order.objects.filter(state="open").count()
    assert breaches() == []


def test_two_log_ins_at_once_merge_a_guests_cart_once():
    customer = UserFactory()
    sku = make_sku(on_hand=10)
    guest = new_guest()
    add_to_cart(owner=guest, sku_id=sku.pk, quantity=2)

    outcomes = run_together([partial(merge_guest_cart, customer.pk, seal_guest(guest))] * 4)

    assert count(outcomes) == {"done": 4}
    assert CartLine.objects.get().quantity == 2


def test_the_first_article_put_in_from_eight_tabs_makes_one_cart():
    customer = UserFactory()
    sku = make_sku(on_hand=100)
    owner = CartOwner(user_id=customer.pk)

    outcomes = run_together([partial(add_to_cart, owner=owner, sku_id=sku.pk, quantity=1)] * 8)

    assert count(outcomes) == {"done": 8}
    assert CartLine.objects.get().quantity == 8
