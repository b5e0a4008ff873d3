import pytest
from django.template.loader import render_to_string
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
