"""Tracks: new lines are added once, parcels move forward, delivery is told once."""

from datetime import datetime, timedelta

import pytest
import responses
from django.utils import timezone

from logistics.carriers.kuaidi100 import sign
from logistics.models import Parcel, Shipment, TrackingEvent
from logistics.selectors.shipments import shipments_of
from logistics.services.tracking import due_parcels, query_parcel, record_track
from logistics.types import Track, TrackStep
from shop.common.actors import process
from shop.common.models import OutboxEvent
from shop.common.services.providers import save_provider_account
from tests.factories.parcels import ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("LOG-06")]

URL = "http://127.0.0.1:9/poll/query.do"
NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


def lines(*texts: str) -> list[TrackStep]:
    return [TrackStep(at=NOON + timedelta(hours=n), text=text) for n, text in enumerate(texts)]


def told(name: str) -> int:
    return OutboxEvent.objects.filter(name__endswith=name).count()


@pytest.fixture
def kuaidi100(transactional_db):
    save_provider_account(
        provider="kuaidi100",
        is_enabled=True,
        settings={"query_url": URL, "customer": "CUSTOMER"},
        secrets={"key": "KEY"},
        actor=process("tests"),
    )
    with responses.RequestsMock() as mocked:
        yield mocked


def test_the_sign_is_the_documented_one():
    param = '{"com":"yuantong","num":"YT1234567890123"}'

    assert sign(param=param, key="KEY", customer="CUSTOMER") == "0DE190824C4CD5F3F5EBDDFB115A250C"


def test_a_repeated_track_adds_only_what_is_new():
    parcel = ParcelFactory()
    record_track(parcel_id=parcel.pk, track=Track(state="in_transit", steps=lines("a", "b")))

    record_track(parcel_id=parcel.pk, track=Track(state="in_transit", steps=lines("a", "b", "c")))

    assert list(TrackingEvent.objects.order_by("at").values_list("text", flat=True)) == [
        "a",
        "b",
        "c",
    ]
    assert told("ParcelMoved") == 1


def test_lines_of_one_second_stay_in_the_order_of_the_carrier():
    parcel = ParcelFactory()
    newest_first = [TrackStep(at=NOON, text=text) for text in ("signed", "out", "arrived")]

    record_track(parcel_id=parcel.pk, track=Track(state="in_transit", steps=newest_first[1:]))
    record_track(parcel_id=parcel.pk, track=Track(state="delivered", steps=newest_first))

    (shipment,) = shipments_of([parcel.shipment.reference])[parcel.shipment.reference]
    shown = [step.text for step in shipment.parcels[0].steps]
    assert shown == ["signed", "out", "arrived"]


def test_delivery_is_told_once_with_the_carriers_time():
    parcel = ParcelFactory()
    delivered = Track(state="delivered", steps=lines("collected", "signed"))

    record_track(parcel_id=parcel.pk, track=delivered)
    record_track(parcel_id=parcel.pk, track=delivered)

    parcel.refresh_from_db()
    parcel.shipment.refresh_from_db()
    assert (parcel.state, parcel.next_query_at) == (Parcel.State.DELIVERED, None)
    assert parcel.shipment.state == Shipment.State.DELIVERED
    assert parcel.shipment.delivered_at == NOON + timedelta(hours=1)
    assert told("ShipmentDelivered") == 1


def test_a_delivered_parcel_does_not_move_back():
    parcel = ParcelFactory()
    record_track(parcel_id=parcel.pk, track=Track(state="delivered", steps=lines("signed")))

    record_track(parcel_id=parcel.pk, track=Track(state="in_transit", steps=lines("signed", "hub")))

    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.DELIVERED


def test_a_shipment_of_two_parcels_is_delivered_with_the_second():
    first = ParcelFactory()
    second = ParcelFactory(shipment=first.shipment)

    record_track(parcel_id=first.pk, track=Track(state="delivered", steps=lines("signed")))
    assert told("ShipmentDelivered") == 0

    record_track(parcel_id=second.pk, track=Track(state="delivered", steps=lines("signed")))
    assert told("ShipmentDelivered") == 1


@pytest.mark.req("LOG-03")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0", "in_transit"),
        ("1", "collected"),
        ("5", "out_for_delivery"),
        ("501", "ready_for_pickup"),
        ("3", "delivered"),
        ("4", "returned"),
        ("14", "returning"),
        ("208", "exception"),
        ("999", "in_transit"),
    ],
)
def test_the_answer_of_kuaidi100_becomes_our_state(kuaidi100, code, expected):
    parcel = ParcelFactory()
    kuaidi100.post(
        URL,
        json={
            "message": "ok",
            "status": "200",
            "state": code,
            "data": [
                {"ftime": "2026-11-22 13:00:00", "context": "【北京】已签收"},
                {"ftime": "yesterday", "context": "unreadable"},
            ],
        },
    )

    assert query_parcel(parcel_id=parcel.pk)

    parcel.refresh_from_db()
    assert parcel.state == expected
    assert parcel.events.get().at == NOON + timedelta(hours=1)


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"status": 500}, id="server error"),
        pytest.param({"body": "<html>"}, id="garbage"),
        pytest.param({"json": ["x"]}, id="no object"),
        pytest.param({"json": {"result": False, "returnCode": "503"}}, id="bad sign"),
        pytest.param({"json": {"result": False, "returnCode": "500"}}, id="no data yet"),
        pytest.param({"json": {"state": "3", "data": None}}, id="no list"),
    ],
)
def test_trouble_at_the_service_changes_nothing_but_the_next_question(kuaidi100, answer):
    parcel = ParcelFactory()
    kuaidi100.post(URL, **answer)

    assert not query_parcel(parcel_id=parcel.pk)

    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.PENDING
    assert parcel.next_query_at > timezone.now()
    assert due_parcels() == []
