from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import resolve

from logistics.models import Carrier, FreightTemplate, ProductFreight
from logistics.types import ZoneTerms
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.factories.logistics import (
    EVERYWHERE,
    CarrierFactory,
    DeliveryMethodFactory,
    FreightTemplateFactory,
)

pytestmark = pytest.mark.django_db

TEMPLATES = "/admin/logistics/freighttemplate/"
TRIAL = f"{TEMPLATES}trial/"
GUANGDONG, NANSHAN, XINJIANG = "440000", "440305", "650000"


def posted(*zones: dict[str, object], present: int = 0, **fields: str) -> dict[str, object]:
    """What the form of a template sends."""
    data: dict[str, object] = {
        "name": "标准",
        "basis": "piece",
        "volumetric_divisor": "6000",
        "zones-TOTAL_FORMS": str(len(zones)),
        "zones-INITIAL_FORMS": str(present),
    }
    defaults = {
        "name": "区",
        "is_served": "on",
        "first_quantity": "1",
        "first_fee": "8.00",
        "next_quantity": "1",
        "next_fee": "2.00",
        "remote_surcharge": "0.00",
        "free_when": "never",
    }
    for number, zone in enumerate(zones):
        data |= {f"zones-{number}-{name}": value for name, value in (defaults | zone).items()}
    return data | fields


def regions(template: FreightTemplate) -> list[list[str]]:
    return [
        sorted(zone.regions.values_list("region_id", flat=True))
        for zone in template.zones.order_by("pk")
    ]


@pytest.mark.req("LOG-01")
def test_a_template_is_made_with_its_zones_on_one_page(clerk_client):
    answer = clerk_client.post(
        f"{TEMPLATES}add/", posted({"regions": [GUANGDONG, XINJIANG]}, {"first_fee": "6.00"})
    )

    assert answer.status_code == 302
    template = FreightTemplate.objects.get()
    assert regions(template) == [[GUANGDONG, XINJIANG], []]
    assert [zone.first_fee for zone in template.zones.order_by("pk")] == [
        Decimal("8.00"),
        Decimal("6.00"),
    ]


def test_regions_change_places_in_one_save(clerk_client):
    template = FreightTemplateFactory(
        zones=[ZoneTerms(name="a", regions=(GUANGDONG,)), ZoneTerms(name="b", regions=(XINJIANG,))]
    )
    first, second = template.zones.order_by("pk")

    clerk_client.post(
        f"{TEMPLATES}{template.pk}/change/",
        posted(
            {"id": first.pk, "template": template.pk, "regions": [XINJIANG]},
            {"id": second.pk, "template": template.pk, "regions": [GUANGDONG]},
            present=2,
        ),
    )

    assert regions(template) == [[XINJIANG], [GUANGDONG]]


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ([{"regions": [GUANGDONG]}, {"regions": [GUANGDONG]}], "A region stands in one zone only"),
        ([{}, {}], "one zone is the rest of the country"),
        ([{"free_when": "amount"}], "Say from which amount delivery is free."),
        ([{"next_quantity": "0"}], "A unit is more than nothing."),
    ],
    ids=["region twice", "rest twice", "free without amount", "no unit"],
)
def test_terms_that_make_no_sense_are_refused_with_the_reason(clerk_client, zones, said):
    answer = clerk_client.post(
        f"{TEMPLATES}add/", posted(*zones), headers={"accept-language": "en"}
    )

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not FreightTemplate.objects.exists()


def test_a_template_opens_with_its_regions(clerk_client):
    template = FreightTemplateFactory(zones=[ZoneTerms(name="a", regions=(GUANGDONG,))])

    page = clerk_client.get(f"{TEMPLATES}{template.pk}/change/").content.decode()

    assert "广东省" in page


@pytest.mark.req("LOG-01", "LOG-02")
def test_staff_try_a_basket_and_see_every_step(clerk_client):
    FreightTemplateFactory(
        zones=[EVERYWHERE, ZoneTerms(name="远", regions=(XINJIANG,), is_served=False)]
    )
    SkuFactory(code="SHIRT", price="10.00")
    method = DeliveryMethodFactory(surcharge="12.00")
    asked = {"district": NANSHAN, "method": method.code, "basket": "SHIRT 3\nNOPE 1\n"}

    answer = clerk_client.get(TRIAL, asked)

    assert answer.context["quote"].total == Decimal("24.00")  # 8 + 2×2, and 12
    assert [step.kind for step in answer.context["quote"].steps] == ["first", "next", "method"]
    assert answer.context["unknown"] == ["NOPE"]
    refused = clerk_client.get(TRIAL, asked | {"district": XINJIANG})
    assert refused.context["lines"][0]["refused"]


@pytest.mark.parametrize("basket", ["SHIRT 0", "SHIRT two", "SHIRT 1 2", ""])
def test_a_basket_that_is_not_understood_is_said(clerk_client, basket):
    answer = clerk_client.get(TRIAL, {"district": NANSHAN, "basket": basket})

    assert "basket" in answer.context["form"].errors


def test_the_trial_page_needs_a_right(rf, powerless_staff):
    request = rf.get(TRIAL)
    request.user = powerless_staff

    with pytest.raises(PermissionDenied):
        resolve(TRIAL).func(request)


def test_products_are_assigned_by_their_numbers(clerk_client):
    template = FreightTemplateFactory()
    products = [ProductFactory(), ProductFactory()]
    page = f"{TEMPLATES}{template.pk}/products/"

    refused = clerk_client.post(page, {"products": f"{products[0].number} SP1"})
    assert refused.status_code == 200
    assert not ProductFreight.objects.exists()

    clerk_client.post(page, {"products": f"{products[0].number}\n{products[1].number}"})
    assert {row.product_id for row in ProductFreight.objects.all()} == {
        product.pk for product in products
    }
    assert clerk_client.get("/admin/logistics/productfreight/").status_code == 200


@pytest.mark.req("LOG-03")
def test_carriers_are_kept_by_staff(clerk_client):
    carrier = CarrierFactory()
    DeliveryMethodFactory(carrier=carrier)
    page = f"/admin/logistics/carrier/{carrier.pk}/change/"
    values = {"code": "SF", "name": "顺丰速运", "kuaidi100_code": "shunfeng", "position": "1"}

    refused = clerk_client.post(page, values | {"number_pattern": "["})
    assert "number_pattern" in refused.context["adminform"].form.errors
    clerk_client.post(page, values | {"number_pattern": r"SF\d{12}"})

    assert Carrier.objects.get().name == "顺丰速运"
    assert clerk_client.get("/admin/logistics/deliverymethod/").status_code == 200
