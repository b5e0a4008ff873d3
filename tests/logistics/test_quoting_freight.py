from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from catalog.models import Product
from logistics.errors import DeliveryMethodUnknown, ZonesOverlap
from logistics.models import FreightTemplate, FreightZone, FreightZoneRegion
from logistics.selectors.freight import freight_quote
from logistics.selectors.methods import delivery_methods
from logistics.services.freight_templates import (
    assign_template,
    save_freight_template,
    set_zone_regions,
)
from logistics.types import DeliveryChoice, FreightLine, FreightQuote, NotServed, ZoneTerms
from tests.factories.catalog import ProductFactory
from tests.factories.logistics import EVERYWHERE, DeliveryMethodFactory, FreightTemplateFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

GUANGDONG, SHENZHEN, NANSHAN, FUTIAN = "440000", "440300", "440305", "440304"
GUANGZHOU_TIANHE, BEIJING_DONGCHENG = "440106", "110101"
XINJIANG, URUMQI_TIANSHAN = "650000", "650102"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def line(product: Product, key: int = 1, quantity: int = 1) -> FreightLine:
    return FreightLine(
        line_key=key,
        product_id=product.pk,
        quantity=quantity,
        amount=Decimal("50.00"),
        weight_grams=500,
        volume_cm3=1000,
    )


def fee(name: str, first_fee: str, *regions: str, **terms) -> ZoneTerms:
    return ZoneTerms(name=name, first_fee=Decimal(first_fee), regions=regions, **terms)


def quote(district_code: str, *products: Product, method_code: str = "") -> FreightQuote:
    lines = [line(product, key) for key, product in enumerate(products)]
    return freight_quote(district_code=district_code, lines=lines, method_code=method_code)


@pytest.mark.req("LOG-01")
@pytest.mark.parametrize(
    ("district_code", "total"),
    [
        pytest.param(NANSHAN, "1.00", id="its district"),
        pytest.param(FUTIAN, "2.00", id="its city"),
        pytest.param(GUANGZHOU_TIANHE, "3.00", id="its province"),
        pytest.param(BEIJING_DONGCHENG, "4.00", id="the rest of the country"),
        pytest.param(GUANGDONG, "3.00", id="a province as a whole"),
    ],
)
@pytest.mark.parametrize("turn", [1, -1], ids=["forward", "backward"])
def test_the_most_specific_zone_wins(district_code, total, turn):
    zones = [
        fee("rest", "4.00"),
        fee("province", "3.00", GUANGDONG),
        fee("city", "2.00", SHENZHEN),
        fee("district", "1.00", NANSHAN),
    ]
    FreightTemplateFactory(zones=zones[::turn])

    quoted = quote(district_code, ProductFactory())

    assert quoted.total == Decimal(total)
    assert quoted.is_served


def test_goods_ship_by_their_own_template_or_by_the_default():
    own, other = ProductFactory(), ProductFactory()
    FreightTemplateFactory(zones=[fee("all", "8.00")])
    FreightTemplateFactory(is_default=False, zones=[fee("all", "30.00")], products=[own])

    assert quote(NANSHAN, own).total == Decimal("30.00")
    assert quote(NANSHAN, other).total == Decimal("8.00")
    assert quote(NANSHAN, own, other).shares == {0: Decimal("30.00"), 1: Decimal("8.00")}


@pytest.mark.req("LOG-02")
def test_a_remote_area_costs_more():
    FreightTemplateFactory(
        zones=[
            fee("near", "8.00"),
            fee("far", "8.00", XINJIANG, remote_surcharge=Decimal("15.00")),
        ]
    )

    assert quote(URUMQI_TIANSHAN, ProductFactory()).total == Decimal("23.00")


@pytest.mark.req("LOG-01")
def test_an_area_that_is_not_served_is_named_with_its_lines():
    near, everywhere = ProductFactory(), ProductFactory()
    FreightTemplateFactory(zones=[EVERYWHERE])
    FreightTemplateFactory(
        is_default=False,
        zones=[fee("near", "5.00"), fee("never", "0.00", XINJIANG, is_served=False)],
        products=[near],
    )

    quoted = quote(URUMQI_TIANSHAN, near, everywhere)

    assert quoted.not_served == (
        NotServed(
            line_key=0,
            reason="This product is not delivered to 新疆维吾尔自治区 乌鲁木齐市 天山区.",
        ),
    )
    assert not quoted.is_served
    assert quoted.shares == {1: Decimal("8.00")}


def test_a_template_without_the_rest_of_the_country_serves_only_what_it_names():
    FreightTemplateFactory(zones=[fee("south", "5.00", GUANGDONG)])
    product = ProductFactory()

    assert quote(NANSHAN, product).is_served
    assert not quote(BEIJING_DONGCHENG, product).is_served


def test_goods_without_any_template_are_not_sent_for_nothing():
    quoted = quote(NANSHAN, ProductFactory())

    assert [refused.line_key for refused in quoted.not_served] == [0]


def test_an_unknown_district_is_not_served():
    FreightTemplateFactory()

    quoted = quote("999999", ProductFactory())

    assert [refused.reason for refused in quoted.not_served] == ["This delivery area is unknown."]


@pytest.mark.req("LOG-03")
def test_ways_of_delivery_are_offered_in_their_order():
    express = DeliveryMethodFactory(
        name="次日达", promise="次日送达", position=2, surcharge="12.00"
    )
    standard = DeliveryMethodFactory(name="标准快递", position=1)
    DeliveryMethodFactory(is_active=False)

    assert delivery_methods() == [
        DeliveryChoice(code=standard.code, name="标准快递", promise="", surcharge=Decimal("0.00")),
        DeliveryChoice(
            code=express.code, name="次日达", promise="次日送达", surcharge=Decimal("12.00")
        ),
    ]


def test_the_surcharge_of_a_way_of_delivery_is_added():
    FreightTemplateFactory()
    express = DeliveryMethodFactory(surcharge="12.00")

    assert quote(NANSHAN, ProductFactory(), method_code=express.code).total == Decimal("20.00")


def test_a_way_of_delivery_that_is_not_offered_is_refused():
    FreightTemplateFactory()
    gone = DeliveryMethodFactory(is_active=False)

    with pytest.raises(DeliveryMethodUnknown):
        quote(NANSHAN, ProductFactory(), method_code=gone.code)


@pytest.mark.parametrize("lines", [1, 50])
def test_a_quote_costs_three_queries_however_many_lines_and_templates(lines):
    products = [ProductFactory() for _ in range(lines)]
    for product in products:
        FreightTemplateFactory(is_default=False, products=[product])
    method = DeliveryMethodFactory()
    quote(NANSHAN, products[0])  # the regions are warm

    with statements() as made:
        quote(NANSHAN, *products, method_code=method.code)

    assert len(made) == 3


def test_saving_a_template_again_puts_new_zones_in_place_of_the_old():
    product = ProductFactory()
    template = FreightTemplateFactory(name="标准", products=[product])

    again = save_freight_template(
        name="标准", basis="weight", zones=[fee("all", "9.00")], is_default=False
    )

    assert again.pk == template.pk
    assert again.zones.count() == 1
    assert quote(NANSHAN, product).total == Decimal("9.00")


def test_a_new_default_template_replaces_the_old_one():
    old = FreightTemplateFactory()

    new = FreightTemplateFactory()

    assert [row.pk for row in FreightTemplate.objects.filter(is_default=True)] == [new.pk]
    old.refresh_from_db()
    assert not old.is_default


@pytest.mark.parametrize(
    "zones",
    [
        [fee("a", "1.00", GUANGDONG), fee("b", "2.00", GUANGDONG)],
        [fee("a", "1.00"), fee("b", "2.00")],
    ],
    ids=["one region twice", "the rest twice"],
)
def test_zones_that_overlap_are_refused(zones):
    with pytest.raises(ZonesOverlap):
        FreightTemplateFactory(name="新", zones=zones)

    assert not FreightTemplate.objects.filter(name="新").exists()


def test_regions_change_places_in_one_save():
    template = FreightTemplateFactory(
        zones=[fee("a", "1.00", GUANGDONG), fee("b", "2.00", XINJIANG)]
    )
    first, second = template.zones.order_by("pk")

    set_zone_regions(
        template_id=template.pk, regions_by_zone={first.pk: [XINJIANG], second.pk: [GUANGDONG]}
    )

    assert quote(NANSHAN, ProductFactory()).total == Decimal("2.00")


def test_a_product_changes_its_template():
    product = ProductFactory()
    FreightTemplateFactory(is_default=False, products=[product])
    dear = FreightTemplateFactory(is_default=False, zones=[fee("all", "30.00")])

    assign_template(product_ids=[product.pk], template_id=dear.pk)

    assert quote(NANSHAN, product).total == Decimal("30.00")


@pytest.mark.parametrize(
    ("terms", "wall"),
    [
        ({"free_when": "amount"}, "zone_free_amount_said"),
        ({"free_when": "both", "free_amount": 9}, "zone_free_pieces_said"),
        ({"free_when": "amount", "free_amount": 0}, "zone_free_amount_said"),
        ({"next_quantity": 0}, "zone_units_positive"),
        ({"first_fee": -1}, "zone_fees_not_negative"),
    ],
    ids=["no amount", "no pieces", "free from nothing", "no unit", "negative fee"],
)
def test_the_database_refuses_terms_that_make_no_sense(terms, wall):
    template = FreightTemplateFactory()

    with pytest.raises(IntegrityError, match=wall), transaction.atomic():
        FreightZone.objects.create(template=template, name="x", **terms)


def test_the_database_ties_a_region_to_the_template_of_its_zone():
    template, other = FreightTemplateFactory(), FreightTemplateFactory()
    row = FreightZoneRegion.objects.create(
        template=other, zone=template.zones.get(), region_id=GUANGDONG
    )

    with pytest.raises(IntegrityError, match="zone_region_of_template"), transaction.atomic():
        check_now()
    row.delete()


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
