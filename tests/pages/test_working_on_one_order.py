import pytest
from django.urls import reverse

from orders.models import Order
from payments.models import Refund
from shop.common.models import RevealLog
from tests.factories.fulfilment import (
    held_order,
    order_in_check,
    packed_order,
    ready_order,
    ship,
    shipments,
)
from tests.factories.orders import pay, place
from tests.support.order_desk import ENGLISH, LIST, client_with, messages_of, page_of, shown, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Fulfilment = Order.Fulfilment


def test_the_page_says_what_happened_and_what_can_be_done(clerk_client):
    order = held_order(to={"district_id": "650102"})

    page = clerk_client.get(page_of(order), headers=ENGLISH)

    text = page.content.decode()
    assert "Remote area: confirm carrier and days with the customer." in text
    assert "请送到门卫" in text
    labels = [button.label for button in page.context["buttons"]]
    warehouse = page.context["page"].warehouses[0]
    assert labels == [
        f"Approve: goes to {warehouse}",
        "Refuse: ¥128.00 goes back",
        "Cancel: ¥128.00 goes back",
    ]
    happened = [(h.what, h.to) for h in page.context["page"].happenings]
    assert happened[0] == ("Fulfilment", "held for a person")
    assert happened[-1] == ("Order state", "open")


def test_personal_data_is_masked_until_it_is_revealed_and_that_is_written_down(clerk_client, clerk):
    order = held_order(to={"phone": "13712345678", "name": "欧阳小明"})

    text = clerk_client.get(page_of(order)).content.decode()
    assert "137****5678" in text
    assert "13712345678" not in text
    assert "欧阳小明" not in text
    assert "303室" not in text

    answer = clerk_client.post(reverse("admin:orders_order_reveal", args=[order.pk]))
    text = answer.content.decode()
    assert "13712345678" in text
    assert "欧阳小明" in text
    assert "no-store" in answer.headers["Cache-Control"]
    logged = RevealLog.objects.get()
    assert (logged.user, logged.reference, logged.fields) == (
        clerk,
        order.number,
        "name, phone, street",
    )


def test_only_those_with_the_right_reveal_personal_data():
    order = held_order()

    answer = client_with("orders.view_order").post(
        reverse("admin:orders_order_reveal", args=[order.pk])
    )

    assert answer.status_code == 403
    assert not RevealLog.objects.exists()


def test_an_operator_approves_with_a_reason(clerk_client, clerk):
    order = held_order()

    answer = clerk_client.post(step(order, "approve"), {"note": "已电话确认"}, follow=True)

    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.READY
    assert order.checks.latest("pk").note == "已电话确认"
    assert answer.redirect_chain[-1][0] == page_of(order)


def test_a_second_decision_is_told_why_it_is_refused(clerk_client):
    order = held_order()
    clerk_client.post(step(order, "approve"))

    answer = clerk_client.post(step(order, "refuse"), follow=True, headers=ENGLISH)

    assert messages_of(answer)[-1:] == ["This order does not wait for a decision."]
    assert answer.redirect_chain[-1][0] == page_of(order)
    order.refresh_from_db()
    assert order.state == Order.State.OPEN


def test_a_step_is_not_taken_by_opening_its_address(clerk_client):
    order = held_order()

    answer = clerk_client.get(step(order, "refuse"))

    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.OPEN


@pytest.mark.parametrize(
    ("code", "permission"),
    [
        ("approve", "orders.check_order"),
        ("refuse", "orders.check_order"),
        ("check", "orders.check_order"),
        ("cancel", "orders.cancel_order"),
        ("take", "orders.change_order"),
        ("note", "orders.change_order"),
    ],
)
def test_a_step_needs_its_own_right(code, permission):
    order = order_in_check() if code == "check" else held_order()
    others = {
        "orders.view_order", "orders.check_order", "orders.cancel_order", "orders.change_order",
    } - {permission}  # fmt: skip

    assert client_with(*others).post(step(order, code)).status_code == 403
    assert client_with(permission, "orders.view_order").post(step(order, code)).status_code == 302


@pytest.mark.req("ORD-27")
def test_a_paid_order_is_cancelled_from_its_page(clerk_client):
    order = ready_order()

    clerk_client.post(step(order, "cancel"), {"note": "买错了"})

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "staff")
    assert Refund.objects.get().amount == order.total


@pytest.mark.req("ORD-11")
def test_the_receiver_is_corrected_as_agreed_on_the_phone(clerk_client, clerk):
    order = held_order(to={"street": "家里"}, remark="")
    page = reverse("admin:orders_order_receiver", args=[order.pk])

    assert clerk_client.get(page).context["form"].initial["street"] == "家里"
    clerk_client.post(page, {"name": "王小明", "phone": "13900001111", "street": "和平路5号"})

    order.receiver.refresh_from_db()
    assert (order.receiver.phone, order.receiver.street) == ("13900001111", "和平路5号")
    assert shown(clerk_client, q="13900001111") == [order]
    assert order.history.filter(axis="receiver", actor_user=clerk).count() == 1
    assert RevealLog.objects.count() == 2


def test_the_receiver_of_a_shipped_order_stays(clerk_client):
    order = packed_order()
    ship(shipments(order)[0])

    answer = clerk_client.post(
        reverse("admin:orders_order_receiver", args=[order.pk]),
        {"name": "某人", "phone": "13900001111", "street": "和平路5号"},
        headers=ENGLISH,
    )

    assert "The receiver cannot be changed any more." in answer.content.decode()
    order.receiver.refresh_from_db()
    assert order.receiver.phone == "13800138000"


def test_an_order_that_is_not_there_is_not_found(clerk_client):
    assert clerk_client.get(f"{LIST}999999/change/").status_code == 404
    assert clerk_client.post(f"{LIST}999999/step/approve/").status_code == 404


def test_money_that_came_a_moment_ago_is_reckoned_with(clerk_client, customer):
    order = place(customer)
    pay(order)

    page = clerk_client.get(page_of(order), headers=ENGLISH)

    assert [button.label for button in page.context["buttons"]] == ["Cancel: ¥128.00 goes back"]


def test_who_may_not_refund_reads_that_somebody_has_to_agree(customer):
    order = place(customer)
    pay(order)

    service = client_with("orders.view_order", "orders.cancel_order", "orders.propose_refund")
    page = service.get(page_of(order), headers=ENGLISH)

    assert [button.label for button in page.context["buttons"]] == [
        "Cancel: ¥128.00 goes back once somebody who may refund agrees"
    ]
