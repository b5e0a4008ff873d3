"""Product types: which attributes a kind of goods has, and by which of them people filter."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True)
class Attribute:
    code: str
    name: str
    form: Form = Form.TEXT
    unit: str = ""
    is_filter: bool = False


@dataclass(frozen=True)
class Kind:
    name: str
    attributes: tuple[Attribute, ...]

    def attribute(self, name: str) -> Attribute:
        return next(attribute for attribute in self.attributes if attribute.name == name)


def _text(code: str, name: str) -> Attribute:
    return Attribute(code, name)


def _number(code: str, name: str, unit: str) -> Attribute:
    return Attribute(code, name, Form.NUMBER, unit)


def _choice(code: str, name: str) -> Attribute:
    return Attribute(code, name, Form.CHOICE, is_filter=True)


MATERIAL = _choice("material", "材质")
SEASON = _choice("season", "季节")
USE = _choice("use", "适用场景")
CONNECTION = _choice("connection", "连接方式")
WATERPROOF = _choice("waterproof", "防水等级")
BINDING = _choice("binding", "装帧")
SCREEN = _number("screen", "屏幕尺寸", "英寸")
PAGES = _number("pages", "页数", "页")
NET = _text("net-content", "净含量")
SHELF_LIFE = _text("shelf-life", "保质期")
ORIGIN = _text("origin", "产地")
SYSTEMS = _text("systems", "兼容系统")
PORTS = _text("ports", "接口")

KINDS = (
    Kind("服装", (MATERIAL, SEASON, _choice("fit", "版型"), _text("composition", "成分"))),
    Kind(
        "鞋靴",
        (
            _choice("upper", "鞋面材质"),
            SEASON,
            _choice("closure", "闭合方式"),
            _text("sole", "鞋底材质"),
        ),
    ),
    Kind("箱包", (MATERIAL, USE, _text("measures", "尺寸"))),
    Kind(
        "手机", (_choice("network", "网络"), SCREEN, _number("battery", "电池容量", "mAh"), PORTS)
    ),
    Kind("电脑", (_choice("system", "系统"), SCREEN, _text("processor", "处理器"), PORTS)),
    Kind("键盘", (CONNECTION, _number("keys", "键数", "键"), SYSTEMS)),
    Kind("音频", (CONNECTION, WATERPROOF, _number("hours", "续航", "小时"), SYSTEMS)),
    Kind("智能穿戴", (WATERPROOF, _number("days", "续航", "天"), SYSTEMS)),
    Kind(
        "相机",
        (
            _choice("sensor", "画幅"),
            _number("pixels", "有效像素", "万"),
            _text("storage", "存储介质"),
        ),
    ),
    Kind(
        "电器",
        (
            MATERIAL,
            _number("power", "功率", "W"),
            _text("voltage", "电压"),
            _text("rated-capacity", "额定容量"),
        ),
    ),
    Kind("餐具水具", (MATERIAL, _text("nominal-capacity", "标称容量"), _text("suits", "适用"))),
    Kind("家纺", (MATERIAL, _text("measures", "成品尺寸"), _text("washing", "洗涤"))),
    Kind("家居", (MATERIAL, _choice("style", "风格"), _text("measures", "成品尺寸"))),
    Kind("化妆品", (_choice("skin", "适用肤质"), NET, SHELF_LIFE, ORIGIN)),
    Kind(
        "食品",
        (
            _choice("keeping", "储存方式"),
            NET,
            ORIGIN,
            SHELF_LIFE,
            _text("ingredients", "配料"),
        ),
    ),
    Kind("运动器材", (MATERIAL, USE, _text("format", "规格说明"))),
    Kind("玩具", (_choice("age", "适用年龄"), MATERIAL, _text("standard", "执行标准"))),
    Kind("图书", (BINDING, _text("author", "作者"), _text("publisher", "出版方"), PAGES)),
    Kind("文具", (BINDING, _text("paper", "纸张"), PAGES)),
    Kind(
        "宠物食品",
        (_choice("animal", "适用对象"), NET, _text("ingredients", "主要原料"), SHELF_LIFE),
    ),
)

# The dimensions that make SKUs, by the name that products use.
DIMENSION_CODES = {
    "颜色": "colour",
    "口味": "flavour",
    "香型": "scent",
    "色号": "shade",
    "烘焙": "roast",
    "尺码": "size",
    "容量": "capacity",
    "配置": "configuration",
    "轴体": "key-switch",
    "表壳": "case",
    "套餐": "bundle",
    "人份": "servings",
    "尺寸": "dimensions",
    "规格": "pack",
    "厚度": "thickness",
    "重量": "weight",
    "球号": "ball-size",
    "颗数": "pieces",
    "开本": "page-format",
}


def kind_named(name: str) -> Kind:
    """Find a product type by its name."""
    return next(kind for kind in KINDS if kind.name == name)
