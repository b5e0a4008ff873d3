import re
from decimal import Decimal

import pytest

from catalog.models import SkuPrice
from catalog.services.prices import set_price
from inventory.models import StockLevel
from logistics.models import DeliveryMethod
from logistics.types import ZoneTerms
from orders.models import Cart, CartLine, Order
from shop.common.actors import process
from tests.factories.customers import AddressFactory
from tests.factories.inventory import hold
from tests.factories.logistics import EVERYWHERE, DeliveryMethodFactory, FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku

pytestmark = pytest.mark.django_db

CHECKOUT, PLACE = "/checkout/", "/checkout/place/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(customer):
    return AddressFactory(user=customer, is_default=True)


@pytest.fixture
def sku(customer, address):
    DeliveryMethodFactory(code="standard", name="普通快递")
    xinjiang = ZoneTerms(name="新疆", regions=("650000",), is_served=False)
    guangdong = ZoneTerms(name="广东", regions=("440000",), first_fee=Decimal("15.00"))
    FreightTemplateFactory(zones=[EVERYWHERE, xinjiang, guangdong])
    return fill_cart(customer, make_sku(price="59.00", on_hand=5), quantity=1)


def form_of(page):
    """The fields that a browser would send."""
    fields = dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', page))
    return fields | {
        "address": re.search(r'name="address"\s+value="(\d+)"[^>]*checked', page)[1],
        "remark": "",
    }


def total_on(page):
    return re.search(r'name="expected_total"\s+value="([\d.]+)"', page)[1]


def test_checkout_wants_a_log_in(client):
    answer = client.get(CHECKOUT)

    assert answer.url == "/login/?next=/checkout/"


def test_an_empty_selection_leads_back_to_the_cart(customer_client):
    answer = customer_client.get(CHECKOUT)

    assert answer.url == "/cart/"


@pytest.mark.req("CART-04")
def test_checkout_shows_address_goods_and_the_total_with_its_reasons(customer_client, sku):
    page = customer_client.get(CHECKOUT).text

    assert sku.product.title in page
    assert "138****8000" in page
    assert "13800138000" not in page
    assert total_on(page) == "67.00"
    assert "why-list" in page


@pytest.mark.req("CART-05")
def test_the_button_places_the_order_and_leads_to_the_payment(customer_client, customer, sku):
    form = form_of(customer_client.get(CHECKOUT).text)

    answer = customer_client.post(PLACE, form | {"remark": "周末送"})

    order = Order.objects.get(customer=customer)
    assert answer.url == f"/pay/{order.number}/"
    assert (order.total, order.remark) == (Decimal("67.00"), "周末送")
    assert order.delivery_method == "standard"


@pytest.mark.fault("sent-twice")
def test_a_form_sent_again_leads_to_the_same_order(customer_client, sku):
    form = form_of(customer_client.get(CHECKOUT).text)

    first = customer_client.post(PLACE, form)
    second = customer_client.post(PLACE, form)

    assert first.url == second.url
    assert Order.objects.count() == 1


def test_another_address_is_quoted_again_and_remembered(customer_client, customer, sku):
    far = AddressFactory(user=customer, district_id="440106")
    typed = {"address": far.pk, "remark": "写好的备注", "token": "kept"}

    fragment = customer_client.get("/checkout/quote/", typed, headers=HTMX).text

    assert total_on(fragment) == "74.00"
    assert "写好的备注" in fragment
    assert 'value="kept"' in fragment
    assert "<html" not in fragment
    assert total_on(customer_client.get(CHECKOUT).text) == "74.00"


def test_where_nothing_is_delivered_the_page_says_so_and_offers_no_order(
    customer_client, customer, sku
):
    far = AddressFactory(user=customer, district_id="650102")

    fragment = customer_client.get("/checkout/quote/", {"address": far.pk}, headers=HTMX).text

    assert "乌鲁木齐" in fragment
    assert re.search(r'type="submit"\s+disabled', fragment)


@pytest.mark.req("CART-04")
def test_a_dearer_way_of_delivery_is_quoted(customer_client, sku):
    DeliveryMethodFactory(code="express", name="特快", surcharge=Decimal("12.00"), position=99)

    fragment = customer_client.get("/checkout/quote/", {"method": "express"}, headers=HTMX).text

    assert total_on(fragment) == "79.00"


@pytest.mark.fault("changed-meanwhile")
def test_a_changed_price_shows_the_new_quote_beside_the_old(customer_client, sku):
    form = form_of(customer_client.get(CHECKOUT).text)
    set_price(
        sku_id=sku.pk, kind=SkuPrice.Kind.SALE, amount=Decimal("65.00"), actor=process("tests")
    )

    answer = customer_client.post(PLACE, form | {"remark": "留着"})

    assert answer.status_code == 422
    assert "changed-quote" in answer.text
    assert "¥67.00" in re.sub("<[^>]*>", "", answer.text)
    assert total_on(answer.text) == "73.00"
    assert "留着" in answer.text
    assert not Order.objects.exists()

    again = customer_client.post(PLACE, form_of(answer.text))
    assert again.status_code == 302
    assert Order.objects.get().total == Decimal("73.00")


@pytest.mark.fault("changed-meanwhile")
def test_a_cart_changed_in_another_tab_is_shown_before_it_is_ordered(
    customer_client, customer, sku
):
    form = form_of(customer_client.get(CHECKOUT).text)
    fill_cart(customer, sku, quantity=2)

    answer = customer_client.post(PLACE, form)

    assert answer.status_code == 422
    assert "changed-quote" in answer.text
    assert "¥67.00" in re.sub("<[^>]*>", "", answer.text)
    assert total_on(answer.text) == "189.00"
    assert not Order.objects.exists()


@pytest.mark.fault("bad-quantity")
@pytest.mark.req("CART-12")
def test_what_was_sold_meanwhile_is_told_on_the_line(customer_client, customer, sku):
    fill_cart(customer, sku, quantity=2)
    form = form_of(customer_client.get(CHECKOUT).text)
    hold(sku, 4)

    answer = customer_client.post(PLACE, form)

    assert answer.status_code == 422
    assert 'class="line-error"' in answer.text
    assert not Order.objects.exists()
    assert StockLevel.objects.get().reserved == 4


@pytest.mark.fault("anothers-thing")
def test_anothers_address_in_the_form_is_not_found(customer_client, other_customer, sku):
    form = form_of(customer_client.get(CHECKOUT).text)
    theirs = AddressFactory(user=other_customer)

    answer = customer_client.post(PLACE, form | {"address": theirs.pk})

    assert answer.status_code == 404
    assert not Order.objects.exists()
    assert CartLine.objects.count() == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"address": ""},
        {"address": "x"},
        {"expected_total": "many"},
        {"expected_total": "67.001"},
        {"cart_version": "-1"},
        {"cart_version": "9" * 30},
        {"token": ""},
        {"token": "t" * 65},
        {"remark": "长" * 201},
        {"method": "teleport"},
        {"shown": "forged"},
    ],
    ids=lambda broken: "-".join(f"{name}-{value[:8]}" for name, value in broken.items()),
)
def test_a_broken_form_is_shown_again_or_taken_but_never_half(customer_client, sku, broken):
    form = form_of(customer_client.get(CHECKOUT).text)

    answer = customer_client.post(PLACE, form | broken)

    placed = Order.objects.count()
    assert answer.status_code == (302 if placed else 422)
    assert placed == ("shown" in broken)
    assert Cart.objects.get().lines.count() == 1 - placed


def test_without_an_address_the_page_leads_to_the_address_form(customer_client, customer):
    FreightTemplateFactory()
    fill_cart(customer)

    page = customer_client.get(CHECKOUT).text

    assert "/account/addresses/add/?next=/checkout/" in page
    assert re.search(r'type="submit"\s+disabled', page)


def test_the_shop_without_ways_of_delivery_still_sells(customer_client, sku):
    DeliveryMethod.objects.all().delete()
    form = form_of(customer_client.get(CHECKOUT).text)

    answer = customer_client.post(PLACE, form | {"method": ""})

    assert answer.status_code == 302
