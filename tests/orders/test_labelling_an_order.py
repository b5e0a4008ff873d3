import pytest

from orders.labels import TONES, Label, display_label
from orders.models import Order

State, Fulfilment = Order.State, Order.Fulfilment


@pytest.mark.req("ORD-02")
@pytest.mark.parametrize(
    ("state", "fulfilment", "label"),
    [
        (State.OPEN, Fulfilment.WAITING, Label.TO_PAY),
        (State.OPEN, Fulfilment.IN_CHECK, Label.IN_CHECK),
        (State.OPEN, Fulfilment.HELD, Label.IN_CHECK),
        (State.OPEN, Fulfilment.READY, Label.TO_SHIP),
        (State.OPEN, Fulfilment.PACKED, Label.TO_SHIP),
        (State.OPEN, Fulfilment.PARTLY_SHIPPED, Label.PARTLY_SHIPPED),
        (State.OPEN, Fulfilment.SHIPPED, Label.SHIPPED),
        (State.OPEN, Fulfilment.DELIVERED, Label.DELIVERED),
        (State.COMPLETED, Fulfilment.RECEIVED, Label.COMPLETED),
        (State.CANCELLED, Fulfilment.WAITING, Label.CANCELLED),
        (State.CLOSED, Fulfilment.SHIPPED, Label.CLOSED),
    ],
)
def test_people_see_one_label_for_the_four_axes(state, fulfilment, label):
    order = Order(state=state, fulfilment=fulfilment)

    assert display_label(order) == label


def test_every_label_has_a_tone():
    assert set(TONES) == set(Label)
