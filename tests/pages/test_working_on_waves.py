from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from catalog.models import ProductPicture
from catalog.services.media_work import prepare_medium
from catalog.services.pictures import add_picture
from orders.documents.pick_list import pick_list_pdf
from orders.models import PickWave
from orders.selectors.pick_lists import pick_list
from tests.factories.catalog import ProductPictureFactory
from tests.factories.fulfilment import (
    packed_order,
    ready_order,
    shipments,
    wave_of,
)
from tests.factories.inventory import TESTS, WarehouseFactory
from tests.factories.orders import make_sku
from tests.support.order_desk import ENGLISH, client_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


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
