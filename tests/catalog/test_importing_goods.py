from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import (
    AttributeValue,
    Category,
    Listing,
    Product,
    ProductHistory,
    QualificationKind,
    Sku,
    SkuPrice,
)
from shop.common.actors import person
from tests.catalog.imports import checked, csv_of, imported, problems_of
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ProductTypeFactory,
    SkuFactory,
    TagFactory,
)

HEADINGS = (
    "外部编码", "商品标题", "类目", "商品类型", "品牌", "SKU编码", "规格", "售价", "划线价", "重量",
)  # fmt: skip


pytestmark = pytest.mark.usefixtures("private_files")


@pytest.fixture
def actor(clerk):
    return person(clerk.pk)


@pytest.fixture
def shirts(db):
    """A type of goods whose SKUs differ by colour and size, and a category for them."""
    kind = ProductTypeFactory(name="T恤")
    for position, (name, code, values) in enumerate(
        [("颜色", "colour", "红白"), ("尺码", "size", "ML")]
    ):
        attribute = AttributeFactory(
            product_type=kind, name=name, code=code, sku_maker=True, position=position
        )
        for value in values:
            AttributeValueFactory(attribute=attribute, name=value)
    AttributeFactory(product_type=kind, name="材质", code="material")
    CategoryFactory(parent=CategoryFactory(name="女装"), name="上衣")
    BrandFactory(name="海澜")
    return kind


def row(code="TEE", title="纯棉短袖", *, sku, values, price="59.00", listed="", **_):
    return (code, title, "女装/上衣", "T恤", "海澜", sku, values, price, listed, "220")


@pytest.mark.req("CAT-44")
def test_rows_become_a_draft_with_skus_prices_and_search_words(shirts, actor):
    content = csv_of(
        HEADINGS,
        row(sku="T-RM", values="颜色:红;尺码:M", listed="89.00"),
        row(sku="T-WL", values="颜色:白;尺码:L", price="61.5"),
    )

    job = imported("catalog.goods", content, actor=actor)

    product = Product.objects.get(outside_code="TEE")
    assert (job.state, job.created_count, job.wrong_count) == ("done", 2, 0)
    assert (product.status, product.title, product.owner_id) == ("draft", "纯棉短袖", actor.user_id)
    assert list(product.skus.order_by("position").values_list("code", "name", "weight_grams")) == [
        ("T-RM", "红, M", 220),
        ("T-WL", "白, L", 220),
    ]
    prices = SkuPrice.objects.filter(sku__product=product).order_by("sku", "kind")
    assert [(p.sku.code, p.kind, p.amount, p.valid_to) for p in prices] == [
        ("T-RM", "list", Decimal("89.00"), None),
        ("T-RM", "sale", Decimal("59.00"), None),
        ("T-WL", "sale", Decimal("61.50"), None),
    ]
    listing = Listing.objects.get(pk=product.pk)
    assert (listing.lowest_price, listing.highest_price) == (Decimal("59.00"), Decimal("61.50"))
    assert "短袖" in listing.search_vector
    born = ProductHistory.objects.get(product=product)
    assert (born.from_state, born.to_state, born.actor_user_id) == ("", "draft", actor.user_id)


def test_the_dry_run_writes_nothing_and_says_what_is_wrong_where(shirts, actor):
    content = csv_of(
        HEADINGS,
        row(sku="T-RM", values="颜色:红;尺码:M"),
        row(sku="T-RX", values="颜色:红;尺码:XXL"),
        row(sku="T-WM", values="颜色:白;尺码:M", price="免费"),
        row(sku="T-RM", values="颜色:白;尺码:L"),
        ("", "无编码", "女装/上衣", "T恤", "", "", "", "", "", ""),
        ("BAG", "帆布包", "箱包", "T恤", "", "", "", "9.9", "", ""),
        row(sku="T-WL", values="颜色:白;尺码:L", listed="58.99"),
    )

    job = checked("catalog.goods", content, actor=actor)

    assert (job.state, job.row_count, job.wrong_count) == ("checked", 7, 6)
    assert problems_of(job) == [
        (3, "Values", "XXL", "尺码 has no value “XXL”; it has: M, L."),
        (4, "Selling price", "免费", "A number."),
        (5, "SKU code", "T-RM", "The same SKU stands in row 2."),
        (6, "Product number", "",
         "Give a product number, a code of your own, or the code of a known SKU."),
        (7, "Category", "箱包", "There is no such category. Write its path, such as 女装/连衣裙."),
        (8, "List price", "58.99", "The list price is below the selling price."),
    ]  # fmt: skip
    assert not Product.objects.exists()


def test_only_the_good_rows_are_imported(shirts, actor):
    content = csv_of(
        HEADINGS,
        row(sku="T-RM", values="颜色:红;尺码:M"),
        row(sku="T-WM", values="颜色:白;尺码:XXL"),
    )

    job = imported("catalog.goods", content, actor=actor)

    assert (job.created_count, job.wrong_count) == (1, 1)
    assert [sku.code for sku in Sku.objects.all()] == ["T-RM"]


def test_the_same_rows_once_more_change_nothing(shirts, actor):
    content = csv_of(HEADINGS, row(sku="T-RM", values="颜色:红;尺码:M", listed="89.00"))
    imported("catalog.goods", content, actor=actor)
    version = Listing.objects.get().version
    prices = list(SkuPrice.objects.order_by("pk").values())

    job = imported("catalog.goods", content, actor=actor, again=True)

    assert (job.created_count, job.updated_count, job.unchanged_count) == (0, 0, 1)
    assert Listing.objects.get().version == version
    assert list(SkuPrice.objects.order_by("pk").values()) == prices


def test_a_new_price_ends_the_old_one_and_is_told(shirts, actor, deliver_all):
    sku = SkuFactory(code="T-1", price="50.00")
    content = csv_of(("SKU编码", "售价"), ("T-1", "45.00"))

    job = imported("catalog.goods", content, actor=actor)

    old, new = SkuPrice.objects.filter(sku=sku).order_by("valid_from")
    assert job.updated_count == 1
    assert (old.amount, old.valid_to) == (Decimal("50.00"), new.valid_from)
    assert (new.amount, new.valid_to) == (Decimal("45.00"), None)
    assert Listing.objects.get(pk=sku.product_id).lowest_price == Decimal("45.00")


def test_an_empty_cell_leaves_what_is_there_and_a_mark_empties_it(shirts, actor):
    sku = SkuFactory(code="T-1", price="50.00", list_price="80.00", barcode="690")
    content = csv_of(
        ("SKU编码", "售价", "划线价", "条形码", "重量"), ("T-1", "", "（空）", "(empty)", "")
    )

    imported("catalog.goods", content, actor=actor)

    sku.refresh_from_db()
    current = SkuPrice.objects.filter(sku=sku).effective(timezone.now())
    assert [(price.kind, price.amount) for price in current] == [("sale", Decimal("50.00"))]
    assert (sku.barcode, sku.weight_grams) == (None, 500)


def test_unknown_values_and_brands_are_made_when_the_upload_says_so(shirts, actor):
    content = csv_of(
        HEADINGS,
        ("NEW", "新品", "女装/上衣", "T恤", "新牌", "N-1", "颜色:薄荷;尺码:M", "9", "", ""),
    )

    job = imported("catalog.goods", content, actor=actor, new_values=True)

    assert job.created_count == 1
    assert Product.objects.get().brand.name == "新牌"
    assert AttributeValue.objects.filter(name="薄荷").exists()


def test_a_product_is_found_by_its_number_and_changes_only_where_columns_are(shirts, actor):
    product = ProductFactory(title="旧标题", selling_points="轻", price="10.00")
    TagFactory(name="通勤")
    content = csv_of(("商品编号", "标题", "标签"), (product.number, "新标题", "通勤"))

    job = imported("catalog.goods", content, actor=actor)

    product.refresh_from_db()
    listing = Listing.objects.get(pk=product.pk)
    assert (job.updated_count, product.title, product.selling_points) == (1, "新标题", "轻")
    assert (listing.title, listing.tags) == ("新标题", ["通勤"])


@pytest.mark.req("CAT-20")
def test_an_imported_change_withdraws_an_approval(shirts, actor):
    product = ProductFactory(status=Product.Status.APPROVED)
    SkuFactory(product=product, code="T-1", price="50.00")

    imported("catalog.goods", csv_of(("SKU编码", "售价"), ("T-1", "45.00")), actor=actor)

    product.refresh_from_db()
    assert product.status == Product.Status.IN_CHECK
    assert product.history.latest("pk").actor_user_id == actor.user_id


@pytest.mark.req("CAT-24")
def test_an_imported_product_on_sale_does_not_slip_into_a_category_that_needs_a_document(
    shirts, actor
):
    product = ProductFactory(listed=True, category=CategoryFactory())
    SkuFactory(product=product, code="T-1", price="50.00")
    kind = QualificationKind.objects.create(name="食品经营许可证")
    kind.categories.add(Category.objects.get(name="上衣"))

    job = imported("catalog.goods", csv_of(("SKU编码", "类目"), ("T-1", "女装/上衣")), actor=actor)

    was_in = product.category_id
    product.refresh_from_db()
    ((row, _column, _value, reason),) = problems_of(job)
    assert (job.updated_count, row, product.category_id) == (0, 2, was_in)
    assert "食品经营许可证" in reason
