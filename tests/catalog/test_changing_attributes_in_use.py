"""What goods say under an attribute outlives what is done to the attribute."""

import pytest
from django.urls import reverse

from catalog.models import Attribute, AttributeValue
from catalog.services.products import AttributeSaying, say_attributes
from tests.factories.catalog import TESTS, AttributeValueFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-13")]


@pytest.fixture
def value():
    value = AttributeValueFactory(name="棉", attribute__code="cloth", attribute__kind="choice")
    product = ProductFactory(product_type=value.attribute.product_type)
    saying = AttributeSaying(value_ids=[value.pk])
    say_attributes(product_id=product.pk, sayings={value.attribute_id: saying}, actor=TESTS)
    return value


def form(value, **changes):
    attribute = value.attribute
    return {
        "product_type": attribute.product_type_id, "name": attribute.name, "code": "cloth",
        "kind": "choice", "position": 0, "values-TOTAL_FORMS": 1, "values-INITIAL_FORMS": 1,
        "values-0-id": value.pk, "values-0-attribute": attribute.pk, "values-0-name": "棉",
        "values-0-position": 0,
    } | changes  # fmt: skip


def post(client, value, **changes):
    page = reverse("admin:catalog_attribute_change", args=[value.attribute_id])
    return client.post(page, form(value, **changes))


def test_an_attribute_that_goods_use_keeps_its_kind(clerk_client, value):
    answer = post(clerk_client, value, kind="number")

    assert "Goods say something under this attribute" in answer.text
    assert Attribute.objects.get().kind == "choice"


def test_its_kind_stays_on_the_page_of_the_type_too(clerk_client, value):
    attribute = value.attribute
    page = reverse("admin:catalog_producttype_change", args=[attribute.product_type_id])

    answer = clerk_client.post(page, {
        "name": attribute.product_type.name, "attributes-TOTAL_FORMS": 1,
        "attributes-INITIAL_FORMS": 1, "attributes-0-id": attribute.pk,
        "attributes-0-product_type": attribute.product_type_id, "attributes-0-name": "料",
        "attributes-0-code": "cloth", "attributes-0-kind": "text", "attributes-0-position": 0,
    })  # fmt: skip

    assert "Goods say something under this attribute" in answer.text
    assert Attribute.objects.get().kind == "choice"


def test_a_value_that_goods_have_is_not_deleted(clerk_client, value):
    answer = post(clerk_client, value, **{"values-0-DELETE": "on"})

    assert "Goods have the value 棉." in answer.text
    assert AttributeValue.objects.filter(pk=value.pk).exists()


def test_what_nobody_uses_is_changed_and_deleted(clerk_client):
    value = AttributeValueFactory(name="棉", attribute__code="cloth", attribute__kind="choice")

    answer = post(clerk_client, value, kind="text", **{"values-0-DELETE": "on"})

    assert answer.status_code == 302
    assert Attribute.objects.get().kind == "text"
    assert not AttributeValue.objects.exists()
