from collections import Counter
from decimal import Decimal

import pytest

from shop.demo.catalogue.barcodes import ean13
from shop.demo.catalogue.brands import BRANDS
from shop.demo.catalogue.details import detail_html
from shop.demo.catalogue.kinds import DIMENSION_CODES, Form, kind_named
from shop.demo.catalogue.shapes import Product
from shop.demo.catalogue.shelf import PRODUCTS, TAGS, selection
from shop.demo.catalogue.tree import DEPARTMENTS, department_of
from shop.demo.delivery import TEMPLATES

# 广告法 art. 9 and the review list of docs: a demo must not teach what a shop may not say.
FORBIDDEN = [
    "国家级",
    "最高级",
    "最佳",
    "最好",
    "最优",
    "最大",
    "最小",
    "最高",
    "最低",
    "最便宜",
    "最新",
    "最先进",
    "最受欢迎",
    "最时尚",
    "最强",
    "最流行",
    "最舒适",
    "第一品牌",
    "销量第一",
    "唯一",
    "独一无二",
    "首选",
    "首个",
    "首家",
    "独家",
    "首发",
    "世界级",
    "顶级",
    "顶尖",
    "极品",
    "极致",
    "至尊",
    "王牌",
    "金牌",
    "名牌",
    "冠军",
    "绝对",
    "万能",
    "100%",
    "百分百",
    "永久",
    "零风险",
    "根治",
    "特供",
    "专供",
    "清仓",
    "治疗",
    "疗效",
    "医用",
]

by_number = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.key)


@pytest.mark.req("CAT-09")
def test_the_shop_is_large_enough_to_browse():
    leaves = [leaf.name for department in DEPARTMENTS for leaf in department.categories]
    stocked = {product.category for product in PRODUCTS}

    assert len(leaves) >= 12
    assert stocked == set(leaves)
    assert len(PRODUCTS) >= 60
    assert sum(1 for product in PRODUCTS for _ in product.skus()) >= 200
    assert len({product.brand for product in PRODUCTS}) >= 12


@pytest.mark.req("CAT-04")
def test_every_sku_has_a_code_and_a_valid_barcode_of_its_own():
    skus = [sku for product in PRODUCTS for sku in product.skus()]

    assert not [code for code, n in Counter(sku.key for sku in skus).items() if n > 1]
    assert not [code for code, n in Counter(sku.barcode for sku in skus).items() if n > 1]
    assert all(sku.barcode == ean13(sku.barcode[:12]) for sku in skus)
    assert all(sku.barcode.startswith("69") for sku in skus)


def test_the_check_digit_of_a_barcode_is_right():
    assert ean13("690102803656") == "6901028036566"


@by_number
@pytest.mark.req("CAT-05")
def test_a_sku_sells_above_cost_and_has_weight_and_volume(product: Product):
    for sku in product.skus():
        assert sku.cost < sku.price
        assert sku.list_price is None or sku.list_price > sku.price
        assert sku.weight_grams > 0
        assert sku.volume_cm3 > 0
        assert sku.cost == sku.cost.quantize(Decimal("0.0001"))


@by_number
@pytest.mark.req("CAT-08")
def test_a_product_fills_every_attribute_of_its_type(product: Product):
    kind = kind_named(product.kind)

    assert list(product.attributes) == [attribute.name for attribute in kind.attributes]
    for attribute in kind.attributes:
        value = product.attributes[attribute.name]
        assert value
        assert attribute.form is not Form.NUMBER or Decimal(value) > 0


@by_number
def test_a_product_uses_only_what_the_shop_knows(product: Product):
    assert product.brand in {brand.name for brand in BRANDS}
    assert product.freight in {template.key for template in TEMPLATES}
    assert set(product.tags) <= set(TAGS)
    assert product.look_name in DIMENSION_CODES
    assert product.option is None or product.option.name in DIMENSION_CODES
    assert department_of(product.category)


@by_number
def test_no_text_uses_forbidden_words(product: Product):
    text = " ".join([product.title, *product.points, detail_html(product)])

    assert [word for word in FORBIDDEN if word in text] == []
    assert product.title.startswith(product.brand)
    assert len(product.title) <= 120


def test_the_small_selection_shows_the_edges():
    few = selection(0)
    skus = [sku for product in few for sku in product.skus()]

    assert len(few) == 8
    assert any(product.is_single for product in few)
    assert any(product.is_pre_sale for product in few)
    assert any(product.freight == "fresh" for product in few)
    assert {0, 1} <= {left for product in few for left in product.left.values()}
    assert max(sku.weight_grams for sku in skus) > 20_000
    assert max(len(product.title) for product in few) > 60
