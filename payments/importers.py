"""The import of what the bank received."""

from django.utils.translation import gettext_lazy as _

from payments.receipt_columns import RECEIPTS
from payments.services.bank_receipts import plan_receipts, write_receipts
from shop.common.importers import Importer, declare_importer

declare_importer(
    Importer(
        key="payments.receipts",
        label=_("Bank receipts"),
        help_text=_("What the bank received from gateways, day by day; each is booked once."),
        permissions=("payments.add_bankreceipt",),
        columns=RECEIPTS,
        plan=plan_receipts,
        write=write_receipts,
    )
)
