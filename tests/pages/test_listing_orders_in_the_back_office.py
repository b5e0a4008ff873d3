import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import Order, PickWave
from orders.selectors.staff_orders import Work
from payments.models import Refund
from tests.factories.fulfilment import (
    held_order,
    packed_order,
    ready_order,
    ship,
    shipments,
)
from tests.factories.orders import make_sku, place
from tests.support.order_desk import ENGLISH, LIST, client_with, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.mark.req("ORD-28")
@pytest.mark.req("SEC-36")
def test_the_list_is_the_order_processing_record(clerk_client, clerk):
    order = packed_order(sku=make_sku(product__title="2023夏季新款雪纺连衣裙"))
    ship(shipments(order)[0])
    Order.objects.filter(pk=order.pk).update(owner=clerk)

    page = clerk_client.get(LIST, headers=ENGLISH).content.decode()

    order.refresh_from_db()
    for value in (
        order.number, order.customer.number, "2023夏季新款雪纺连衣裙", "¥128.00", ">paid<",
        "YT1234567890123", ">none<", "运营", f"{timezone.localtime(order.shipped_at):%m-%d}",
    ):  # fmt: skip
        assert value in page


def test_the_chips_count_the_heaps_and_lead_to_them(clerk_client, customer):
    place(customer)
    held, ready = held_order(), ready_order()
    Order.objects.filter(pk=ready.pk).update(ship_by="2026-01-01T00:00+08:00")

    changelist = clerk_client.get(LIST).context["cl"]

    counts = {work: count for work, count, _chosen in changelist.heaps if count}
    assert counts == {Work.TO_PAY: 1, Work.HELD: 1, Work.TO_SHIP: 1, Work.LATE: 1}
    assert shown(clerk_client, work="held") == [held]
    assert shown(clerk_client, work="late") == [ready]
    assert len(shown(clerk_client)) == 3


def test_orders_are_found_by_what_one_has_in_hand(clerk_client, customer):
    sku = make_sku(code="DRESS-RED-M", barcode="6901234567892")
    order = packed_order(customer, sku=sku, to={"phone": "13700001111"})
    ship(shipments(order)[0], "YT7777777777777")
    other = ready_order()

    for term in (
        order.number, order.number[:-1], "13700001111", customer.identities.get().value,
        "YT7777777777777", "yt7777777777777", "DRESS-RED-M", "6901234567892", customer.number,
    ):  # fmt: skip
        assert shown(clerk_client, q=f" {term} ")[-1] == order, term
        assert other not in shown(clerk_client, q=term) or term == order.number[:-1]
    assert shown(clerk_client, q="no such thing") == []


def test_the_list_narrows_by_warehouse_owner_remark_and_payment(clerk_client, clerk, customer):
    sku = make_sku()
    ready, held, unpaid = ready_order(sku=sku), held_order(), place(customer)
    Order.objects.filter(pk=held.pk).update(owner=clerk)
    warehouse = str(shipments(ready)[0].warehouse_id)

    assert shown(clerk_client, warehouse=warehouse) == [ready]
    assert shown(clerk_client, owner="me") == [held]
    assert set(shown(clerk_client, owner="nobody")) == {ready, unpaid}
    assert shown(clerk_client, owner=str(clerk.pk)) == [held]
    assert shown(clerk_client, remark="1") == [held]
    assert shown(clerk_client, payment_state__exact="unpaid") == [unpaid]


def bulk(client: Client, action: str, *orders: Order, **more: str):
    data = {"action": action, "_selected_action": [str(order.pk) for order in orders]} | more
    return client.post(LIST, data, headers=ENGLISH)


@pytest.mark.req("ORD-04")
def test_many_held_orders_are_approved_with_a_result_for_each(clerk_client):
    sku = make_sku(on_hand=50)
    first, second, clean = held_order(sku=sku), held_order(sku=sku), ready_order(sku=sku)

    answer = bulk(clerk_client, "approve_held", first, second, clean)

    results = {row.number: (row.is_done, row.text) for row in answer.context["results"]}
    assert results == {
        first.number: (True, "approved, waits in the warehouse"),
        second.number: (True, "approved, waits in the warehouse"),
        clean.number: (False, "This order does not wait for a decision."),
    }
    assert set(Order.objects.values_list("fulfilment", flat=True)) == {"ready"}


def test_many_orders_are_cancelled_after_a_question(clerk_client, customer):
    paid, unpaid = ready_order(), place(customer)
    gone = packed_order()
    ship(shipments(gone)[0])

    question = bulk(clerk_client, "cancel_selected", paid, unpaid, gone)
    assert question.context["money_back"] == paid.total
    assert question.context["left_out"] == 1
    assert not Order.objects.filter(state="cancelled").exists()

    answer = bulk(clerk_client, "cancel_selected", paid, unpaid, confirmed="1")
    assert [row.is_done for row in answer.context["results"]] == [True, True]
    paid.refresh_from_db()
    assert paid.state == Order.State.CANCELLED
    assert Refund.objects.get().amount == paid.total


def test_waves_are_made_of_chosen_orders(clerk_client):
    sku = make_sku(on_hand=50)
    orders = [ready_order(sku=sku), ready_order(sku=sku)]

    answer = bulk(clerk_client, "make_waves", *orders)

    wave = PickWave.objects.get()
    assert answer.headers["Location"] == reverse("admin:orders_pickwave_change", args=[wave.pk])
    assert wave.entries.count() == 2


def test_chosen_orders_are_taken_over(clerk_client, clerk):
    order = held_order()

    bulk(clerk_client, "take_over_selected", order)

    order.refresh_from_db()
    assert order.owner == clerk
    assert order.history.filter(axis="owner", actor_user=clerk).count() == 1


@pytest.mark.parametrize(
    ("action", "permission"),
    [
        ("approve_held", "orders.check_order"),
        ("make_waves", "orders.pick_order"),
        ("cancel_selected", "orders.cancel_order"),
        ("take_over_selected", "orders.change_order"),
    ],
)
def test_an_action_is_offered_to_those_who_may(action, permission):
    held_order()
    offered = {
        name
        for name, _label in client_with("orders.view_order", permission)
        .get(LIST)
        .context["action_form"]
        .fields["action"]
        .choices
    }
    assert action in offered

    page = client_with("orders.view_order").get(LIST)
    assert page.context["action_form"] is None
