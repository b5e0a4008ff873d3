"""Product types: which attributes a kind of goods has, and by which of them people filter."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True)
class Attribute:
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


def _text(name: str) -> Attribute:
    return Attribute(name)


def _number(name: str, unit: str) -> Attribute:
    return Attribute(name, Form.NUMBER, unit)


def _choice(name: str) -> Attribute:
    return Attribute(name, Form.CHOICE, is_filter=True)


KINDS = (
    Kind("服装", (_choice("材质"), _choice("季节"), _choice("版型"), _text("成分"))),
    Kind("鞋靴", (_choice("鞋面材质"), _choice("季节"), _choice("闭合方式"), _text("鞋底材质"))),
    Kind("箱包", (_choice("材质"), _choice("适用场景"), _text("尺寸"))),
    Kind(
        "手机",
        (_choice("网络"), _number("屏幕尺寸", "英寸"), _number("电池容量", "mAh"), _text("接口")),
    ),
    Kind("电脑", (_choice("系统"), _number("屏幕尺寸", "英寸"), _text("处理器"), _text("接口"))),
    Kind("键盘", (_choice("连接方式"), _number("键数", "键"), _text("兼容系统"))),
    Kind(
        "音频",
        (_choice("连接方式"), _choice("防水等级"), _number("续航", "小时"), _text("兼容系统")),
    ),
    Kind("智能穿戴", (_choice("防水等级"), _number("续航", "天"), _text("兼容系统"))),
    Kind("相机", (_choice("画幅"), _number("有效像素", "万"), _text("存储介质"))),
    Kind("电器", (_choice("材质"), _number("功率", "W"), _text("电压"), _text("容量"))),
    Kind("餐具水具", (_choice("材质"), _text("容量"), _text("适用"))),
    Kind("家纺", (_choice("材质"), _text("尺寸"), _text("洗涤"))),
    Kind("家居", (_choice("材质"), _choice("风格"), _text("尺寸"))),
    Kind("化妆品", (_choice("适用肤质"), _text("净含量"), _text("保质期"), _text("产地"))),
    Kind(
        "食品",
        (_choice("储存方式"), _text("净含量"), _text("产地"), _text("保质期"), _text("配料")),
    ),
    Kind("运动器材", (_choice("材质"), _choice("适用场景"), _text("规格"))),
    Kind("玩具", (_choice("适用年龄"), _choice("材质"), _text("执行标准"))),
    Kind("图书", (_choice("装帧"), _text("作者"), _text("出版方"), _number("页数", "页"))),
    Kind("文具", (_choice("装帧"), _text("纸张"), _number("页数", "页"))),
    Kind("宠物食品", (_choice("适用对象"), _text("净含量"), _text("主要原料"), _text("保质期"))),
)


def kind_named(name: str) -> Kind:
    """Find a product type by its name."""
    return next(kind for kind in KINDS if kind.name == name)
