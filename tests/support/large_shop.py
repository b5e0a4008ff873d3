"""A shop of any size for benchmarks of lists: rows copied in, titles made of real words."""

import io
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone

from catalog.models import Attribute, AttributeValue, Brand, Category, Listing, Product, ProductType
from catalog.selectors.search_texts import search_text
from catalog.services.search_index import search_literal
from catalog.types import SearchDocument
from tests.factories.catalog import CategoryFactory

DEPARTMENTS = {
    "女装": "连衣裙 半身裙 针织衫 衬衫 风衣 羽绒服 牛仔裤 阔腿裤 卫衣 西装",
    "男装": "夹克 长裤 短裤 毛衣 马甲 衬衣 棉服 工装裤 睡衣 雨衣",
    "鞋包": "马丁靴 运动鞋 帆布鞋 凉鞋 高跟鞋 双肩包 手提包 钱包 行李箱 腰包",
    "数码": "手机 平板 蓝牙耳机 音箱 智能手表 相机 键盘 鼠标 充电宝 数据线",
    "电器": "空气炸锅 电饭煲 热水壶 破壁机 咖啡机 吸尘器 加湿器 电风扇 吹风机 烤箱",
    "家居": "收纳盒 台灯 抱枕 毛巾 地毯 窗帘 书架 香薰 花瓶 镜子",
    "餐厨": "马克杯 保温杯 餐盘 汤碗 砂锅 炒锅 菜刀 砧板 筷子 饭盒",
    "美妆": "精华液 面霜 防晒乳 口红 粉底液 眼影 洗发水 沐浴露 面膜 护手霜",
    "食品": "坚果 巧克力 饼干 茶叶 咖啡豆 大米 牛肉干 果汁 蜂蜜 面条",
    "运动": "瑜伽垫 哑铃 跳绳 帐篷 睡袋 登山杖 羽毛球拍 足球 泳镜 护膝",
}
COLOURS = [
    "黑色",
    "白色",
    "灰色",
    "红色",
    "蓝色",
    "绿色",
    "米色",
    "棕色",
    "粉色",
    "紫色",
    "橙色",
    "银色",
]
MATERIALS = ["纯棉", "羊毛", "真皮", "不锈钢", "塑料", "陶瓷", "实木", "硅胶"]
SEASONS = ["春季", "夏季", "秋季", "冬季"]
MAKES = [
    "简约",
    "复古",
    "轻便",
    "加厚",
    "防水",
    "透气",
    "大容量",
    "便携",
    "静音",
    "智能",
    "家用",
    "户外",
    "通勤",
    "儿童",
    "学生",
    "新款",
]
POINTS = [
    "做工扎实",
    "好打理",
    "送礼自用都合适",
    "柔软亲肤",
    "耐用不变形",
    "清洗方便",
    "七天无理由",
]
TAGS = ["新品", "热卖", "包邮", "送礼", "通勤", "学生", "户外", "居家"]
BRANDS = 60
_ENDLESS = 10**9
_BATCH = 5_000


@dataclass(frozen=True)
class Shelves:
    leaves: Sequence[tuple[str, str, Category]]
    brands: Sequence[Brand]
    types: dict[str, ProductType]
    values: dict[str, dict[str, list[AttributeValue]]]


def furnish_shelves() -> Shelves:
    """Enter what goods hang on: ten departments of ten categories, brands, filters."""
    leaves, types, values = [], {}, {}
    for department, nouns in DEPARTMENTS.items():
        root = CategoryFactory(name=department)
        leaves += [
            (department, noun, CategoryFactory(name=noun, parent=root)) for noun in nouns.split()
        ]
        types[department] = ProductType.objects.create(name=department)
        values[department] = _filters(types[department])
    brands = Brand.objects.bulk_create(
        Brand(name=f"{first}{second}", slug=f"b{place}")
        for place, (first, second) in enumerate(_pairs("云山木石花月", "雅禾屿川纪里集舍物坊"))
    )
    return Shelves(leaves, brands, types, values)


def fill_shelves(shelves: Shelves, first: int, last: int) -> None:
    """Copy products and listing rows of these numbers in; the same number is the same product."""
    for start in range(first, last, _BATCH):
        plans = [_Plan(shelves, number) for number in range(start, min(start + _BATCH, last))]
        _copy(Product, [plan.product() for plan in plans])
        _copy(Listing, [plan.listing() for plan in plans])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Plan:
    def __init__(self, shelves: Shelves, number: int) -> None:
        dice = random.Random(number)
        self.number, self.dice = number, dice
        self.department, noun, self.category = dice.choice(shelves.leaves)
        self.brand = dice.choice(shelves.brands)
        self.type = shelves.types[self.department]
        chosen = {name: dice.choice(rows) for name, rows in shelves.values[self.department].items()}
        self.values = sorted(value.pk for value in chosen.values())
        words = [dice.choice(SEASONS), *dice.sample(MAKES, 3), chosen["material"].name, noun]
        self.title = f"{self.brand.name} {''.join(words)} {dice.choice(MAKES)}款 {number}"
        self.points = "，".join(dice.sample(POINTS, 2))
        self.tags = sorted(dice.sample(TAGS, 2))
        self.names = " ".join(value.name for value in chosen.values())
        self.code = f"SP{10_000_000 + number}"

    def product(self) -> dict[str, Any]:
        return {
            "id": _ENDLESS + self.number,
            "number": self.code,
            "title": self.title,
            "slug": f"p-{self.number}",
            "selling_points": self.points,
            "category_id": self.category.pk,
            "brand_id": self.brand.pk,
            "product_type_id": self.type.pk,
            "status": Product.Status.LISTED,
            "updated_at": timezone.now(),
        }

    def listing(self) -> dict[str, Any]:
        document = self._document()
        price = Decimal(self.dice.randrange(9_00, 5_000_00)) / 100
        return {
            "product_id": _ENDLESS + self.number,
            "is_live": self.dice.random() < 0.95,
            "title": self.title,
            "slug": f"p-{self.number}",
            "number": self.code,
            "selling_points": self.points,
            "picture": f"products/{self.number}.webp",
            "hover_picture": f"products/{self.number}-2.webp",
            "category_path": self.category.path,
            "brand_id": self.brand.pk,
            "lowest_price": price,
            "highest_price": price,
            "in_stock": self.dice.random() < 0.9,
            "sold_count": int(self.dice.paretovariate(0.8)) % 100_000,
            "listed_at": timezone.now() - timedelta(minutes=self.dice.randrange(10**6)),
            "tags": "{" + ",".join(self.tags) + "}",
            "attribute_values": "{" + ",".join(map(str, self.values)) + "}",
            "numbers": json.dumps({"weight": self.dice.randrange(50, 5000)}),
            "search_vector": search_literal(document=document),
            "search_text": search_text(document),
        }

    def _document(self) -> SearchDocument:
        return SearchDocument(
            title=self.title,
            brand=self.brand.name,
            numbers=f"{self.code} {self.code}-1 69{10**10 + self.number}",
            categories=f"{self.department} {self.category.name}",
            attributes=self.names,
            selling_points=self.points,
            tags=" ".join(self.tags),
        )


def _filters(product_type: ProductType) -> dict[str, list[AttributeValue]]:
    names = {"colour": COLOURS, "material": MATERIALS, "season": SEASONS}
    Attribute.objects.create(
        product_type=product_type, code="weight", name="重量", unit="g", is_filter=True,
        kind=Attribute.Kind.NUMBER,
    )  # fmt: skip
    return {
        code: [
            AttributeValue.objects.create(attribute=attribute, name=name, position=place)
            for place, name in enumerate(values)
        ]
        for code, values in names.items()
        for attribute in [
            Attribute.objects.create(
                product_type=product_type, code=code, name=code, is_filter=True,
                kind=Attribute.Kind.CHOICE,
            )
        ]
    }  # fmt: skip


def _pairs(firsts: str, seconds: str) -> Iterator[tuple[str, str]]:
    yield from ((first, second) for first in firsts for second in seconds)


def _copy(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """COPY rows in; columns that are not given get the model's default."""
    columns = [field.column for field in model._meta.concrete_fields]
    defaults = {field.column: field.get_default() for field in model._meta.concrete_fields}
    text = io.StringIO()
    for row in rows:
        complete = defaults | row
        text.write("\t".join(_written(complete[column]) for column in columns) + "\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN", text)


def _written(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list | dict):
        value = "{}"  # an empty array and an empty object are written alike
    escaped = str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
    return "t" if value is True else "f" if value is False else escaped
