from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from catalog.models import Listing
from logistics.types import ZoneTerms
from orders.models import Order
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.factories.customers import AddressFactory
from tests.factories.logistics import EVERYWHERE, FreightTemplateFactory
from tests.factories.orders import place

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-05")]

TIBET, GUANGDONG, SHENZHEN = "540000", "440000", "440305"


@pytest.fixture
def estimate(client):
    """Ask as the page's own script does; says what the fragment holds."""
    FreightTemplateFactory(
        zones=[
            EVERYWHERE,
            ZoneTerms(name="广东", regions=(GUANGDONG,), first_fee=Decimal("5.00")),
            ZoneTerms(name="西藏", regions=(TIBET,), is_served=False),
        ]
    )
    sku = SkuFactory(price="59.00")
    path = f"/p/{sku.product.slug}-{sku.product.number}/delivery/"

    def ask(asker=client, **query):
        response = asker.get(path, query, headers={"hx-request": "true"})
        assert response.status_code == 200
        return response.content.decode()

    return ask


def test_without_an_address_the_estimate_is_for_beijing(estimate):
    page = estimate()

    assert "北京市" in page
    assert "¥8.00" in page


def test_a_chosen_province_is_estimated_and_remembered(estimate):
    assert "¥5.00" in estimate(to=GUANGDONG)

    assert "¥5.00" in estimate()


def test_a_place_that_is_not_served_says_so(estimate):
    page = estimate(to=TIBET)

    assert "西藏" in page
    assert "¥" not in page


def test_the_estimate_follows_the_default_address(estimate, customer, customer_client):
    AddressFactory(user=customer, district_id=SHENZHEN, is_default=True)

    assert "¥5.00" in estimate(customer_client)


@pytest.mark.parametrize("code", ["", "abc", "999999", "\0", "1" * 500])
def test_a_strange_place_is_ignored(estimate, code):
    assert "¥8.00" in estimate(to=code)


def test_the_estimate_is_a_page_of_its_own_without_scripts(estimate, client):
    sku = SkuFactory(price="59.00")

    page = client.get(f"/p/{sku.product.slug}-{sku.product.number}/delivery/?sku={sku.pk}")

    assert "<html" in page.content.decode()
    assert "¥8.00" in page.content.decode()


def test_what_is_not_listed_has_no_estimate(client):
    product = ProductFactory(price="9.00")

    assert client.get(f"/p/{product.slug}-{product.number}/delivery/").status_code == 404


@pytest.mark.req("CAT-17")
def test_a_district_is_chosen_step_by_step_and_remembered(estimate):
    page = estimate(province=GUANGDONG, city="440300", district=SHENZHEN)

    assert "广东省 深圳市 南山区" in page
    assert "广东省 深圳市 南山区" in estimate()


def test_a_new_province_forgets_the_old_city(estimate):
    page = estimate(province=GUANGDONG, city="110100", district="110101")

    assert "广东省" in page
    assert "东城区" not in page


@pytest.mark.parametrize("wrong", ["", "999999", "x", "\x00", "4" * 300])
def test_an_unknown_place_is_estimated_as_none_was_chosen(estimate, wrong):
    assert "北京市" in estimate(province=wrong, city=wrong, district=wrong, to=wrong)


def deliver(customer, days, count):
    for _order in range(count):
        order = place(customer)
        paid = timezone.now() - timedelta(days=20)
        Order.objects.filter(pk=order.pk).update(
            paid_at=paid, delivered_at=paid + timedelta(days=days)
        )


@pytest.mark.req("CAT-17")
def test_the_day_is_what_past_parcels_took(estimate, customer):
    deliver(customer, days=3, count=4)
    assert "when paid now" not in estimate()

    deliver(customer, days=3, count=1)
    cache.clear()
    assert "when paid now" not in estimate()  # sold out: nobody can pay now
    Listing.objects.update(in_stock=True)

    expected = timezone.localtime(timezone.now() + timedelta(days=3))
    assert f"there by {expected.month}-{expected.day}" in estimate()


def test_the_page_of_its_own_says_where_it_stands_and_names_each_choice(client):
    FreightTemplateFactory()
    sku = SkuFactory(price="59.00")

    page = client.get(f"/p/{sku.product.slug}-{sku.product.number}/delivery/").content.decode()

    assert 'class="breadcrumb"' in page
    for level in ("province", "city", "district"):
        assert f'<label class="delivery-level" for="delivery-{level}">' in page
