import pytest

from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dress():
    clothes = CategoryFactory(name="服装", slug="clothes")
    return ProductFactory(listed=True, price="199.00", title="连衣裙", category=clothes)


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("/c/clothes/?min=&max=", "/c/clothes/"),
        ("/c/clothes/?min=&max=500&brand=&brand=3&stock=1", "/c/clothes/?max=500&brand=3&stock=1"),
        ("/search/?q=%E8%A3%99&sort=&min=&max=", "/search/?q=%E8%A3%99"),
    ],
    ids=["nothing", "some", "search"],
)
def test_a_form_sent_without_scripts_leads_to_the_clean_address(client, dress, given, clean):
    answer = client.get(given)

    assert (answer.status_code, answer.headers["Location"]) == (302, clean)


def test_with_scripts_the_list_is_answered_at_once_and_its_clean_address_shown(client, dress):
    answer = client.get("/c/clothes/?min=&max=500", headers=HTMX)

    assert answer.status_code == 200
    assert answer.headers["HX-Push-Url"] == "/c/clothes/?max=500"
    assert "连衣裙" in answer.content.decode()


def test_a_clean_address_is_answered_as_it_is(client, dress):
    answer = client.get("/c/clothes/?max=500", headers=HTMX)

    assert answer.status_code == 200
    assert "HX-Push-Url" not in answer.headers
