import pytest

from logistics.models import Parcel, Shipment
from logistics.selectors.lookup import found_parcels, found_shipments
from tests.factories.fulfilment import packed_order, ship, shipments

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """Two shipments that have left; the first is the one that is looked for."""
    waybills = "SF1234567890123", "YT1234567890123"
    for waybill in waybills:
        ship(shipments(packed_order())[0], waybill)
    return Shipment.objects.order_by("pk").first()


@pytest.fixture(params=["waybill", "beginning", "small", "order", "shipment"])
def term(request, sent):
    return {
        "waybill": "SF1234567890123",
        "beginning": " SF1234",
        "small": "sf1234567890123",
        "order": sent.reference,
        "shipment": sent.number,
    }[request.param]


def test_shipments_are_found_by_what_is_in_hand(sent, term):
    assert list(found_shipments(Shipment.objects.all(), term)) == [sent]


def test_parcels_are_found_by_what_is_in_hand(sent, term):
    assert list(found_parcels(Parcel.objects.all(), term)) == list(sent.parcels.all())


def test_the_lists_of_the_back_office_search_like_this(clerk_client, sent):
    for table in ("shipment", "parcel"):
        page = clerk_client.get(f"/admin/logistics/{table}/?q=sf1234")

        assert page.context["cl"].result_count == 1
