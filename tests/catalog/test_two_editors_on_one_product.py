"""Two editors on one product: the second is told, and loses nothing he typed."""

from decimal import Decimal

import pytest

from catalog.models import Product, SkuPrice
from catalog.services.prices import set_price
from catalog.services.products import update_product
from tests.catalog.test_working_on_products import change, form_of
from tests.factories.catalog import TESTS, ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db


def test_the_second_editor_is_told_and_keeps_what_he_typed(clerk_client):
    product = ProductFactory(title="旧标题", selling_points="旧卖点")
    data = form_of(clerk_client, product)
    update_product(product_id=product.pk, title="别人的标题", actor=TESTS)

    answer = clerk_client.post(
        change(product), data | {"title": "我的标题", "selling_points": "新"}
    )

    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert "别人的标题" in str(form.errors["title"])
    assert "changed this product meanwhile" in form.non_field_errors()[0]
    assert (form["title"].value(), form["selling_points"].value()) == ("我的标题", "新")
    stored = Product.objects.get(pk=product.pk)
    assert (stored.title, stored.selling_points) == ("别人的标题", "旧卖点")


def test_what_only_the_first_changed_is_taken_over_and_the_second_save_writes_both(clerk_client):
    product = ProductFactory(title="旧标题", selling_points="旧卖点")
    data = form_of(clerk_client, product)
    update_product(product_id=product.pk, title="别人的标题", actor=TESTS)

    told = clerk_client.post(change(product), data | {"selling_points": "我的卖点"})
    form = told.context["adminform"].form
    again = {name: form[name].value() for name in ("title", "selling_points", "seen_state")}
    saved = clerk_client.post(change(product), data | again)

    assert form["title"].value() == "别人的标题"
    assert "title" not in form.errors
    assert saved.status_code == 302
    stored = Product.objects.get(pk=product.pk)
    assert (stored.title, stored.selling_points) == ("别人的标题", "我的卖点")


def test_a_price_set_elsewhere_is_not_written_over(clerk_client):
    sku = SkuFactory(price="59.00")
    data = form_of(clerk_client, sku.product)
    set_price(sku_id=sku.pk, kind="sale", amount=Decimal("49.00"), actor=TESTS)

    answer = clerk_client.post(change(sku.product), data | {"selling_points": "新"})

    assert "SKUs and prices" in answer.context["adminform"].form.non_field_errors()[0]
    assert SkuPrice.objects.get(sku=sku, valid_to=None).amount == Decimal("49.00")


def test_who_changed_it_is_named(clerk_client, clerk):
    product = ProductFactory(title="旧标题")
    data = form_of(clerk_client, product)
    first = dict(data)
    clerk_client.post(change(product), first | {"title": "别人的标题"})

    answer = clerk_client.post(change(product), data | {"title": "我的标题"})

    assert str(clerk) in answer.context["adminform"].form.non_field_errors()[0]


def test_one_editor_alone_saves_at_once(clerk_client):
    product = ProductFactory(title="旧标题", detail="<p>一</p>")

    answer = clerk_client.post(
        change(product), form_of(clerk_client, product) | {"title": "新标题"}
    )

    assert answer.status_code == 302
    assert Product.objects.get(pk=product.pk).title == "新标题"
