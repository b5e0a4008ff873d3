import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from catalog.models import Product, ProductPicture, Sku
from catalog.sources.shopify import SHOPIFY
from catalog.sources.taobao import TAOBAO, read_skus
from shop.common.actors import person
from tests.catalog.imports import checked, csv_of, imported, problems_of
from tests.factories.catalog import (
    AttributeFactory,
    CategoryFactory,
    ProductFactory,
    ProductTypeFactory,
)

pytestmark = pytest.mark.usefixtures("private_files")

SHOPIFY_HEADINGS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name",
    "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Grams",
    "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Variant Barcode",
    "Image Src", "Image Position", "Status",
)  # fmt: skip
TAOBAO_FIELDS = (
    "title", "cid", "price", "num", "description", "cateProps", "picture", "skuProps",
    "outer_id", "propAlias", "num_id", "subtitle",
)  # fmt: skip
TAOBAO_HEADINGS = (
    "宝贝名称", "宝贝类目", "宝贝价格", "宝贝数量", "宝贝描述", "宝贝属性", "新图片",
    "销售属性组合", "商家编码", "销售属性别名", "数字ID", "宝贝卖点",
)  # fmt: skip
CHOSEN = {"category": "女装/上衣", "product_type": "T恤", "new_values": True}


@pytest.fixture
def actor(clerk):
    return person(clerk.pk)


@pytest.fixture
def shop(db):
    kind = ProductTypeFactory(name="T恤")
    for position, name in enumerate(("颜色", "尺码")):
        AttributeFactory(product_type=kind, name=name, sku_maker=True, position=position)
    CategoryFactory(parent=CategoryFactory(name="女装"), name="上衣")


def shopify(*rows):
    return csv_of(SHOPIFY_HEADINGS, *rows, encoding="utf-8")


def taobao(*rows):
    return csv_of(
        ["version 1.00"], TAOBAO_FIELDS, TAOBAO_HEADINGS, *rows, encoding="utf-16", delimiter="\t"
    )


def picture(form="JPEG", colour="white"):
    target = io.BytesIO()
    Image.new("RGB", (900, 900), colour).save(target, form)
    return target.getvalue()


@pytest.mark.req("CAT-44")
def test_shopify_s_products_come_in_with_their_variants(shop, actor):
    content = shopify(
        ("tee", "Linen Tee", "<p>Cool</p>", "Acme", "Shirt", "a, b", "true", "Color", "Red",
         "Size", "M", "TEE-R-M", "180", "5", "19.90", "29.90", "'0690", "https://x.example/1.jpg",
         "1", "active"),
        ("tee", "", "", "", "", "", "", "", "Blue", "", "M", "TEE-B-M", "180", "5", "21.00", "",
         "", "", "", ""),
        ("tee", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "",
         "https://x.example/2.jpg", "2", ""),
    )  # fmt: skip

    job = imported("catalog.goods", content, actor=actor, **CHOSEN)

    product = Product.objects.get(outside_code="tee")
    assert (job.format, job.created_count, job.wrong_count) == ("Shopify", 2, 0)
    assert (product.title, product.brand.name, product.detail) == (
        "Linen Tee",
        "Acme",
        "<p>Cool</p>",
    )
    assert list(product.skus.order_by("position").values_list("code", "name", "barcode")) == [
        ("TEE-R-M", "Red, M", "0690"),
        ("TEE-B-M", "Blue, M", None),
    ]
    assert "Pictures: import them by the list of picture addresses." in job.notes


@pytest.mark.req("CAT-44")
def test_a_taobao_package_comes_in_with_the_names_of_its_values(shop, actor):
    content = taobao(
        ("棉麻短袖", "50000671", "59.00", "30", "<p>好</p>", "20000:1;", "a1:1:0:|;",
         "59:10:T-1:1627207:28320;20509:28314;61.5:20:T-2:1627207:-1001;20509:28315;",
         "TB-1", "1627207:-1001:薄荷:绿;", "7001", "透气"),
    )  # fmt: skip

    job = imported("catalog.goods", content, actor=actor, **CHOSEN)

    product = Product.objects.get(outside_code="TB-1")
    assert (str(job.format), job.created_count) == ("Taobao data package", 2)
    assert (product.title, product.selling_points) == ("棉麻短袖", "透气")
    assert list(Sku.objects.order_by("position").values_list("code", "name")) == [
        ("T-1", "白色, S"),
        ("T-2", "薄荷-绿, M"),
    ]


def test_a_number_without_a_name_is_reported_and_its_product_left_out(shop, actor):
    content = taobao(
        ("短袖", "1", "9.00", "1", "", "", "", "9:1:A:1627207:999999999;", "TB-2", "", "", "")
    )

    job = checked("catalog.goods", content, actor=actor, **CHOSEN)

    assert problems_of(job) == [
        (4, "Values", "1627207:999999999", "Taobao's number has no name in the column propAlias.")
    ]
    assert (job.row_count, job.wrong_count) == (1, 1)


@pytest.mark.req("CAT-44")
def test_pictures_of_a_taobao_package_find_their_product(shop, actor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    product = ProductFactory(outside_code="TB-1")
    other = ProductFactory()
    sheet = taobao(("短袖", "1", "9", "1", "", "", "a1f:1:1:|;b2e:1:0:|;", "", "TB-1", "", "", ""))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("pack.csv", sheet)
        target.writestr("pack/a1f.tbi", picture())
        target.writestr("pack/b2e.tbi", picture(colour="beige"))
        target.writestr(f"{other.number}-2.png", picture("PNG"))
        target.writestr("nobody-1.jpg", picture())
        target.writestr(f"{other.number}-3.jpg", b"no picture")

    job = imported("catalog.pictures", archive.getvalue(), actor=actor, name="p.zip")

    shown = ProductPicture.objects.order_by("product", "position")
    assert (job.created_count, job.wrong_count) == (3, 2)
    assert list(shown.values_list("product", "position")) == [
        (product.pk, 0), (product.pk, 1), (other.pk, 2),
    ]  # fmt: skip
    assert {value for _row, _column, value, _reason in problems_of(job)} == {
        "nobody-1.jpg",
        f"{other.number}-3.jpg",
    }


@pytest.mark.req("CAT-44")
def test_the_number_of_a_camera_is_no_place_of_a_picture(shop, actor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    product = ProductFactory()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr(f"{product.number}/7.jpg", picture())
        target.writestr(f"{product.number}/20261122134501.png", picture("PNG"))

    job = imported("catalog.pictures", archive.getvalue(), actor=actor, name="p.zip")

    shown = ProductPicture.objects.filter(product=product).order_by("pk")
    assert (job.created_count, job.wrong_count) == (2, 0)
    assert sorted(shown.values_list("position", flat=True)) == [0, 7]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@pytest.mark.parametrize("reader", [SHOPIFY, TAOBAO], ids=["shopify", "taobao"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(words, max_size=22), max_size=6))
def test_no_sheet_makes_a_reader_stumble(reader, rows):
    heads = [SHOPIFY_HEADINGS] if reader is SHOPIFY else [TAOBAO_FIELDS, TAOBAO_HEADINGS]
    source = enumerate([*map(list, heads), *rows], 1)

    found = list(reader.rows(iter(source), set()))

    assert all(row.cells or row.problems for row in found)


@given(cell=words)
def test_a_list_of_skus_is_read_or_refused(cell):
    try:
        skus = read_skus(cell)
    except ValueError:
        return
    assert all(sku.values for sku in skus)
