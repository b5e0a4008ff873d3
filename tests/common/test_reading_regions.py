import pytest
from django.urls import reverse

from shop.common.models import Region
from shop.common.selectors import (
    children_of,
    is_region,
    province_of,
    region_codes,
    region_names,
    region_path,
)

pytestmark = pytest.mark.django_db


def test_the_table_holds_the_divisions_of_china():
    assert [Region.objects.filter(level=level).count() for level in (1, 2, 3)] == [34, 369, 3479]


def test_a_path_runs_from_province_to_district():
    assert region_path("440305") == "广东省 深圳市 南山区"
    assert region_codes("440305") == ["440000", "440300", "440305"]


def test_a_municipality_is_named_once():
    assert region_path("110105") == "北京市 朝阳区"


def test_unknown_codes_have_no_path_and_no_name():
    assert region_path("999999") == ""
    assert region_names(["440305", "999999"]) == {"440305": "南山区"}
    assert is_region("999999") is False


def test_the_province_is_read_from_the_code():
    assert province_of("440305") == "440000"


def test_children_come_in_the_order_of_their_codes():
    assert [part.name for part in children_of("")][:3] == ["北京市", "天津市", "河北省"]
    assert children_of("440305") == []


def test_regions_cost_no_query_once_read(django_assert_num_queries):
    region_path("440305")

    with django_assert_num_queries(0):
        region_path("110105")
        children_of("440000")


@pytest.mark.parametrize(
    "address", ["/regions/440300/", "/regions/?parent=440300"], ids=["path", "query"]
)
def test_the_address_form_fetches_the_parts_of_a_region(client, address):
    answer = client.get(address)

    assert answer.json()[0] == {"code": "440303", "name": "罗湖区"}
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_the_address_form_fetches_the_provinces(client):
    answer = client.get(reverse("common:region-list"))

    assert len(answer.json()) == 34


def test_an_unknown_region_is_not_found(client):
    assert client.get(reverse("common:region-children", args=["999999"])).status_code == 404
