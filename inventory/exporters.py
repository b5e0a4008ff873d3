"""The exports of stock."""

from django.utils.translation import gettext_lazy as _

from inventory.selectors.stock_export import stock_rows
from inventory.stock_columns import THRESHOLDS
from shop.common.exporters import Exporter, declare_exporter

STOCK_EXPORT = declare_exporter(
    Exporter(
        key="inventory.stock",
        label=_("SKUs with prices and stock"),
        permission="inventory.view_stocklevel",
        columns=THRESHOLDS,
        rows=stock_rows,
    )
)
