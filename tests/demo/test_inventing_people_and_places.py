import re

import pytest

from shop.demo.delivery import ABROAD, CARRIERS, TEMPLATES
from shop.demo.dice import dice
from shop.demo.divisions import divisions
from shop.demo.history.fates import waybill
from shop.demo.people import DEMO_PHONE, STAFF, shoppers
from shop.demo.warehouses import WAREHOUSES, places, rankings

MAINLAND = 31


def test_shoppers_are_the_same_every_time_and_nobody_shares_a_phone():
    people = shoppers(60)
    phones = {shopper.phone for shopper in people} | {member.phone for member in STAFF}

    assert people == shoppers(60)
    assert people[:10] == shoppers(10)
    assert people[0].phone == DEMO_PHONE
    assert len(phones) == 60 + len(STAFF)
    assert all(re.fullmatch(r"1[3-9]\d{9}", phone) for phone in phones)


def test_addresses_lie_in_real_districts():
    names = divisions().names
    districts = [address.district for one in shoppers(60) for address in one.addresses]

    assert all(code in names and not code.endswith("00") for code in districts)
    assert any(code.startswith("65") for code in districts)


@pytest.mark.req("INV-18")
def test_every_mainland_province_ranks_all_three_warehouses():
    ranked = sorted((line.province, line.rank, line.warehouse) for line in rankings())
    provinces = {province for province, _, _ in ranked}

    assert len(provinces) == MAINLAND
    assert not provinces & set(ABROAD)
    assert len(ranked) == MAINLAND * len(WAREHOUSES)
    assert all(code in divisions().names for code in provinces)


def test_bins_are_numbered_in_walking_order():
    sequence = [place.pick_sequence for place in places()]
    codes = [place.code for place in places()]

    assert sequence == sorted(set(sequence))
    assert len(codes) == len(set(codes)) >= 382
    assert codes[0] == "A-01-01-01"


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.code)
@pytest.mark.req("LOG-03")
def test_invented_waybill_numbers_have_the_carriers_shape(carrier):
    number = waybill(dice("test"), carrier.code)

    assert re.fullmatch(carrier.number_pattern, number)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
@pytest.mark.req("LOG-01")
def test_a_template_covers_the_country_and_names_each_region_once(template):
    named = [region for zone in template.zones for region in zone.regions]

    assert len([zone for zone in template.zones if not zone.regions]) == 1
    assert len(named) == len(set(named))
    assert set(ABROAD) <= {
        region for zone in template.zones if not zone.is_served for region in zone.regions
    }
