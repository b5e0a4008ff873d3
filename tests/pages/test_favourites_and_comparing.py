import pytest

from catalog.services.take_down import take_down
from marketing.models import Favourite
from marketing.services.favourites import add_favourite
from orders.models import CartLine
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    ProductAttributeFactory,
    ProductFactory,
    SkuFactory,
)
from tests.factories.inventory import StockLevelFactory
from tests.factories.orders import make_sku

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def shirt():
    return ProductFactory(listed=True, price="59.00", in_stock=True, title="纯棉衬衫")


def add(client, product, **options):
    return client.post("/favourites/add/", {"product": product.number}, **options)


@pytest.mark.req("CAT-39")
def test_the_heart_keeps_a_product_without_scripts(customer, customer_client, shirt):
    page = f"/p/{shirt.slug}-{shirt.number}/"
    assert "/favourites/add/" in customer_client.get(page).text

    answer = add(customer_client, shirt, headers={"Referer": f"http://testserver{page}"})

    assert (answer.status_code, answer.url) == (302, f"http://testserver{page}")
    assert Favourite.objects.get().user == customer


@pytest.mark.req("CAT-39")
def test_the_heart_answers_scripts_with_its_new_state(customer_client, shirt):
    answer = add(customer_client, shirt, headers=HTMX)

    assert f'id="favourite-bar-{shirt.number}"' in answer.text
    assert 'formaction="/favourites/remove/"' in answer.text


@pytest.mark.req("CAT-39")
def test_a_guest_logs_in_first_and_finds_it_done(client, customer, shirt):
    page = f"http://testserver/p/{shirt.slug}-{shirt.number}/"
    answer = add(client, shirt, headers={"Referer": page})
    assert answer.url.startswith("/login/?next=") or "next=" in answer.url
    assert not Favourite.objects.exists()

    client.force_login(customer, backend="customers.backends.IdentityBackend")
    back = client.get("/favourites/resume/")

    assert (back.status_code, back.url) == (302, page)
    assert Favourite.objects.get().user == customer


def test_coming_back_without_a_wish_keeps_nothing(customer_client, shirt):
    answer = customer_client.get("/favourites/resume/")

    assert answer.url == "/account/favourites/"
    assert not Favourite.objects.exists()


def test_an_address_outside_is_no_way_back(customer_client, shirt):
    answer = add(customer_client, shirt, headers={"Referer": "https://evil.example/"})

    assert answer.url == "/account/favourites/"


@pytest.mark.req("CAT-39")
def test_the_page_shows_favourites_and_takes_one_away_and_back(customer, customer_client, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)
    assert "纯棉衬衫" in customer_client.get("/account/favourites/").text

    customer_client.post("/favourites/remove/", {"product": shirt.number})
    page = customer_client.get("/account/favourites/")
    assert not Favourite.objects.exists()
    customer_client.post(page.context["undo_url"])

    assert Favourite.objects.get().product == shirt


def test_a_forged_undo_restores_nothing(customer_client, shirt):
    customer_client.post("/favourites/restore/abc:def/")

    assert not Favourite.objects.exists()


@pytest.mark.req("CAT-39")
def test_what_was_taken_down_says_so_and_can_be_removed(customer, customer_client, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)
    take_down(product_id=shirt.pk, reason="换季", actor=TESTS)

    assert "Taken down" in customer_client.get("/account/favourites/").text
    customer_client.post("/favourites/remove/", {"product": shirt.number})

    assert not Favourite.objects.exists()


def test_the_page_is_nobody_elses(client, other_client, customer, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)

    assert "纯棉衬衫" not in other_client.get("/account/favourites/").text
    assert client.get("/account/favourites/").status_code == 302


@pytest.mark.req("CAT-39")
def test_a_favourite_moves_to_the_cart(customer, customer_client):
    sku = make_sku()
    add_favourite(user_id=customer.pk, product_id=sku.product_id)

    customer_client.post(f"/account/favourites/{sku.product.number}/move/")

    assert CartLine.objects.get().sku == sku
    assert not Favourite.objects.exists()


def test_a_sold_out_favourite_stays_where_it_is(customer, customer_client, shirt):
    add_favourite(user_id=customer.pk, product_id=shirt.pk)

    answer = customer_client.post(f"/account/favourites/{shirt.number}/move/", follow=True)

    assert "sold out" in answer.text
    assert Favourite.objects.exists()
    assert not CartLine.objects.exists()


def test_nobody_moves_what_another_keeps(other_client, customer):
    sku = make_sku()
    add_favourite(user_id=customer.pk, product_id=sku.product_id)

    answer = other_client.post(f"/account/favourites/{sku.product.number}/move/")

    assert answer.status_code == 404
    assert Favourite.objects.exists()


def compare(client, *products):
    return [client.post("/compare/add/", {"product": one.number}) for one in products][-1]


@pytest.mark.req("CAT-38")
def test_goods_are_compared_by_all_that_is_known(client):
    material = AttributeFactory(name="材质")
    cotton, linen = (
        ProductFactory(listed=True, price=price, title=title, product_type=material.product_type)
        for price, title in (("59.00", "棉衬衫"), ("79.00", "麻衬衫"))
    )
    fit = AttributeFactory(name="版型", product_type=material.product_type)
    ProductAttributeFactory(product=cotton, attribute=fit, text="宽松")
    ProductAttributeFactory(product=cotton, attribute=material, text="棉")
    ProductAttributeFactory(product=linen, attribute=material, text="麻")
    compare(client, cotton, linen)

    found = client.get("/compare/").context["comparison"]

    assert [row.title for row in found.goods] == ["棉衬衫", "麻衬衫"]
    assert [(row.label, row.cells, row.differs) for row in found.rows] == [
        ("材质", ("棉", "麻"), True),
        ("版型", ("宽松", ""), False),
    ]
    assert (found.prices_differ, found.stock_differs) == (True, False)


@pytest.mark.req("CAT-38")
def test_a_fifth_product_is_refused_with_a_sentence(client):
    goods = ProductFactory.create_batch(5, listed=True, price="9.00")
    compare(client, *goods[:4])

    answer = client.post("/compare/add/", {"product": goods[4].number}, headers=HTMX)

    assert answer.status_code == 422
    assert "four" in answer.text
    assert len(client.get("/compare/").context["comparison"].goods) == 4


def test_what_was_taken_down_makes_room(client):
    goods = ProductFactory.create_batch(5, listed=True, price="9.00")
    compare(client, *goods[:4])
    take_down(product_id=goods[0].pk, reason="换季", actor=TESTS)

    compare(client, goods[4])

    shown = client.get("/compare/").context["comparison"].goods
    assert [row.pk for row in shown] == [one.pk for one in goods[1:]]


def test_goods_leave_the_comparison_one_by_one_or_all(client):
    goods = ProductFactory.create_batch(3, listed=True, price="9.00")
    compare(client, *goods)

    client.post("/compare/remove/", {"product": goods[1].number})
    left = client.get("/compare/").context["comparison"].goods
    client.post("/compare/clear/")

    assert [row.pk for row in left] == [goods[0].pk, goods[2].pk]
    assert client.get("/compare/").context["comparison"].goods == []


@pytest.mark.parametrize("cookie", ["", "1.2.3", "1.2:forged", "%00", "x" * 3000])
def test_a_strange_cookie_compares_nothing(client, cookie):
    client.cookies["kaidian_compare"] = cookie
    client.cookies["kaidian_seen"] = cookie

    assert client.get("/compare/").status_code == 200


@pytest.mark.parametrize("number", ["", "NOSUCH", "\x00", "9" * 400])
@pytest.mark.parametrize("path", ["/favourites/add/", "/compare/add/", "/compare/remove/"])
def test_an_unknown_product_is_refused_in_words(customer_client, path, number):
    answer = customer_client.post(path, {"product": number})

    assert answer.status_code == 302
    assert not Favourite.objects.exists()


def test_the_table_of_one_product_marks_no_difference(client, shirt):
    StockLevelFactory(sku=SkuFactory(product=shirt, price="69.00"), on_hand=3)
    compare(client, shirt)

    found = client.get("/compare/").context["comparison"]

    assert not any(row.differs for row in found.rows)
    assert not any([found.prices_differ, found.ratings_differ, found.stock_differs])


def test_removing_what_nobody_sells_leaves_the_comparison_as_it_is(client):
    goods = ProductFactory.create_batch(2, listed=True, price="9.00")
    compare(client, *goods)

    client.post("/compare/remove/", {"product": "SP0"})

    shown = client.get("/compare/").context["comparison"].goods
    assert [row.pk for row in shown] == [one.pk for one in goods]
