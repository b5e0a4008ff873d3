"""The columns of stock in a sheet."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from catalog.goods_columns import LIST_PRICE, SALE_PRICE, SKU_CODE, TITLE
from inventory.selectors.warehouses import warehouse_words
from shop.common.sheets.columns import Column, text, whole

_CODE = replace(SKU_CODE, is_required=True, hint=_("Of a SKU that is there."))
_TITLE = replace(TITLE, is_information=True)
_THRESHOLD = Column(
    name="threshold",
    titles=("预警库存", "Alert below", "库存预警", "安全线"),
    read=whole(0, 1_000_000),
    is_clearable=True,
    hint=_("Over all warehouses. 0: no alert. (empty): the shop's threshold."),
    example="10",
)


def _figure(name: str, chinese: str, english: str) -> Column:
    return Column(
        name=name, titles=(chinese, english), read=whole(-(10**9), 10**9), is_information=True
    )


THRESHOLDS = (
    _CODE,
    _TITLE,
    Column(
        name="sku_name", titles=("规格名称", "Specification"), read=text(120), is_information=True
    ),
    replace(SALE_PRICE, is_information=True),
    replace(LIST_PRICE, is_information=True),
    _figure("on_hand", "在库", "On hand"),
    _figure("reserved", "已占用", "Reserved"),
    _figure("available", "可售", "Saleable"),
    _THRESHOLD,
)

COUNTS = (
    _CODE,
    _TITLE,
    Column(
        name="warehouse",
        titles=("仓库", "Warehouse"),
        read=text(60),
        is_required=True,
        choices=warehouse_words,
        hint=_("Its code or its name."),
    ),
    Column(
        name="counted",
        titles=("盘点数量", "Counted", "实盘数量"),
        read=whole(0, 10_000_000),
        is_required=True,
        hint=_("What lies there. The difference is booked as an adjustment."),
        example="120",
    ),
)
