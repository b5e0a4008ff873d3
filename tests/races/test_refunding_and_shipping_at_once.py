"""Finance gives pieces back while the warehouse ships them: what is refunded never leaves after."""

from functools import partial

import pytest

from inventory.models import StockLevel
from orders.errors import PiecesToTakeOut, RefundNotFollowed
from orders.models import LineRefund, Order
from orders.services import shipping
from orders.services.keeping_back import keep_back_refunded
from orders.services.line_refunds import refund_lines
from shop.common.services.idempotency import form_token
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import packed_order, ship, shipments
from tests.factories.inventory import TESTS
from tests.factories.orders import make_sku
from tests.support.events import deliver_pending
from tests.support.holding import run_into

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("books_stay_right"),
]


@pytest.fixture
def order():
    return packed_order(sku=make_sku(on_hand=9), quantity=3)


@pytest.fixture
def refund(order):
    return partial(
        refund_lines,
        order_id=order.pk,
        pieces={order.lines.get().pk: 2},
        with_freight=False,
        note="不要了",
        user_id=UserFactory().pk,
        key=form_token(),
    )


def shipped_and_kept(order):
    line = order.lines.get()
    return line.shipped_quantity, line.kept_back_quantity


def test_pieces_leave_or_are_kept_back_and_never_both(order, refund):
    (shipment,) = shipments(order)

    refunded, shipped = run_into(Order.objects.all(), [refund, partial(ship, shipment)])
    deliver_pending()

    assert refunded.error is None
    if shipped.error is None:
        assert shipped_and_kept(order) == (3, 0)
    else:
        assert isinstance(shipped.error, RefundNotFollowed)
        assert shipped_and_kept(order) == (0, 2)
        assert StockLevel.objects.get().reserved == 1


def test_keeping_back_and_shipping_at_once_agree_on_the_parcel(order, refund):
    refund()
    (shipment,) = shipments(order)
    follow = partial(keep_back_refunded, reference=order.number, actor=TESTS)

    kept, again, shipped = run_into(Order.objects.all(), [follow, follow, partial(ship, shipment)])

    assert (kept.error, again.error) == (None, None)
    assert isinstance(shipped.error, (RefundNotFollowed, PiecesToTakeOut))
    assert shipped_and_kept(order) == (0, 2)
    assert LineRefund.objects.get().kept_back == 2


def test_without_asking_for_fresh_refunds_refunded_pieces_leave(order, refund, monkeypatch):
    monkeypatch.setattr(shipping, "refunds_to_follow", lambda _order: LineRefund.objects.none())
    (shipment,) = shipments(order)

    refund()
    ship(shipment)
    deliver_pending()

    assert shipped_and_kept(order) == (3, 0)
