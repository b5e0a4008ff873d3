"""100,000 SKUs out of a workbook, against the COPY of the very rows that they become."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from catalog.models import Listing, ProductHistory, Sku, SkuPrice
from shop.common.sheets.writing import workbook
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductTypeFactory,
)
from tests.support.own_database import own_database  # noqa: F401
from tests.support.scale import full_or_small, is_full, report

SKUS = full_or_small(100_000, 400)
SKUS_PER_PRODUCT = 5
MOST_SECONDS, MOST_MEGABYTES = 60, 150
COLOURS, SIZES = ("红", "白", "黑", "蓝", "灰"), ("M",)
TABLES = ("catalog_product", "catalog_sku", "catalog_skuvalue", "catalog_skuprice")
NOUNS = ("短袖T恤", "连衣裙", "牛仔裤", "针织衫", "羽绒服", "衬衫", "半身裙", "休闲鞋")
WORDS = ("纯棉", "宽松", "夏季", "新款", "显瘦", "通勤", "韩版", "透气", "复古", "加厚")

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def furnish():
    kind = ProductTypeFactory(name="服装")
    for name, code, values in (("颜色", "colour", COLOURS), ("尺码", "size", SIZES)):
        attribute = AttributeFactory(product_type=kind, name=name, code=code, sku_maker=True)
        for value in values:
            AttributeValueFactory(attribute=attribute, name=value)
    CategoryFactory(parent=CategoryFactory(name="女装"), name="上衣")
    BrandFactory(name="海澜")


def write_sheet(path: Path):
    with workbook(path) as book:
        sheet = book.sheet("商品")
        sheet.headings([
            "外部编码", "标题", "类目", "商品类型", "品牌", "卖点", "SKU编码", "规格", "售价",
            "划线价", "条形码", "重量",
        ])  # fmt: skip
        for number in range(SKUS):
            product, colour = divmod(number, SKUS_PER_PRODUCT)
            words = [WORDS[(product * step + step) % len(WORDS)] for step in (1, 3, 7)]
            sheet.row([
                f"P{product}", f"{''.join(words)}{NOUNS[product % len(NOUNS)]}{product}款",
                "女装/上衣", "服装", "海澜", "亲肤面料，四季可穿", f"P{product}-{colour}",
                f"颜色:{COLOURS[colour]};尺码:M", 39 + product % 100, 99 + product % 100,
                f"69{number:011d}", 200 + colour,
            ])  # fmt: skip


def import_in_a_process(path: Path, url: str):
    folder = path.parent / "private"
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.import_run", str(path)],
        env=os.environ
        | {"DATABASE_URL": url, "PRIVATE_ROOT": str(folder), "REDIS_URL": settings.REDIS_URL},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def copy_floor():
    """Copy the rows that came of it into like tables, with all their indexes and constraints."""
    seconds = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            rows = io.StringIO()
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
            cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
            rows.seek(0)
            begun = time.monotonic()
            cursor.copy_expert(f"COPY floor_{table} FROM STDIN", rows)
            seconds += time.monotonic() - begun
    return seconds


@pytest.mark.req("CAT-44")
def test_a_large_catalogue_comes_in_quickly_and_with_little_memory(own_database, tmp_path):  # noqa: F811
    furnish()
    path = tmp_path / "goods.xlsx"
    write_sheet(path)

    load_before = os.getloadavg()[0]
    facts = import_in_a_process(path, own_database)
    load_after = os.getloadavg()[0]

    assert (facts["state"], facts["created"], facts["wrong"]) == ("done", SKUS, 0), facts
    assert Sku.objects.count() == SKUS
    assert SkuPrice.objects.count() == 2 * SKUS
    assert ProductHistory.objects.count() == SKUS // SKUS_PER_PRODUCT
    searchable = Listing.objects.filter(search_vector__isnull=False, lowest_price__isnull=False)
    assert searchable.count() == SKUS // SKUS_PER_PRODUCT
    if not is_full():
        return  # how long a start takes and what it loads tells nothing of an import
    floor = copy_floor()
    report(
        f"{SKUS} SKUs of {SKUS // SKUS_PER_PRODUCT} products from a workbook of "
        f"{path.stat().st_size / 1e6:.1f} MB",
        [
            *facts.items(),
            ("seconds of raw COPY", round(floor, 1)),
            ("load before and after", f"{load_before:.1f}, {load_after:.1f}"),
        ],
    )
    assert facts["memory_mb"] <= MOST_MEGABYTES
    assert facts["seconds"] <= MOST_SECONDS, "on two quiet cores; the load stands above"
