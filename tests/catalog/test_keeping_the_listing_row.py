from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from catalog.audits import listing_rows_agree
from catalog.models import Listing, Product
from catalog.services.categories import move_category, update_category
from catalog.services.listing import add_sold, refresh_listing, set_in_stock
from catalog.services.products import create_product, say_attributes, update_product
from catalog.services.skus import update_sku
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    SkuFactory,
    SkuPriceFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db


def row_of(product):
    return Listing.objects.get(pk=product.pk)


def test_nothing_is_written_when_nothing_changed():
    product = ProductFactory(listed=True, price="59.00")
    version = row_of(product).version

    changed = refresh_listing(product_ids=[product.pk])

    assert (changed, row_of(product).version) == (0, version)


def test_the_row_of_a_product_follows_its_text():
    product = ProductFactory(listed=True, price="59.00")
    brand, tag = BrandFactory(name="云朵"), TagFactory(name="通勤")

    update_product(
        product_id=product.pk, actor=TESTS, title="雪纺连衣裙", slug="", brand_id=brand.pk,
        tag_ids=[tag.pk],
    )  # fmt: skip

    row = row_of(product)
    assert (row.title, row.slug, row.brand_id, row.tags) == (
        "雪纺连衣裙", "雪纺连衣裙", brand.pk, ["通勤"],
    )  # fmt: skip
    assert "连衣裙" in str(row.search_vector)


def test_prices_of_retired_skus_do_not_count():
    product = ProductFactory(listed=True)
    cheap, dear = (SkuFactory(product=product, price=price) for price in ("10.00", "30.00"))

    update_sku(sku_id=cheap.pk, actor=TESTS, is_active=False)

    assert row_of(product).lowest_price == row_of(product).highest_price
    assert row_of(product).lowest_price == 30
    assert dear.product_id == product.pk


def test_what_is_said_of_a_product_can_be_filtered():
    product = ProductFactory(listed=True, price="59.00")
    attribute = AttributeFactory(product_type=product.product_type, kind="choice", is_filter=True)
    value = AttributeValueFactory(attribute=attribute)

    say_attributes(
        product_id=product.pk, sayings={attribute.pk: {"value_ids": [value.pk]}}, actor=TESTS
    )

    assert row_of(product).attribute_values == [value.pk]


@pytest.mark.parametrize("word", ['3",{}', "a\\b", "NULL", "一\t二", "it's"])
def test_a_new_row_holds_odd_words_as_they_are(word):
    product = ProductFactory(title=f"收纳盒 {word}", price="59.00")
    product.tags.add(TagFactory(name=word))
    Listing.objects.filter(pk=product.pk).delete()

    changed = refresh_listing(product_ids=[product.pk])

    row = row_of(product)
    assert (changed, row.tags, row.title) == (1, [word], f"收纳盒 {word}")
    assert refresh_listing(product_ids=[product.pk]) == 0


def test_the_stock_flag_is_written_only_when_it_changes():
    product = ProductFactory(listed=True, price="59.00")
    version = row_of(product).version

    written = [set_in_stock(product_id=product.pk, in_stock=True) for _ in range(3)]

    assert written == [True, False, False]
    assert (row_of(product).in_stock, row_of(product).version) == (True, version + 1)


def test_refreshing_leaves_stock_and_sales_alone():
    product = ProductFactory(listed=True, price="59.00", in_stock=True)
    add_sold(product_id=product.pk, quantity=3)
    add_sold(product_id=product.pk, quantity=-1)

    update_product(product_id=product.pk, actor=TESTS, title="新名字")

    assert (row_of(product).in_stock, row_of(product).sold_count) == (True, 2)


def test_rows_follow_a_category_that_moves_or_is_renamed():
    old, new = CategoryFactory(), CategoryFactory()
    category = CategoryFactory(parent=old)
    product = ProductFactory(category=category, listed=True, price="59.00")

    move_category(category_id=category.pk, target_id=new.pk, position="last-child", actor=TESTS)
    update_category(category_id=category.pk, name="羽绒服", actor=TESTS)

    row = row_of(product)
    assert row.category_path == Product.objects.get(pk=product.pk).category.path
    assert row.category_path.startswith(new.path)
    assert "羽绒服" in str(row.search_vector)


def test_the_audit_finds_a_row_that_tells_something_else():
    product = ProductFactory(listed=True, price="59.00")
    assert list(listing_rows_agree()) == []

    Listing.objects.filter(pk=product.pk).update(lowest_price="1.00")

    assert [breach.subject for breach in listing_rows_agree()] == [f"product {product.pk}"]


def test_the_audit_finds_a_product_without_a_row():
    product = ProductFactory()
    Listing.objects.filter(pk=product.pk).delete()

    assert [breach.message for breach in listing_rows_agree()] == ["has no listing row"]
    assert product.pk


@pytest.mark.req("CAT-16")
def test_rich_text_keeps_words_and_drops_what_could_run():
    template = ProductFactory()

    product = create_product(
        title="  雪纺 连衣裙 2026 ", category_id=template.category_id,
        product_type_id=template.product_type_id, actor=TESTS,
        detail='<h2>面料</h2><script>alert(1)</script><p onclick="x()">雪纺</p>'
        '<img src="/media/a.webp" alt="a"><img src="https://evil.example/x.png">'
        '<img src="//evil.example/x.png">',
    )  # fmt: skip

    assert "<h2>面料</h2>" in product.detail
    assert "雪纺" in product.detail
    assert "/media/a.webp" in product.detail
    for forbidden in ("script", "onclick", "evil"):
        assert forbidden not in product.detail
    assert product.slug == "雪纺-连衣裙-2026"
    assert product.history.get().to_state == "draft"


@pytest.mark.req("PRC-01")
def test_the_row_keeps_the_period_of_the_list_price_that_is_struck():
    now = timezone.now()
    since, until = now - timedelta(days=3), now + timedelta(days=40)
    product = ProductFactory(listed=True)
    struck, honest = (SkuFactory(product=product, price=price) for price in ("10.00", "30.00"))
    SkuPriceFactory(
        sku=struck, kind="list", amount=Decimal("12.00"), valid_from=since, valid_to=until
    )
    refresh_listing(product_ids=[product.pk])

    row = row_of(product)
    assert (row.list_price, row.list_price_from, row.list_price_to) == (12, since, until)
    update_sku(sku_id=struck.pk, actor=TESTS, is_active=False)
    row = row_of(product)
    assert (row.lowest_price, row.list_price, row.list_price_from) == (30, None, None)
    assert honest.product_id == product.pk


def test_rows_that_were_there_before_got_the_period_by_the_migration():
    since = timezone.now() - timedelta(days=3)
    sku = SkuFactory(product__listed=True, price="10.00")
    SkuPriceFactory(sku=sku, kind="list", amount=Decimal("12.00"), valid_from=since)
    refresh_listing(product_ids=[sku.product_id])
    Listing.objects.update(list_price_from=None)

    with connection.cursor() as cursor:
        cursor.execute(import_module("catalog.migrations.0019_fill_list_price_period").FILL)

    assert row_of(sku.product).list_price_from == since
    assert list(listing_rows_agree()) == []
