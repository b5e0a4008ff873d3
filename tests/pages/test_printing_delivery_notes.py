import pytest
from django.urls import reverse

from orders.services.checking import approve_order
from tests.factories.fulfilment import (
    held_order,
    ready_order,
    shipments,
    wave_of,
)
from tests.factories.inventory import TESTS
from tests.factories.orders import make_sku

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_the_delivery_note_masks_the_receiver_and_says_the_remark(warehouse_client):
    order = held_order(to={"phone": "13712345678", "name": "欧阳小明"})
    approve_order(order_id=order.pk, actor=TESTS)
    (shipment,) = shipments(order)

    note = warehouse_client.get(reverse("admin:orders_shipment_note", args=[shipment.pk]))

    text = note.content.decode()
    assert "137****5678" in text
    assert "13712345678" not in text
    assert "欧阳小明" not in text
    assert "303室" not in text
    assert order.number in text
    assert "请送到门卫" in text


def test_the_notes_of_a_wave_are_printed_together(warehouse_client):
    sku = make_sku(on_hand=50)
    orders = [ready_order(sku=sku), ready_order(sku=sku)]
    wave = wave_of(*orders)

    page = warehouse_client.get(reverse("admin:orders_pickwave_notes", args=[wave.pk]))

    assert [entry["note"].reference for entry in page.context["notes"]] == [
        order.number for order in orders
    ]
