import pytest
from django.urls import reverse

from orders.models import CartLine
from orders.types import CartOwner
from tests.factories.inventory import hold
from tests.factories.logistics import FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku

pytestmark = pytest.mark.django_db

CART = "/cart/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _freight(db):
    FreightTemplateFactory()


@pytest.fixture
def line(customer):
    fill_cart(customer, make_sku(price="59.00", on_hand=5), quantity=2)
    return CartLine.objects.get()


def test_an_empty_cart_leads_on(client):
    page = client.get(CART)

    assert page.status_code == 200
    assert "购物车是空的" in page.text or "Your cart is empty" in page.text


@pytest.mark.req("CART-03")
def test_the_cart_shows_goods_freight_and_total(customer_client, line):
    page = customer_client.get(CART).text

    assert "¥118.00" in page
    assert "¥10.00" in page
    assert '<span class="price"><small>¥</small>128<small>.00</small></span>' in page


@pytest.mark.req("CART-01", "MOB-01")
def test_a_guest_keeps_a_cart_by_a_signed_cookie(client):
    sku = make_sku()

    answer = client.post("/cart/add/", {"sku": sku.pk, "quantity": 2})

    assert answer.status_code == 302
    assert answer.url == CART
    assert client.cookies["kaidian_cart"]["httponly"]
    assert f"quantity-{CartLine.objects.get().pk}" in client.get(CART).text


def test_a_forged_cookie_is_nobodys(client):
    sku = make_sku()
    client.post("/cart/add/", {"sku": sku.pk, "quantity": 2})
    client.cookies["kaidian_cart"] = CartLine.objects.get().cart.token

    page = client.get(CART).text

    assert "quantity-" not in page


@pytest.mark.fault("bad-quantity")
@pytest.mark.parametrize(
    "typed", ["0", "-1", "1.5", "1000", "6", "", "many", "9" * 40, "1_0", "３"]
)
def test_an_impossible_quantity_is_told_on_the_line(customer_client, line, typed):
    url = reverse("orders:cart-change", args=[line.pk])

    answer = customer_client.post(url, {"quantity": typed}, headers=HTMX)

    assert answer.status_code == 422
    assert f'id="line-{line.pk}"' in answer.text
    assert 'class="line-error" role="alert"' in answer.text
    assert f'value="{typed or 1}"' in answer.text
    line.refresh_from_db()
    assert line.quantity == 2


def test_a_changed_quantity_answers_with_lines_totals_and_the_count(customer_client, line):
    url = reverse("orders:cart-change", args=[line.pk])

    answer = customer_client.post(url, {"quantity": "3"}, headers=HTMX)

    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "cart:changed"
    assert 'id="cart-lines"' in answer.text
    assert "¥177.00" in answer.text
    assert 'hx-swap-oob="outerHTML:.cart-count">3</span>' in answer.text
    assert "<html" not in answer.text


@pytest.mark.req("CART-02")
def test_a_removed_line_can_be_put_back_with_scripts_and_without(customer_client, line):
    url = reverse("orders:cart-remove", args=[line.pk])

    plain = customer_client.post(url, follow=True).text
    start = plain.index("/cart/restore/")
    undo = plain[start : plain.index('"', start)]
    customer_client.post(undo)
    line = CartLine.objects.get()
    assert line.quantity == 2
    answer = customer_client.post(reverse("orders:cart-remove", args=[line.pk]), headers=HTMX).text

    assert "/cart/restore/" in answer
    assert 'hx-swap-oob="beforeend:#toasts"' in answer


def test_a_forged_undo_puts_nothing_back(customer_client, line):
    customer_client.post(reverse("orders:cart-remove", args=[line.pk]))

    customer_client.post("/cart/restore/forged/")

    assert not CartLine.objects.exists()


def test_anothers_line_cannot_be_changed(other_client, line):
    answer = other_client.post(reverse("orders:cart-change", args=[line.pk]), {"quantity": "1"})

    assert answer.status_code == 422
    line.refresh_from_db()
    assert line.quantity == 2


def test_a_sold_out_line_stands_apart(customer_client, line):
    hold(line.sku, 5)

    page = customer_client.get(CART).text

    assert f'name="line" value="{line.pk}"' in page
    assert f"quantity-{line.pk}" not in page


def test_too_many_pieces_are_offered_as_far_as_they_go(customer_client, line):
    hold(line.sku, 4)

    page = customer_client.get(CART).text

    assert '<input type="hidden" name="quantity" value="1">' in page


def test_an_article_from_a_list_is_added_without_leaving_the_page(customer_client):
    sku = make_sku()

    answer = customer_client.post("/cart/add/", {"sku": sku.pk, "quantity": 2}, headers=HTMX)

    assert answer.status_code == 200
    assert 'hx-swap-oob="outerHTML:.cart-count">2</span>' in answer.text


@pytest.mark.fault("bad-quantity")
@pytest.mark.parametrize("sku", ["", "x", "0", "9" * 30])
def test_an_unknown_article_is_refused(customer_client, sku):
    answer = customer_client.post("/cart/add/", {"sku": sku, "quantity": 1}, headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert not CartLine.objects.exists()


def test_buying_at_once_goes_to_checkout(customer_client):
    sku = make_sku()

    answer = customer_client.post("/cart/add/", {"sku": sku.pk, "quantity": 1, "then": "checkout"})

    assert answer.url == "/checkout/"


def test_the_peek_shows_what_is_in_the_cart(customer_client, line):
    peek = customer_client.get("/cart/peek/", headers=HTMX).text

    assert line.sku.product.title in peek


def test_the_selection_decides_the_total(customer_client, line, customer):
    other = fill_cart(customer, make_sku(price="10.00"), quantity=1)
    chosen = CartLine.objects.get(sku=other)
    form = {"shown": [line.pk, chosen.pk], "line": [chosen.pk]}

    answer = customer_client.post("/cart/select/", form, headers=HTMX).text

    assert "¥10.00" in answer
    selected = CartLine.objects.owned_by(CartOwner(user_id=customer.pk)).filter(is_selected=True)
    assert list(selected.values_list("pk", flat=True)) == [chosen.pk]
