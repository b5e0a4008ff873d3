"""The goods that are chosen for whoever looks at the page, and for all alike on wish."""

import re

import pytest
from django.utils import timezone

from catalog.models import Product
from catalog.services.listing import add_sold
from marketing.models import HomeBlock
from marketing.services.favourites import add_favourite
from marketing.services.recommendations import replace_bought_together
from marketing.types import Together
from orders.models import Order
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.orders import make_sku, place
from tests.support.budget import statements

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-43")]

HTMX = {"HX-Request": "true"}
URL, SWITCH = "/for-you/", "/for-you/switch/"
MOST = 9


@pytest.fixture
def dresses():
    return CategoryFactory(name="连衣裙")


def product(category=None, *, sold=1, **fields):
    row = ProductFactory(
        listed=True, price="59.00", in_stock=True, category=category or CategoryFactory(), **fields
    )
    add_sold(product_id=row.pk, quantity=sold)
    return row


def shown(client):
    page = client.get(URL, headers=HTMX).text
    numbers = dict.fromkeys(re.findall(r'href="/p/[^"]*-(SP\d+)/"', page))
    ids = dict(Product.objects.values_list("number", "pk"))
    return [ids[number] for number in numbers], "Chosen by what you looked at" in page


def look_at(client, row):
    client.get(f"/mine/{row.number}/", headers=HTMX)


def test_a_stranger_sees_what_sells_best(client):
    few, many = product(sold=1), product(sold=9)

    assert shown(client) == ([many.pk, few.pk], False)


def test_what_was_looked_at_leads_to_its_companions_and_its_category(client, dresses):
    best, seen = product(sold=99), product(dresses)
    alike, companion = product(dresses, sold=5), product(sold=2)
    replace_bought_together(
        pairs=[Together(product_id=seen.pk, companion_id=companion.pk, order_count=3, position=1)]
    )
    look_at(client, seen)

    assert shown(client) == ([companion.pk, alike.pk, best.pk], True)


def test_favourites_count_too(customer, customer_client, dresses):
    kept, alike, best = product(dresses), product(dresses), product(sold=99)
    add_favourite(user_id=customer.pk, product_id=kept.pk)

    assert shown(customer_client) == ([alike.pk, best.pk], True)


def test_what_was_bought_counts_but_is_not_offered_again(customer, customer_client, dresses):
    sku = make_sku(on_hand=5)
    order = place(customer, sku, quantity=1)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now())
    other = product(sold=9)

    goods, _is_personal = shown(customer_client)

    assert goods == [other.pk]


def test_what_is_sold_out_is_not_offered(client, dresses):
    seen = product(dresses)
    ProductFactory(listed=True, price="1.00", in_stock=False, category=dresses)
    look_at(client, seen)

    assert shown(client) == ([], False)


def test_on_wish_all_see_the_same(client, dresses):
    seen, alike, best = product(dresses), product(dresses), product(sold=99)
    look_at(client, seen)

    client.post(SWITCH, {"choose": "alike"})
    for_all = shown(client)
    client.post(SWITCH, {"choose": "personal"})

    assert for_all == ([best.pk, alike.pk, seen.pk], False)
    assert shown(client) == ([alike.pk, best.pk], True)


def test_it_costs_the_same_with_many_traces(customer, customer_client, dresses):
    for _turn in range(12):
        kept = product(CategoryFactory())
        add_favourite(user_id=customer.pk, product_id=kept.pk)
        product(kept.category)
    shown(customer_client)

    with statements() as made:
        assert customer_client.get(URL, headers=HTMX).status_code == 200

    assert len(made) <= MOST, "\n".join(made)


def test_the_home_page_fetches_it_and_stays_the_same_for_all(client, customer_client, dresses):
    HomeBlock.objects.all().delete()
    HomeBlock.objects.create(kind=HomeBlock.Kind.FOR_YOU, title="猜你喜欢")
    seen, alike = product(dresses, title="看过的裙子"), product(dresses, title="同类的裙子")
    look_at(client, seen)

    home, page = client.get("/").text, client.get(URL).text

    assert 'hx-get="/for-you/"' in home
    assert "猜你喜欢" in home
    assert alike.title not in home
    assert alike.title in page
    assert "<html" in page
    assert "<html" not in client.get(URL, headers=HTMX).text
