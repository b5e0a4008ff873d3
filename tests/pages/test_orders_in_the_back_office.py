from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from catalog.models import ProductPicture
from catalog.services.media_work import prepare_medium
from catalog.services.pictures import add_picture
from logistics.models import Parcel
from orders.documents.pick_list import pick_list_pdf
from orders.models import Order, PickWave
from orders.selectors.pick_lists import pick_list
from orders.selectors.staff_orders import Work
from orders.services.checking import approve_order
from payments.models import Refund
from shop.common.models import RevealLog
from tests.cast import grant
from tests.factories.catalog import ProductPictureFactory
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import (
    held_order,
    order_in_check,
    packed_order,
    ready_order,
    ship,
    shipments,
    wave_of,
)
from tests.factories.inventory import TESTS, WarehouseFactory
from tests.factories.orders import make_sku, pay, place
from tests.factories.parcels import CarrierFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/orders/order/"
ENGLISH = {"accept-language": "en"}
Fulfilment = Order.Fulfilment


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def client_with(*permissions: str) -> Client:
    client = Client(headers=ENGLISH)
    member = grant(UserFactory(staff=True), *permissions)
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


def page_of(order: Order) -> str:
    return f"{LIST}{order.pk}/change/"


def step(order: Order, code: str) -> str:
    return reverse("admin:orders_order_step", args=[order.pk, code])


def shown(client: Client, **query: str) -> list[Order]:
    return list(client.get(LIST, query).context["cl"].result_list)


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# The list ---------------------------------------------------------------------------------------


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
        "YT1234567890123", ">none<", "运营", f"{order.shipped_at:%m-%d}",
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


# One order --------------------------------------------------------------------------------------


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


# Shipping ---------------------------------------------------------------------------------------


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


# Waves and sheets -------------------------------------------------------------------------------


@pytest.mark.req("ORD-15")
def test_a_worker_makes_a_wave_and_prints_its_list(warehouse_client, warehouse_worker):
    order = ready_order(sku=make_sku(code="BLUE-L", barcode="6901234567892"))
    warehouse_id = shipments(order)[0].warehouse_id

    answer = warehouse_client.post(
        reverse("admin:orders_pickwave_make"), {"warehouse": warehouse_id, "size": "20"}
    )

    wave = PickWave.objects.get()
    assert wave.created_by == warehouse_worker
    sheet = warehouse_client.get(answer.headers["Location"]).content.decode()
    for value in (wave.number, order.number, "BLUE-L", "6901234567892"):
        assert value in sheet
    assert sheet.count("<svg") == 2
    wave.refresh_from_db()
    assert wave.printed_at is None

    pdf = warehouse_client.get(reverse("admin:orders_pickwave_pdf", args=[wave.pk]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    wave.refresh_from_db()
    assert wave.printed_at is not None


def test_pictures_stand_on_the_sheet_and_in_the_pdf(warehouse_client):
    sku = make_sku()
    picture = BytesIO()
    Image.new("RGB", (800, 800), "navy").save(picture, "PNG")
    picture.seek(0)
    shown = add_picture(product_id=sku.product_id, file=picture, role="main", alt="", actor=TESTS)
    prepare_medium(asset_id=shown.asset_id)
    wave = wave_of(ready_order(sku=sku))

    sheet = warehouse_client.get(reverse("admin:orders_pickwave_change", args=[wave.pk]))
    with_picture = pick_list_pdf(pick_list(wave.pk))
    ProductPicture.objects.all().delete()
    without = pick_list_pdf(pick_list(wave.pk))

    assert "-240.webp" in sheet.content.decode()
    assert b"/Subtype /Image" in with_picture or b"/Subtype/Image" in with_picture
    assert b"/Subtype /Image" not in without
    assert b"/Subtype/Image" not in without


def test_a_list_is_printed_though_a_picture_is_lost(warehouse_client):
    sku = make_sku()
    ProductPictureFactory(product=sku.product, image="products/lost.webp")
    wave = wave_of(ready_order(sku=sku))

    pdf = warehouse_client.get(reverse("admin:orders_pickwave_pdf", args=[wave.pk]))

    assert pdf.content.startswith(b"%PDF-")


def test_the_warehouse_where_most_waits_is_proposed(warehouse_client):
    WarehouseFactory()
    ready = shipments(ready_order())[0]

    page = warehouse_client.get(reverse("admin:orders_pickwave_make"))

    assert page.context["form"]["warehouse"].value() == ready.warehouse_id


def test_nothing_to_pick_is_said_on_the_form(warehouse_client):
    order = packed_order()

    answer = warehouse_client.post(
        reverse("admin:orders_pickwave_make"),
        {"warehouse": shipments(order)[0].warehouse_id, "size": "20"},
        headers=ENGLISH,
    )

    assert "There is nothing to pick in this warehouse." in answer.content.decode()


@pytest.mark.parametrize(("code", "state"), [("finish", "packed"), ("cancel", "ready")])
def test_a_wave_is_finished_or_cancelled_from_its_sheet(warehouse_client, code, state):
    order = ready_order()
    wave = wave_of(order)

    warehouse_client.post(reverse("admin:orders_pickwave_step", args=[wave.pk, code]))

    order.refresh_from_db()
    assert order.fulfilment == state


def test_waves_are_worked_on_by_pickers_only():
    wave = wave_of(ready_order())
    client = client_with("orders.view_order", "orders.view_pickwave")

    assert client.get(reverse("admin:orders_pickwave_change", args=[wave.pk])).status_code == 200
    assert client.get(reverse("admin:orders_pickwave_make")).status_code == 403
    finish = reverse("admin:orders_pickwave_step", args=[wave.pk, "finish"])
    assert client.post(finish).status_code == 403
    wave.refresh_from_db()
    assert wave.state == PickWave.State.OPEN


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


def test_money_that_came_a_moment_ago_is_reckoned_with(clerk_client, customer):
    order = place(customer)
    pay(order)

    page = clerk_client.get(page_of(order), headers=ENGLISH)

    assert [button.label for button in page.context["buttons"]] == ["Cancel: ¥128.00 goes back"]
