"""The imports of what inventory knows of SKUs."""

from django.utils.translation import gettext_lazy as _

from inventory.services.stock_import import (
    plan_counts,
    plan_thresholds,
    write_counts,
    write_thresholds,
)
from inventory.stock_columns import COUNTS, THRESHOLDS
from shop.common.importers import Importer, declare_importer

declare_importer(
    Importer(
        key="inventory.thresholds",
        label=_("Alert thresholds"),
        help_text=_("From how many pieces on a SKU is reported as low."),
        permissions=("inventory.change_skusupply",),
        columns=THRESHOLDS,
        plan=plan_thresholds,
        write=write_thresholds,
    )
)
declare_importer(
    Importer(
        key="inventory.counts",
        label=_("Stock counts"),
        help_text=_("What was counted in a warehouse; differences become movements in the ledger."),
        permissions=("inventory.change_stocklevel", "inventory.change_skusupply"),
        columns=COUNTS,
        plan=plan_counts,
        write=write_counts,
    )
)
