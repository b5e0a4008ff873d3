import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from catalog.models import HotWord
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.support.budget import statements


@pytest.mark.django_db
def test_a_missing_page_leads_on_to_search_categories_and_goods(client):
    HotWord.objects.create(word="连衣裙")
    category = CategoryFactory(name="服饰")
    product = ProductFactory(
        listed=True, price="9.00", title="风衣", category=CategoryFactory(parent=category)
    )

    answer = client.get("/nowhere/")

    page = answer.content.decode()
    assert answer.status_code == 404
    for shown in ("连衣裙", "服饰", "风衣", 'id="search-again"', product.number):
        assert shown in page


@pytest.mark.django_db
def test_addresses_tried_at_random_cost_the_database_nothing(client):
    client.get("/nowhere/")

    with statements() as made:
        client.get("/elsewhere/")

    assert made == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Something went wrong on our side"), ("zh-hans", "重试")],
)
def test_the_page_of_an_error_needs_no_database(language, said):
    with override(language):
        page = render_to_string("500.html")

    assert f'lang="{language}"' in page
    assert page.count("<h1") == 1
    assert language != "en" or said in page


@pytest.mark.django_db
def test_an_error_is_answered_with_the_shops_page(client, monkeypatch):
    def broken(_at):
        raise RuntimeError

    monkeypatch.setattr("shop.views.home.home_page", broken)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert "Your cart and your orders are kept" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["500.html", "503.html", "429.html", "422.html"])
def test_a_page_for_when_nothing_can_be_asked_leads_on_all_the_same(name):
    with statements() as made:
        page = render_to_string(name, {"is_read": True, "wait": 2, "seconds": 30})

    assert made == []
    for path in ("/categories/", "/cart/", "/account/orders/", "/help/"):
        assert f'href="{path}"' in page


def no_access(_at):
    raise PermissionDenied


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "leads_to"),
    [
        ("client", "/login/?next=/"),
        ("customer_client", "/account/orders/"),
        ("clerk_client", "/admin/"),
    ],
)
def test_who_has_no_access_is_told_what_to_do(request, monkeypatch, person, leads_to):
    monkeypatch.setattr("shop.views.home.home_page", no_access)

    answer = request.getfixturevalue(person).get("/", {"x": "1"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert f'href="{leads_to}' in page
    assert 'id="search-again"' in page


@pytest.mark.django_db
def test_a_form_from_a_page_that_is_too_old_says_how_to_send_it_again():
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/cart/clear/", headers={"Referer": "http://testserver/cart/"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'href="http://testserver/cart/"' in page
    assert "Nothing was changed" in page
