import pytest
from django.urls import reverse

from logistics.models import Parcel
from orders.models import Order
from tests.factories.fulfilment import (
    packed_order,
    ready_order,
    shipments,
)
from tests.factories.orders import make_sku
from tests.factories.parcels import CarrierFactory
from tests.support.order_desk import ENGLISH, client_with, messages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Fulfilment = Order.Fulfilment


def ship_page(order: Order) -> str:
    return reverse("admin:orders_shipment_ship", args=[shipments(order)[0].pk])


@pytest.mark.req("ORD-19")
def test_a_number_and_one_press_ship_the_order(warehouse_client):
    order = packed_order()
    carrier = CarrierFactory()

    answer = warehouse_client.post(
        ship_page(order), {"carrier": carrier.pk, "waybill": "YT1234567890123", "desk": "7"}
    )

    order.refresh_from_db()
    assert (order.fulfilment, order.waybills) == (Fulfilment.SHIPPED, ["YT1234567890123"])
    desk = reverse("admin:orders_ship_desk")
    assert answer.headers["Location"] == f"{desk}?warehouse=7&carrier={carrier.pk}"


def test_an_unusual_number_is_asked_about_and_then_taken(warehouse_client):
    order = packed_order()
    carrier = CarrierFactory(number_pattern=r"YT\d{13}")
    given = {"carrier": carrier.pk, "waybill": "SF12345678"}

    asked = warehouse_client.post(ship_page(order), given, headers=ENGLISH)
    assert "SF12345678 does not look like a number of 圆通速递" in asked.content.decode()
    assert not Parcel.objects.exists()

    warehouse_client.post(ship_page(order), given | {"is_sure": "1"})
    assert Parcel.objects.get().waybill == "SF12345678"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"waybill": "123"}, "123: A waybill number has 6 to 32 letters and digits."),
        ({"waybill": ""}, "Choose a carrier and give the waybill number."),
        ({"carrier": "0"}, "Choose a carrier and give the waybill number."),
    ],
    ids=["short", "empty", "no-carrier"],
)
def test_a_wrong_number_is_refused_with_the_reason(clerk_client, given, said):
    order = packed_order()
    values = {"carrier": CarrierFactory().pk, "waybill": "YT1234567890123"} | given

    answer = clerk_client.post(ship_page(order), values, follow=True, headers=ENGLISH)

    assert messages_of(answer) == [said]
    assert not Parcel.objects.exists()


def test_the_desk_shows_what_is_packed_the_most_urgent_first(warehouse_client):
    sku = make_sku(on_hand=50)
    later, urgent = packed_order(sku=sku), packed_order(sku=sku)
    Order.objects.filter(pk=urgent.pk).update(ship_by="2026-01-01T00:00+08:00")
    ready_order(sku=sku)

    page = warehouse_client.get(reverse("admin:orders_ship_desk"))

    rows = page.context["shipments"]
    assert [(row.reference, row.is_late) for row in rows] == [
        (urgent.number, True),
        (later.number, False),
    ]


def test_the_desk_finds_the_scanned_order(warehouse_client):
    sku = make_sku(on_hand=50)
    packed_order(sku=sku)
    order = ready_order(sku=sku)

    page = warehouse_client.get(reverse("admin:orders_ship_desk"), {"q": order.number.lower()})

    assert [row.reference for row in page.context["shipments"]] == [order.number]


def test_the_desk_belongs_to_those_who_ship():
    order = packed_order()
    client = client_with("orders.view_order", "orders.pick_order")

    assert client.get(reverse("admin:orders_ship_desk")).status_code == 403
    assert client.post(ship_page(order)).status_code == 403
    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.PACKED
