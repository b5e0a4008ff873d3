"""The exports of goods."""

from django.utils.translation import gettext_lazy as _

from catalog.goods_columns import GOODS
from catalog.selectors.goods_export import goods_rows
from shop.common.exporters import Exporter, declare_exporter

GOODS_EXPORT = declare_exporter(
    Exporter(
        key="catalog.goods",
        label=_("Products, SKUs and prices"),
        permission="catalog.view_product",
        columns=GOODS,
        rows=goods_rows,
    )
)
