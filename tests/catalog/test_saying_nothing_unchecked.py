import pytest
from django.utils import timezone

from catalog.models import Product
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-20")]


@pytest.mark.parametrize("status", [Product.Status.DRAFT, Product.Status.TAKEN_DOWN])
def test_the_page_of_a_product_that_is_gone_shows_nothing_of_its_new_text(client, status):
    product = ProductFactory(
        status=status, title="全网第一", slug="新裙", first_listed_at=timezone.now()
    )

    gone = client.get(f"/p/alt-{product.number}/")
    answers = [client.get(f"/p/新裙-{product.number}/"), gone]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert not [answer for answer in answers if "全网第一" in answer.text]
