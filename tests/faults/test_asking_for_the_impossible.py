"""What cannot be had: the page says what is wrong and what is possible, and nothing changes."""

import pytest
from django.urls import reverse

from inventory.models import StockLevel
from orders.models import CartLine
from tests.factories.logistics import FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku

pytestmark = [pytest.mark.django_db, pytest.mark.fault("bad-quantity"), pytest.mark.req("CART-01")]

ADD = "/cart/add/"
HTMX = {"HX-Request": "true"}
UNKNOWN = "This article is not for sale"
impossible = pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("0", "At least one piece is needed.", id="none"),
        pytest.param("-1", "At least one piece is needed.", id="less-than-none"),
        pytest.param("1.5", "Whole pieces only, from 1 to 999.", id="a-half"),
        pytest.param("1000", "At most 999 pieces fit in one order.", id="above-the-limit"),
        pytest.param("6", "Only 5 left.", id="above-the-stock"),
    ],
)


@pytest.fixture
def sku():
    FreightTemplateFactory()
    return make_sku(on_hand=5)


def carried() -> list[tuple[int, int]]:
    return list(CartLine.objects.values_list("sku_id", "quantity"))


def reserved() -> int:
    return sum(StockLevel.objects.values_list("reserved", flat=True))


@impossible
def test_the_line_says_what_is_wrong_and_what_is_possible(
    customer_client, customer, sku, typed, sentence
):
    fill_cart(customer, sku, quantity=2)
    line = CartLine.objects.get()

    answer = customer_client.post(
        reverse("orders:cart-change", args=[line.pk]), {"quantity": typed}
    )

    assert answer.status_code == 422
    assert f'<p class="line-error" role="alert">{sentence}</p>' in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'max="5"' in answer.text
    assert (carried(), reserved()) == ([(sku.pk, 2)], 0)


@impossible
@pytest.mark.parametrize("then", ["", "checkout"])
def test_an_article_is_not_put_in_the_cart(customer_client, sku, typed, sentence, then):
    wanted = {"sku": sku.pk, "quantity": typed, "then": then}

    fragment = customer_client.post(ADD, wanted, headers=HTMX)
    page = customer_client.post(ADD, wanted, follow=True)

    assert (fragment.status_code, fragment.text) == (422, sentence)
    assert page.status_code == 200
    assert sentence in page.text
    assert (carried(), reserved()) == ([], 0)


@pytest.mark.parametrize("sku_id", ["0", "-5", "4711", "9" * 30, "shirt"])
def test_an_unknown_article_is_told_in_a_sentence(customer_client, sku, sku_id):
    wanted = {"sku": sku_id, "quantity": "1"}

    fragment = customer_client.post(ADD, wanted, headers=HTMX)
    page = customer_client.post(ADD, wanted, follow=True)

    assert fragment.status_code == 422
    assert fragment.text.startswith(UNKNOWN)
    assert UNKNOWN in page.text
    assert carried() == []
